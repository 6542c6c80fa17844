/** Black-Scholes greeks of one leg on its spot index. */
import { clearGreeks } from './kernel/greek-columns.ts';
import type { GreekColumns } from './kernel/greek-columns.ts';
import type { ExpiryMarket } from './kernel/strike-pairs.ts';
import { cumulativeNormal, normalDensity } from './normal-distribution.ts';

const DAYS_PER_YEAR = 365;
const POINTS = 100;

/** An expiry seen from its index: the forward is the spot grown at the rate, which also discounts. */
export interface SpotMarket extends ExpiryMarket {
  /** Rupees. */
  readonly spot: number;
  /** Yearly, continuous, as a fraction. */
  readonly rate: number;
}

/** The market of an index at `spot`, `years` (actual/365) before expiry. */
export function spotMarket(spot: number, years: number, rate: number): SpotMarket {
  const discount = Math.exp(-rate * years);
  return { spot, rate, years, discount, forward: spot / discount };
}

/**
 * Writes a leg's volatility and greeks: with respect to the spot, which stands still as time or the rate changes. `side`: 1 for a call, -1 for
 * a put. `volatility`: fraction; unless it is above 0 every figure is 0.
 */
export function writeSpotGreeks(
  out: GreekColumns,
  leg: number,
  option: {
    readonly volatility: number;
    readonly strike: number;
    readonly side: 1 | -1;
    readonly market: SpotMarket;
  },
): void {
  const { volatility, strike, side, market } = option;
  const { spot, rate, forward, years, discount } = market;
  if (!(volatility > 0)) {
    clearGreeks(out, leg);
    return;
  }
  const rootYears = Math.sqrt(years);
  const total = volatility * rootYears;
  const d1 = Math.log(forward / strike) / total + total / 2;
  const d2 = d1 - total;
  const density = normalDensity(d1);
  const strikeValue = side * strike * discount * cumulativeNormal(side * d2);
  const decay = (spot * density * volatility) / (2 * rootYears);
  const vega = (spot * density * rootYears) / POINTS;
  out.price[leg] = side * spot * cumulativeNormal(side * d1) - strikeValue;
  out.impliedVolatility[leg] = volatility * POINTS;
  out.delta[leg] = side * cumulativeNormal(side * d1);
  out.gamma[leg] = density / (spot * total);
  out.theta[leg] = (-decay - rate * strikeValue) / DAYS_PER_YEAR;
  out.vega[leg] = vega;
  out.rho[leg] = (years * strikeValue) / POINTS;
  out.vanna[leg] = (-density * d2) / (volatility * POINTS);
  out.volga[leg] = (vega * d1 * d2) / (volatility * POINTS);
}
