/** What trades bring in cash, one after another. */
import { isMargined } from '../orders/contract.ts';
import type { Trade } from '../orders/order.ts';
import { signOf } from '../orders/order.ts';
import { evenShare } from './paise.ts';

/** Signed units and what they cost. */
interface Open {
  units: number;
  costPaise: number;
}

/** An option is paid for when it changes hands; a future brings what closing it earns, each closed unit with its even share of the open cost. */
export class TradeCash {
  readonly #open = new Map<number, Open>();

  /** Paise that came in by this trade, negative for what was paid. Trades come in their order. */
  of({ contract, transactionType, quantity, pricePaise }: Trade): number {
    const units = signOf(transactionType) * quantity;
    const costPaise = units * pricePaise;
    if (!isMargined(contract)) return -costPaise;
    const open = this.#open.get(contract.index) ?? { units: 0, costPaise: 0 };
    this.#open.set(contract.index, open);
    const openUnits = Math.abs(open.units);
    const closing = open.units * units < 0 ? Math.min(quantity, openUnits) : 0;
    const closedCost = evenShare(open.costPaise, closing, openUnits);
    const closingCost = evenShare(costPaise, closing, quantity);
    open.units += units;
    open.costPaise += costPaise - closingCost - closedCost;
    return -closingCost - closedCost;
  }
}
