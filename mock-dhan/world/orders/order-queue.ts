import type { OrderState } from './order-state.ts';

/** Orders of one side of one contract in the order in which they are served: by price, then by priority. */
export class OrderQueue {
  readonly #orders: OrderState[] = [];
  readonly #priceOf: (order: OrderState) => number;
  readonly #direction: 1 | -1;

  /** `first`: whether the highest or the lowest price comes first. An order's price must not change while it is queued. */
  constructor(first: 'highest' | 'lowest', priceOf: (order: OrderState) => number) {
    this.#direction = first === 'lowest' ? 1 : -1;
    this.#priceOf = priceOf;
  }

  /** Whose turn it is. */
  get head(): OrderState | undefined {
    return this.#orders[0];
  }

  add(order: OrderState): void {
    this.#orders.splice(this.#placeOf(order), 0, order);
  }

  /** False when it is not queued here. */
  remove(order: OrderState): boolean {
    const place = this.#placeOf(order);
    if (this.#orders[place] !== order) return false;
    if (place === 0) this.#orders.shift();
    else this.#orders.splice(place, 1);
    return true;
  }

  /** The first place whose order does not come before this one. */
  #placeOf(order: OrderState): number {
    let low = 0;
    let high = this.#orders.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#comesBefore(this.#orders[middle]!, order)) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #comesBefore(one: OrderState, other: OrderState): boolean {
    const byPrice = (this.#priceOf(one) - this.#priceOf(other)) * this.#direction;
    return byPrice !== 0 ? byPrice < 0 : one.priority < other.priority;
  }
}
