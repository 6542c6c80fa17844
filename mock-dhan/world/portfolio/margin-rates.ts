/**
 * What selling options short takes, and a future either way. The exchange's SPAN files are not published in a form that could be shipped; these are percentages of the
 * underlying's value in the order of what SPAN asks for index options, the same for every strike and day. A bought leg beside it earns no
 * benefit: what really is hedged needs less than is blocked here.
 */
import type { QuoteBoard } from '../quote-board.ts';
import type { Contract } from '../orders/contract.ts';
import { toPaise } from './paise.ts';

/** Of the underlying's value. */
const SPAN_PERCENT = 12;
const EXPOSURE_PERCENT = 2;

/** Margin of one unit sold short, in paise. */
export interface UnitMargin {
  readonly spanPaise: number;
  readonly exposurePaise: number;
}

/** The margins of a day: valued at the underlyings' previous closes, so that they do not move with the market. */
export class MarginRates {
  readonly #board: QuoteBoard;
  readonly #byContract = new Map<number, UnitMargin>();

  constructor(board: QuoteBoard) {
    this.#board = board;
  }

  /** Where no previous close is known the strike, or the future's own close, stands for it. */
  unitMargin({ index, underlyingIndex, instrument }: Contract): UnitMargin {
    const known = this.#byContract.get(index);
    if (known) return known;
    const { previousClose } = this.#board;
    const own = instrument.kind === 'option' ? instrument.strike : previousClose[index]!;
    const valuePaise = toPaise(previousClose[underlyingIndex]! || own);
    const margin = {
      spanPaise: Math.ceil((valuePaise * SPAN_PERCENT) / 100),
      exposurePaise: Math.ceil((valuePaise * EXPOSURE_PERCENT) / 100),
    };
    this.#byContract.set(index, margin);
    return margin;
  }
}
