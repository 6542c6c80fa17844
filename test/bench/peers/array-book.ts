/** An order book as it is first written: one array, sorted whenever somebody looks. */

/** One execution; `order` is the number it was placed with. */
export interface ArrayFill {
  readonly order: number;
  readonly quantity: number;
  readonly pricePaise: number;
}

interface ArrayOrder {
  /** Lower when it was placed before. */
  readonly number: number;
  readonly account: number;
  readonly isBuy: boolean;
  readonly pricePaise: number;
  quantity: number;
}

const TICK_PAISE = 5;
const LEVELS = 200;
const SIZES = [1, 2, 3, 2, 1];

/** Orders of one contract against a ladder of 200 levels that each tick shows anew, and against one another. */
export class ArrayBook {
  readonly fills: ArrayFill[] = [];
  readonly #lot: number;
  #orders: ArrayOrder[] = [];
  #bids: { pricePaise: number; quantity: number }[] = [];
  #asks: { pricePaise: number; quantity: number }[] = [];

  constructor(lot: number) {
    this.#lot = lot;
  }

  /** Prices in rupees. */
  quote(quote: { bid: number; bidQuantity: number; ask: number; askQuantity: number }): void {
    this.#bids = ladder(quote.bid, quote.bidQuantity, -1);
    this.#asks = ladder(quote.ask, quote.askQuantity, 1);
    this.#match();
  }

  place(order: ArrayOrder): void {
    this.#orders.push({ ...order });
    this.#match();
  }

  #match(): void {
    const [buys, sells] = [true, false].map((isBuy) => {
      const sign = isBuy ? 1 : -1;
      return this.#orders
        .filter((order) => order.isBuy === isBuy)
        .sort((a, b) => sign * (b.pricePaise - a.pricePaise) || a.number - b.number);
    }) as [ArrayOrder[], ArrayOrder[]];
    do {
      while (buys[0]?.quantity === 0) buys.shift();
      while (sells[0]?.quantity === 0) sells.shift();
    } while (this.#tradeOnce(buys[0], sells[0]));
    this.#orders = this.#orders.filter(({ quantity }) => quantity > 0);
  }

  #tradeOnce(buy: ArrayOrder | undefined, sell: ArrayOrder | undefined): boolean {
    if (!buy || !sell || buy.pricePaise < sell.pricePaise)
      return (buy !== undefined && this.#take(buy)) || (sell !== undefined && this.#take(sell));
    const [first, later] = buy.number < sell.number ? [buy, sell] : [sell, buy];
    if (this.#take(first) || this.#take(later, first.pricePaise)) return true;
    if (first.account === later.account) later.quantity = 0;
    else {
      const quantity = Math.min(first.quantity, later.quantity);
      for (const order of [first, later]) this.#fill(order, quantity, first.pricePaise);
    }
    return true;
  }

  /** From the first level that still holds a lot. */
  #take(order: ArrayOrder, limitPaise = order.pricePaise): boolean {
    const sign = order.isBuy ? 1 : -1;
    const levels = order.isBuy ? this.#asks : this.#bids;
    for (const level of levels) {
      if (sign * (level.pricePaise - limitPaise) > 0) return false;
      const quantity = Math.min(order.quantity, level.quantity - (level.quantity % this.#lot));
      if (quantity === 0) continue;
      level.quantity -= quantity;
      this.#fill(order, quantity, level.pricePaise);
      return true;
    }
    return false;
  }

  #fill(order: ArrayOrder, quantity: number, pricePaise: number): void {
    order.quantity -= quantity;
    this.fills.push({ order: order.number, quantity, pricePaise });
  }
}

function ladder(
  best: number,
  bestQuantity: number,
  sign: 1 | -1,
): { pricePaise: number; quantity: number }[] {
  return Array.from({ length: LEVELS }, (_, level) => ({
    pricePaise: Math.round(best * 100) + sign * level * TICK_PAISE,
    quantity: bestQuantity * (SIZES[level] ?? 1 + Math.floor(level / 4)),
  }));
}
