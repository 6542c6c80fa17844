import type { OptionType, Underlying } from '../../market/instrument.ts';

/** An option as a table names it: without a security id. */
export interface TableLeg {
  /** `YYYY-MM-DD`. */
  readonly expiry: string;
  readonly strike: number;
  readonly optionType: OptionType;
}

/** What a table says of an index or of one of its options at a moment. Rupees and units; 0 where the table does not say. */
export interface TableQuote {
  /** Epoch ms. */
  readonly atMs: number;
  readonly underlying: Underlying;
  /** Undefined: the index itself. */
  readonly leg: TableLeg | undefined;
  /** 0: not traded yet. */
  readonly ltp: number;
  /** Traded on the day so far. */
  readonly volume: number;
  readonly oi: number;
  readonly bid: number;
  readonly bidQuantity: number;
  readonly ask: number;
  readonly askQuantity: number;
  readonly previousClose: number;
  readonly previousOi: number;
}

const NOTHING = {
  volume: 0,
  oi: 0,
  bid: 0,
  bidQuantity: 0,
  ask: 0,
  askQuantity: 0,
  previousClose: 0,
  previousOi: 0,
} as const;

/** A quote that says no more than it is given. */
export function quoteOf(
  said: Pick<TableQuote, 'atMs' | 'underlying' | 'leg' | 'ltp'> & Partial<TableQuote>,
): TableQuote {
  return { ...NOTHING, ...said };
}

/** Equal for the same index or option. */
export function instrumentName({ underlying, leg }: Pick<TableQuote, 'underlying' | 'leg'>): string {
  return leg ? `${underlying.symbol} ${leg.expiry} ${leg.strike} ${leg.optionType}` : underlying.symbol;
}
