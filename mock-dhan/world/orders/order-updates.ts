import type { Clock, TimerHandle, Timers } from '#engine/ports.ts';
import type { Order, OrderCause, OrderUpdate, Trade } from './order.ts';
import type { OrderDelivery, OrderDrills } from './order-drills.ts';

/** Updates that a drill holds back at a time; further ones are told at once. */
const HELD_MAX = 10_000;

const AT_ONCE: OrderDelivery = { delayMs: 0, copies: 1, isPushed: true, isPostedBack: true };

/** Tells every change of every order, once, to whoever subscribed; drills tell some late, twice or to fewer. */
export class OrderUpdates {
  readonly #clock: Clock & Timers;
  readonly #drills: OrderDrills;
  readonly #listeners = new Set<(update: OrderUpdate) => void>();
  readonly #held = new Set<TimerHandle>();
  #count = 0;

  constructor(options: { readonly clock: Clock & Timers; readonly drills: OrderDrills }) {
    this.#clock = options.clock;
    this.#drills = options.drills;
  }

  subscribe(listener: (update: OrderUpdate) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  tell(cause: OrderCause, order: Order, trade?: Trade): void {
    this.#count += 1;
    const { delayMs, copies, isPushed, isPostedBack } = this.#drills.deliveryOf(order, cause) ?? AT_ONCE;
    if (this.#listeners.size === 0) return;
    const atMs = this.#clock.nowMs();
    const update = { number: this.#count, cause, order: { ...order }, trade, atMs, isPushed, isPostedBack };
    const tell = (): void => {
      for (let copy = 0; copy < copies; copy += 1) for (const listener of this.#listeners) listener(update);
    };
    if (delayMs === 0 || this.#held.size >= HELD_MAX) tell();
    else this.#hold(tell, atMs + delayMs);
  }

  close(): void {
    for (const timer of this.#held) timer.cancel();
    this.#held.clear();
    this.#listeners.clear();
  }

  #hold(tell: () => void, untilMs: number): void {
    const timer = this.#clock.at(untilMs, () => {
      this.#held.delete(timer);
      tell();
    });
    this.#held.add(timer);
  }
}
