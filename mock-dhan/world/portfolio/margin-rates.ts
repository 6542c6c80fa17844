/**
 * What selling options short takes. The exchange's SPAN files are not published in a form that could be shipped; this is their idea with rates in
 * the order of what they ask for index options. SPAN: what settling the legs of one expiry together would cost after the worst move of the
 * underlying within 12 % of its previous close, so that what a bought leg pays there is not asked for. Exposure: 2 % of the underlying's value
 * for each unit sold short, hedged or not. Legs of another expiry or product are no hedge, and no charge is made for volatility.
 */
import type { QuoteBoard } from '../quote-board.ts';
import type { Contract } from '../orders/contract.ts';
import { toPaise } from './paise.ts';

/** Of the underlying's value. */
const SPAN_PERCENT = 12;
const EXPOSURE_PERCENT = 2;

/** Paise. */
export interface ShortMargin {
  readonly spanPaise: number;
  readonly exposurePaise: number;
}

/** Units of a contract, below 0 when they are sold short. */
export interface MarginLeg {
  readonly contract: Contract;
  readonly units: number;
}

const NOTHING: ShortMargin = { spanPaise: 0, exposurePaise: 0 };

/** Margins by the day's rates: valued at the underlyings' previous closes, so that they do not move with the market. */
export class MarginRates {
  readonly #board: QuoteBoard;
  readonly #byUnderlying = new Map<number, number>();

  constructor(board: QuoteBoard) {
    this.#board = board;
  }

  /**
   * Of legs of one underlying and expiry together. Never negative, never above the sum of what its parts need; one more unit sold never lowers
   * it, one more bought never raises it.
   */
  marginOf(legs: readonly MarginLeg[]): ShortMargin {
    const shorts = legs.reduce((sum, { units }) => sum + Math.max(0, -units), 0);
    const [first] = legs;
    if (!first || shorts === 0) return NOTHING;
    const valuePaise = this.#valueOf(first.contract.underlyingIndex);
    return {
      spanPaise: worstSettlement(legs, valuePaise),
      exposurePaise: shorts * Math.ceil((valuePaise * EXPOSURE_PERCENT) / 100),
    };
  }

  #valueOf(underlyingIndex: number): number {
    const known = this.#byUnderlying.get(underlyingIndex);
    if (known !== undefined) return known;
    const { previousClose, ltp } = this.#board;
    const valuePaise = toPaise(previousClose[underlyingIndex]! || ltp[underlyingIndex]!);
    this.#byUnderlying.set(underlyingIndex, valuePaise);
    return valuePaise;
  }
}

/** The cost is a broken line over the underlying's price: it is greatest at an end of the range, or at a strike within. */
function worstSettlement(legs: readonly MarginLeg[], valuePaise: number): number {
  const lowPaise = Math.floor((valuePaise * (100 - SPAN_PERCENT)) / 100);
  const highPaise = Math.ceil((valuePaise * (100 + SPAN_PERCENT)) / 100);
  let worst = Math.max(0, settlementCost(legs, lowPaise), settlementCost(legs, highPaise));
  for (const { contract } of legs)
    if (contract.strikePaise > lowPaise && contract.strikePaise < highPaise)
      worst = Math.max(worst, settlementCost(legs, contract.strikePaise));
  return worst;
}

/** What the legs cost their holder when they settle at that price of the underlying; below 0 what they bring. */
function settlementCost(legs: readonly MarginLeg[], underlyingPaise: number): number {
  let cost = 0;
  for (const { contract, units } of legs) cost -= units * settlementPaise(contract, underlyingPaise);
  return cost;
}

/** What one unit of an option pays when its underlying settles at that price. */
export function settlementPaise({ instrument, strikePaise }: Contract, underlyingPaise: number): number {
  const gainPaise = underlyingPaise - strikePaise;
  return Math.max(0, instrument.optionType === 'CE' ? gainPaise : -gainPaise);
}
