/**
 * How wide and how deep index options are quoted, by premium. Source: medians of the recorded NIFTY chain of 2025-08-29,
 * weekly expiry of 02-Sep and monthly expiry of 30-Sep.
 */
export interface SpreadBand {
  /** The band holds mids below this, in rupees. */
  readonly belowMid: number;
  /** Rupees between bid and ask. */
  readonly spread: number;
  /** Units at the best price. */
  readonly quantity: number;
}

/** The nearest expiry, quoted tight and deep. */
export const NEAREST_EXPIRY_BANDS: readonly SpreadBand[] = [
  { belowMid: 5, spread: 0.05, quantity: 150_000 },
  { belowMid: 20, spread: 0.05, quantity: 13_000 },
  { belowMid: 50, spread: 0.1, quantity: 4300 },
  { belowMid: 100, spread: 0.15, quantity: 1900 },
  { belowMid: 200, spread: 0.3, quantity: 600 },
  { belowMid: 400, spread: 0.65, quantity: 225 },
  { belowMid: 800, spread: 2.7, quantity: 225 },
  { belowMid: Number.POSITIVE_INFINITY, spread: 20, quantity: 225 },
];

/** Every later expiry. */
export const LATER_EXPIRY_BANDS: readonly SpreadBand[] = [
  { belowMid: 20, spread: 0.15, quantity: 300 },
  { belowMid: 50, spread: 0.2, quantity: 300 },
  { belowMid: 100, spread: 0.3, quantity: 300 },
  { belowMid: 200, spread: 0.5, quantity: 300 },
  { belowMid: 400, spread: 0.85, quantity: 225 },
  { belowMid: 800, spread: 1.9, quantity: 225 },
  { belowMid: Number.POSITIVE_INFINITY, spread: 20, quantity: 225 },
];

/** The band a mid falls into. */
export function spreadBandOf(bands: readonly SpreadBand[], mid: number): SpreadBand {
  for (const band of bands) if (mid < band.belowMid) return band;
  return bands[bands.length - 1]!;
}
