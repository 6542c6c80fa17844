/**
 * What selling options short takes, and a future either way. The exchange's SPAN files are not published in a form that could be shipped; this is
 * their idea with rates in the order of what they ask for index derivatives. SPAN: what settling the legs of one expiry together would cost after the
 * worst move of the underlying within 12 % of its previous close, so that what a bought leg pays there is not asked for. Exposure: 2 % of the
 * underlying's value for each unit of an option sold short and of a future, hedged or not. Legs of another expiry or product are no hedge, and no
 * charge is made for volatility.
 */
import type { QuoteBoard } from '../quote-board.ts';
import { isMargined } from '../orders/contract.ts';
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

/** Of a contract the fewest and the most units that may be open once any of the waiting orders have traded, below 0 when short. */
export interface MarginLeg {
  readonly contract: Contract;
  readonly least: number;
  readonly most: number;
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
   * Of legs of one underlying and expiry together. Never negative, never above the sum of what its parts need; one more unit of an option sold never
   * lowers it, one more bought never raises it.
   */
  marginOf(legs: readonly MarginLeg[]): ShortMargin {
    const [first] = legs;
    const units = legs.reduce((sum, leg) => sum + exposedUnits(leg), 0);
    if (!first || units === 0) return NOTHING;
    const valuePaise = this.#valueOf(first.contract.underlyingIndex);
    return {
      spanPaise: worstSettlement(legs, valuePaise),
      exposurePaise: units * Math.ceil((valuePaise * EXPOSURE_PERCENT) / 100),
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

/** Of an option those that may be short, of a future those that may be open. */
function exposedUnits({ contract, least, most }: MarginLeg): number {
  return isMargined(contract) ? Math.max(Math.abs(least), Math.abs(most)) : Math.max(0, -least);
}

/**
 * The cost is a broken line over the underlying's price: it is greatest at an end of the range, at a strike within, or where the underlying stands, from
 * which futures gain and lose.
 */
function worstSettlement(legs: readonly MarginLeg[], valuePaise: number): number {
  const lowPaise = Math.floor((valuePaise * (100 - SPAN_PERCENT)) / 100);
  const highPaise = Math.ceil((valuePaise * (100 + SPAN_PERCENT)) / 100);
  const costAt = (paise: number): number =>
    legs.reduce((sum, leg) => sum + costOf(leg, paise, valuePaise), 0);
  let worst = Math.max(0, costAt(lowPaise), costAt(valuePaise), costAt(highPaise));
  for (const { contract } of legs)
    if (contract.strikePaise > lowPaise && contract.strikePaise < highPaise)
      worst = Math.max(worst, costAt(contract.strikePaise));
  return worst;
}

/** What a leg costs its holder when it settles at that price of the underlying; below 0 what it brings. An option is paid, a future is not. */
function costOf({ contract, least, most }: MarginLeg, underlyingPaise: number, valuePaise: number): number {
  if (!isMargined(contract)) return -least * settlementPaise(contract, underlyingPaise);
  const movePaise = underlyingPaise - valuePaise;
  return -(movePaise > 0 ? least : most) * movePaise;
}

/** What one unit of an option pays when its underlying settles at that price; the price itself of a future. */
export function settlementPaise({ instrument, strikePaise }: Contract, underlyingPaise: number): number {
  if (instrument.kind === 'future') return underlyingPaise;
  const gainPaise = underlyingPaise - strikePaise;
  return Math.max(0, instrument.optionType === 'CE' ? gainPaise : -gainPaise);
}
