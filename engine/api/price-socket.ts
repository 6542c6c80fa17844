import { istIso, MS_PER_SECOND } from '../market/ist-time.ts';
import type { PriceTable } from '../market/price-table.ts';
import type { Clock, TimerHandle, Timers } from '../ports.ts';
import { priceList } from './price-list.ts';

/** How many clients are told; a further one must be refused. */
export const PRICE_CLIENTS_MAX = 1000;

/** Delivers one text frame to one client; false when the client is too far behind to take it now. */
export type SendPrices = (frame: string) => boolean;

/**
 * What WS `/ws/prices` says, without a socket: `{type:"prices", timestamp, prices:{NIFTY: 23150.5}}` to a new client at
 * once, then every second of clock time to each client that was not yet told these prices. One timer and one frame serve
 * all clients; nothing is planned while there is none.
 */
export class PriceSocket {
  readonly #prices: PriceTable;
  readonly #clock: Clock & Timers;
  /** Each client and the prices it was last told. */
  readonly #told = new Map<SendPrices, string>();
  #timer: TimerHandle | undefined;

  constructor(prices: PriceTable, clock: Clock & Timers) {
    this.#prices = prices;
    this.#clock = clock;
  }

  get isFull(): boolean {
    return this.#told.size >= PRICE_CLIENTS_MAX;
  }

  /** Greets the client with the present prices; returns what ends its subscription. */
  add(send: SendPrices): () => void {
    this.#told.set(send, '');
    this.#tell([send]);
    this.#planNext();
    return () => this.#remove(send);
  }

  #remove(send: SendPrices): void {
    this.#told.delete(send);
    if (this.#told.size > 0) return;
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  #planNext(): void {
    this.#timer ??= this.#clock.at(this.#clock.nowMs() + MS_PER_SECOND, () => {
      this.#timer = undefined;
      this.#tell(this.#told.keys());
      if (this.#told.size > 0) this.#planNext();
    });
  }

  #tell(clients: Iterable<SendPrices>): void {
    const prices = JSON.stringify(priceList(this.#prices));
    const frame = `{"type":"prices","timestamp":"${istIso(this.#clock.nowMs())}","prices":${prices}}`;
    for (const send of clients)
      if (this.#told.get(send) !== prices && send(frame)) this.#told.set(send, prices);
  }
}
