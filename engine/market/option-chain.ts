/** One expiry's option chain, columnar: one typed array per field, because every underlying tick touches all of it. */

/** Where a leg's present price came from, as stored in `ExpiryChain.source`. */
export const LEG_SOURCES = ['none', 'rest', 'feed', 'repriced', 'closing'] as const;
/** Where a leg's present price came from. */
export type LegSource = (typeof LEG_SOURCES)[number];

/**
 * Shape: `strikes[i]` ascending; leg `2 * i` is its call, `2 * i + 1` its put; every other column has one entry per leg.
 * Units: prices in rupees, quantities and open interest in units (not lots), times in epoch ms.
 */
export interface ExpiryChain {
  readonly underlying: string;
  /** `YYYY-MM-DD`, IST. */
  readonly expiry: string;
  /** Moment the options expire: 15:30 IST of the expiry date (15:40 since 2026-08-03). */
  readonly expiresAtMs: number;
  readonly lotSize: number;
  readonly strikeInterval: number;
  readonly tickSize: number;
  readonly strikes: Float64Array;
  /** 0 when the exchange lists no such leg. */
  readonly securityIds: Float64Array;
  readonly ltp: Float64Array;
  readonly bid: Float64Array;
  readonly ask: Float64Array;
  readonly volume: Float64Array;
  readonly oi: Float64Array;
  readonly previousClose: Float64Array;
  /** Last trade, epoch ms; 0 when never traded. */
  readonly lastTradeAtMs: Float64Array;
  /** When this leg's own tick last arrived, epoch ms; 0 when none has. */
  readonly ownTickAtMs: Float64Array;
  /** Index into LEG_SOURCES. */
  readonly source: Uint8Array;
  /** When any leg last changed, epoch ms. */
  updatedAtMs: number;
  /** Counts changes; a reader that cached bytes for a version may keep them while it stands. */
  version: number;
}

/** Leg index of a strike index: calls are even, puts odd. */
export function legIndex(strikeIndex: number, optionType: 'CE' | 'PE'): number {
  return strikeIndex * 2 + (optionType === 'CE' ? 0 : 1);
}

/** A chain with its strikes and nothing known of them: every column is 0. */
export function createExpiryChain(
  header: Pick<
    ExpiryChain,
    'underlying' | 'expiry' | 'expiresAtMs' | 'lotSize' | 'strikeInterval' | 'tickSize'
  > & { readonly strikes: readonly number[] },
): ExpiryChain {
  const legCount = header.strikes.length * 2;
  return {
    ...header,
    strikes: Float64Array.from(header.strikes),
    securityIds: new Float64Array(legCount),
    ltp: new Float64Array(legCount),
    bid: new Float64Array(legCount),
    ask: new Float64Array(legCount),
    volume: new Float64Array(legCount),
    oi: new Float64Array(legCount),
    previousClose: new Float64Array(legCount),
    lastTradeAtMs: new Float64Array(legCount),
    ownTickAtMs: new Float64Array(legCount),
    source: new Uint8Array(legCount),
    updatedAtMs: 0,
    version: 0,
  };
}

/** The same chain by itself: what is written to one is not seen in the other. */
export function copyExpiryChain(chain: ExpiryChain): ExpiryChain {
  return {
    ...chain,
    securityIds: chain.securityIds.slice(),
    ltp: chain.ltp.slice(),
    bid: chain.bid.slice(),
    ask: chain.ask.slice(),
    volume: chain.volume.slice(),
    oi: chain.oi.slice(),
    previousClose: chain.previousClose.slice(),
    lastTradeAtMs: chain.lastTradeAtMs.slice(),
    ownTickAtMs: chain.ownTickAtMs.slice(),
    source: chain.source.slice(),
  };
}

/** Index of `strike` in the ascending ladder, or -1. */
export function strikeIndexOf(chain: ExpiryChain, strike: number): number {
  let low = 0;
  let high = chain.strikes.length - 1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const value = chain.strikes[middle]!;
    if (value === strike) return middle;
    if (value < strike) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}
