import type { Fill } from './matching.ts';
import type { OrderFate } from './order-drills.ts';
import { isLive } from './order.ts';
import { limitPaise } from './order-state.ts';
import type { OrderState } from './order-state.ts';

/** What fills orders that are drilled to trade in parts: at their own price, whatever the market shows. */
export class DrilledFills {
  readonly #after: (delayMs: number, run: () => void) => void;
  readonly #marketPaise: (order: OrderState) => number;
  readonly #fill: (order: OrderState, fill: Fill) => void;

  constructor(options: {
    readonly after: (delayMs: number, run: () => void) => void;
    readonly marketPaise: (order: OrderState) => number;
    readonly fill: (order: OrderState, fill: Fill) => void;
  }) {
    this.#after = options.after;
    this.#marketPaise = options.marketPaise;
    this.#fill = options.fill;
  }

  /** The first part trades now. Parts are of whole lots and as even as can be, the larger ones first. */
  begin(order: OrderState, { parts, everyMs }: Extract<OrderFate, { kind: 'fill-in-parts' }>): void {
    if (!isLive(order)) return;
    const { lotSize } = order.contract;
    const lots = Math.ceil(order.remainingQuantity / lotSize / parts);
    const quantity = Math.min(order.remainingQuantity, lots * lotSize);
    const isAtMarket = order.orderType === 'MARKET' || order.orderType === 'STOP_LOSS_MARKET';
    const pricePaise = (isAtMarket && this.#marketPaise(order)) || limitPaise(order);
    this.#fill(order, { quantity, pricePaise });
    if (isLive(order))
      this.#after(everyMs, () =>
        this.begin(order, { kind: 'fill-in-parts', parts: Math.max(1, parts - 1), everyMs }),
      );
  }
}
