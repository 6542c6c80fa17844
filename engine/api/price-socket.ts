import { istIso, MS_PER_SECOND } from '../market/ist-time.ts';
import type { PriceTable } from '../market/price-table.ts';
import type { Clock, TimerHandle, Timers } from '../ports.ts';
import { priceList } from './price-list.ts';

/** Delivers one text frame to one client. */
export type SendPrices = (frame: string) => void;

/**
 * What WS `/ws/prices` says, without a socket: `{type:"prices", timestamp, prices:{NIFTY: 23150.5}}` to a new client at
 * once, then to all of them every second of clock time in which a price changed. One timer and one frame serve every
 * client; nothing is planned while there is none.
 */
export class PriceSocket {
  readonly #prices: PriceTable;
  readonly #clock: Clock & Timers;
  readonly #clients = new Set<SendPrices>();
  #timer: TimerHandle | undefined;
  #lastPushed = '';

  constructor(prices: PriceTable, clock: Clock & Timers) {
    this.#prices = prices;
    this.#clock = clock;
  }

  get clientCount(): number {
    return this.#clients.size;
  }

  /** Greets the client with the present prices; returns what ends its subscription. */
  add(send: SendPrices): () => void {
    const prices = this.#pricesJson();
    if (this.#clients.size === 0) this.#lastPushed = prices;
    this.#clients.add(send);
    send(this.#frame(prices));
    this.#planNext();
    return () => this.#remove(send);
  }

  #remove(send: SendPrices): void {
    this.#clients.delete(send);
    if (this.#clients.size > 0) return;
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  #planNext(): void {
    this.#timer ??= this.#clock.at(this.#clock.nowMs() + MS_PER_SECOND, () => this.#push());
  }

  #push(): void {
    this.#timer = undefined;
    const prices = this.#pricesJson();
    if (prices !== this.#lastPushed) {
      this.#lastPushed = prices;
      const frame = this.#frame(prices);
      for (const send of this.#clients) send(frame);
    }
    if (this.#clients.size > 0) this.#planNext();
  }

  #pricesJson(): string {
    return JSON.stringify(priceList(this.#prices));
  }

  #frame(pricesJson: string): string {
    return `{"type":"prices","timestamp":"${istIso(this.#clock.nowMs())}","prices":${pricesJson}}`;
  }
}
