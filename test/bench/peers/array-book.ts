/** An order book as it is first written: one array, sorted whenever somebody looks. */

/** One execution; `order` is the number it was placed with. */
export interface ArrayFill {
  readonly order: number;
  readonly quantity: number;
  readonly pricePaise: number;
}

interface ArrayOrder {
  readonly number: number;
  readonly isBuy: boolean;
  readonly pricePaise: number;
  quantity: number;
}

const TICK_PAISE = 5;
const LEVELS = 200;
const SIZES = [1, 2, 3, 2, 1];

/** Orders of one contract against a ladder of 200 levels that each tick shows anew. */
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
    this.#match(true);
    this.#match(false);
  }

  place(order: ArrayOrder): void {
    this.#orders.push({ ...order });
    this.#match(order.isBuy);
  }

  #match(isBuy: boolean): void {
    const sign = isBuy ? 1 : -1;
    const levels = isBuy ? this.#asks : this.#bids;
    const waiting = this.#orders
      .filter((order) => order.isBuy === isBuy)
      .sort((a, b) => sign * (b.pricePaise - a.pricePaise) || a.number - b.number);
    for (const order of waiting)
      for (const level of levels) {
        if (order.quantity === 0 || sign * (level.pricePaise - order.pricePaise) > 0) break;
        const quantity = Math.min(order.quantity, level.quantity - (level.quantity % this.#lot));
        if (quantity === 0) continue;
        level.quantity -= quantity;
        order.quantity -= quantity;
        this.fills.push({ order: order.number, quantity, pricePaise: level.pricePaise });
      }
    this.#orders = this.#orders.filter(({ quantity }) => quantity > 0);
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
