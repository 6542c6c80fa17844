/** Implied volatility of a whole chain at once. */
import { totalVolatilityOf } from '../implied-vol.ts';
import { logGapOf } from '../time-value.ts';
import type { ExpiryMarket } from './strike-pairs.ts';

/** How the legs of a chain fared. Their sum is the number of legs. */
export interface ImpliedVolatilityCounts {
  solved: number;
  /** Price 0, negative or no number: never traded. */
  withoutPrice: number;
  /** The price leaves nothing for volatility: stale, or from another moment than the forward. */
  atOrBelowIntrinsic: number;
  /** More than any volatility explains: the discounted forward for a call, the discounted strike for a put. */
  atOrAboveBound: number;
  /** Forward, strike, discount or time left is not above 0, or no number. */
  withoutMarket: number;
}

/**
 * Writes the yearly volatility (fraction) that each leg's price implies into `volatilities`, 0 where it implies none. What stands
 * there already, if above 0, is the first guess: hand in those of the moment before.
 *
 * Shape: `prices` and `volatilities` have one entry per leg, the call of strike `i` at `2 * i`, its put at `2 * i + 1`. Units: rupees.
 */
export function impliedVolatilities(
  strikes: Float64Array,
  prices: Float64Array,
  market: ExpiryMarket,
  volatilities: Float64Array,
): ImpliedVolatilityCounts {
  const { forward, years, discount } = market;
  const rootYears = Math.sqrt(years);
  const growth = 1 / discount;
  const counts = createCounts();
  const isMarketKnown = forward > 0 && years > 0 && growth > 0 && growth < Number.POSITIVE_INFINITY;
  for (let index = 0; index < strikes.length; index += 1) {
    const strike = strikes[index]!;
    const isKnown = isMarketKnown && strike > 0;
    const low = Math.min(forward, strike);
    const logGap = isKnown ? logGapOf(forward, strike) : 0;
    for (let leg = index * 2; leg <= index * 2 + 1; leg += 1) {
      const price = prices[leg]!;
      const intrinsic = (leg === index * 2 ? forward : strike) - low;
      const share = isKnown ? (price * growth - intrinsic) / low : Number.NaN;
      const total = totalVolatilityOf(share, logGap, volatilities[leg]! * rootYears);
      if (total > 0) {
        volatilities[leg] = total / rootYears;
        counts.solved += 1;
        continue;
      }
      volatilities[leg] = 0;
      if (!isKnown) counts.withoutMarket += 1;
      else if (!(price > 0)) counts.withoutPrice += 1;
      else if (share >= 1) counts.atOrAboveBound += 1;
      else counts.atOrBelowIntrinsic += 1;
    }
  }
  return counts;
}

function createCounts(): ImpliedVolatilityCounts {
  return { solved: 0, withoutPrice: 0, atOrBelowIntrinsic: 0, atOrAboveBound: 0, withoutMarket: 0 };
}
