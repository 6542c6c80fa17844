/** The pricing kernel one double at a time: what the WebAssembly kernel is tested against, and what prices where that does not run. */
import { roundToTick } from '../leg-price.ts';
import { tailRatio } from '../normal-distribution.ts';
import type { ExpiryMarket, LegColumns, StrikeColumns, StrikeKernel } from './strike-pairs.ts';

/** Prices and quotes as plain JavaScript. */
export const scalarKernel: StrikeKernel = { price: priceByScalars, quote: quoteByScalars };

function priceByScalars(columns: StrikeColumns, market: ExpiryMarket, prices: Float64Array): void {
  const { strikes, logStrikes, volatilities } = columns;
  const { forward, years, discount } = market;
  const rootYears = Math.sqrt(years);
  const logForward = Math.log(forward);
  for (let index = 0; index < strikes.length; index += 1) {
    const strike = strikes[index]!;
    const low = Math.min(forward, strike);
    const logGap = Math.abs(logForward - logStrikes[index]!);
    const timeValue = quickTimeValue(low, logGap, volatilities[index]! * rootYears);
    prices[index * 2] = discount * (timeValue + forward - low);
    prices[index * 2 + 1] = discount * (timeValue + strike - low);
  }
}

function quoteByScalars(legs: LegColumns, ticksInRupee: number): void {
  const { prices, gain, offset, bidBelow, askAbove, ltp, bid, ask } = legs;
  for (let leg = 0; leg < prices.length; leg += 1) {
    const price = gain[leg]! * prices[leg]! + offset[leg]!;
    const below = bidBelow[leg]!;
    const above = askAbove[leg]!;
    ltp[leg] = roundToTick(price, ticksInRupee);
    bid[leg] = below < Number.POSITIVE_INFINITY ? roundToTick(price - below, ticksInRupee) : 0;
    ask[leg] = above < Number.POSITIVE_INFINITY ? roundToTick(price + above, ticksInRupee) : 0;
  }
}

/**
 * `timeValueOf` to 1e-14 of `low`, which is all that a price in rupees can show, with one branch less.
 *
 * low * density(d1) = high * density(d2): one exponential serves both terms of low * N(d1) - high * N(d2).
 */
function quickTimeValue(low: number, logGap: number, totalVolatility: number): number {
  if (!(totalVolatility > 0)) return 0;
  const d1 = totalVolatility * 0.5 - logGap / totalVolatility;
  const exponential = Math.exp(-0.5 * d1 * d1);
  const ratio1 = tailRatio(Math.abs(d1));
  const ratio2 = tailRatio(totalVolatility - d1);
  return low * (d1 > 0 ? 1 - exponential * (ratio1 + ratio2) : exponential * (ratio1 - ratio2));
}
