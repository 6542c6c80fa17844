import { roundToTick, ticksPerRupee } from '#engine/pricing/leg-price.ts';

/** Rupees between which an instrument may trade today. */
export interface PriceBand {
  readonly lower: number;
  readonly upper: number;
}

/** A cheap option may still multiply; below this many rupees the band is not drawn. */
const UPPER_MIN = 20;

/**
 * A wide band around the previous close, on the tick. The exchange's own rule for options (by delta) is not published;
 * what clients need is that every quote of the day lies inside.
 */
export function priceBand(previousClose: number, tickSize: number): PriceBand {
  const upper = Math.max(UPPER_MIN, previousClose * 10);
  return { lower: tickSize, upper: roundToTick(upper, ticksPerRupee(tickSize)) };
}
