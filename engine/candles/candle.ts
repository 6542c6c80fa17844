/**
 * What was traded within one stretch of time. Units: `startMs` epoch ms (IST midnight for a day), prices in rupees, volume in units.
 */
export interface Candle {
  readonly startMs: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
}

/** How long a candle may be. */
export const TIMEFRAMES = ['1min', '5min', '15min', '60min', 'day'] as const;
/** How long a candle may be. */
export type Timeframe = (typeof TIMEFRAMES)[number];
