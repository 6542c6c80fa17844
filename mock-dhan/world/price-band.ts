import type { ContractInstrument } from '#engine/market/instrument.ts';
import { roundToTick, ticksPerRupee } from '#engine/pricing/leg-price.ts';

/** Rupees between which an instrument may trade today. */
export interface PriceBand {
  readonly lower: number;
  readonly upper: number;
}

/** A cheap option may still multiply; below this many rupees the band is not drawn. */
const UPPER_MIN = 20;
/** Of the previous close, either way. */
const FUTURE_BAND = 0.1;

/**
 * The band around the previous close, on the tick. That of a future is a tenth either way; an option's is wide, because the exchange's own rule
 * (by delta) is not published. What clients need is that every quote of the day lies inside.
 */
export function priceBand(
  previousClose: number,
  { kind, tickSize }: Pick<ContractInstrument, 'kind' | 'tickSize'>,
): PriceBand {
  const ticksInRupee = ticksPerRupee(tickSize);
  if (kind === 'future')
    return {
      lower: roundToTick(previousClose * (1 - FUTURE_BAND), ticksInRupee),
      upper: roundToTick(previousClose * (1 + FUTURE_BAND), ticksInRupee),
    };
  return { lower: tickSize, upper: roundToTick(Math.max(UPPER_MIN, previousClose * 10), ticksInRupee) };
}
