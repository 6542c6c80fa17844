import type { Clock, TimerHandle, Timers } from '#engine/ports.ts';
import { encodeOrderAlert } from '#engine/wire/order-alert.ts';
import type { WireProfile } from '#engine/wire/wire-profile.ts';
import type { OrderUpdate } from '../world/orders/order.ts';
import type { QuoteBoard } from '../world/quote-board.ts';
import type { TradingFloor } from '../world/trading-floor.ts';
import { toldOrder } from './told-order.ts';
import { frameOf } from './websocket-frames.ts';

/** What an account is sent at once: text frames of so many alerts. */
type Send = (clientId: string, frames: Uint8Array, alerts: number) => void;

/** Every change of every order as text frames, made once however many listen: one each, or those of one moment joined in one. */
export class OrderAlerts {
  readonly #told: Parameters<typeof toldOrder>[1];
  readonly #clock: Clock & Timers;
  readonly #wire: WireProfile;
  readonly #send: Send;
  readonly #waiting = new Map<string, string[]>();
  readonly #unsubscribe: () => void;
  #flush: TimerHandle | undefined;

  constructor(options: {
    readonly trading: TradingFloor;
    readonly board: QuoteBoard;
    readonly clock: Clock & Timers;
    readonly wire: WireProfile;
    readonly isHeard: (clientId: string) => boolean;
    readonly send: Send;
  }) {
    this.#told = options;
    this.#clock = options.clock;
    this.#wire = options.wire;
    this.#send = options.send;
    this.#unsubscribe = options.trading.subscribe((update) => {
      if (update.isPushed && options.isHeard(update.order.clientId)) this.#take(update);
    });
  }

  close(): void {
    this.#unsubscribe();
    this.#flush?.cancel();
  }

  #take(update: OrderUpdate): void {
    const { clientId } = update.order;
    const text = encodeOrderAlert(toldOrder(update, this.#told), this.#wire);
    if (this.#wire.orderAlerts === 'one-by-one') {
      this.#send(clientId, textFrame(text), 1);
      return;
    }
    const waiting = this.#waiting.get(clientId) ?? [];
    this.#waiting.set(clientId, waiting);
    waiting.push(text);
    this.#flush ??= this.#clock.at(this.#clock.nowMs(), () => this.#sendWaiting());
  }

  #sendWaiting(): void {
    this.#flush = undefined;
    for (const [clientId, texts] of this.#waiting)
      this.#send(clientId, textFrame(texts.join('')), texts.length);
    this.#waiting.clear();
  }
}

function textFrame(text: string): Uint8Array {
  return frameOf(Buffer.from(text, 'utf8'), true);
}
