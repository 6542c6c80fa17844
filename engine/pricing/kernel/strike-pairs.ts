/** The pricing kernel: Black-76 over columns, one strike's call and put at a time, without allocation. */
import { tailRatio } from '../normal-distribution.ts';

/** Shape: one entry per strike in each column. */
export interface StrikeColumns {
  /** Rupees, above 0. */
  readonly strikes: Float64Array;
  /** Natural logarithm of each strike. */
  readonly logStrikes: Float64Array;
  /** Yearly, as fractions (0.12 for 12 %); 0 where none is known. */
  readonly volatilities: Float64Array;
}

/** What all strikes of one expiry share at one moment. */
export interface ExpiryMarket {
  /** Rupees, above 0. */
  readonly forward: number;
  /** Years (actual/365) to expiry, above 0. */
  readonly years: number;
  /** What one rupee at expiry is worth now. */
  readonly discount: number;
}

/** Columns of a ladder, ascending, no volatility known yet. `strikes` is shared, not copied. */
export function createStrikeColumns(strikes: Float64Array): StrikeColumns {
  return { strikes, logStrikes: strikes.map(Math.log), volatilities: new Float64Array(strikes.length) };
}

/**
 * Writes the present value of every call (`prices[2 * i]`) and put (`prices[2 * i + 1]`), rupees, not rounded. One exponential
 * prices both: their time values are equal. A strike without volatility is worth its discounted intrinsic value.
 */
export function priceStrikePairs(columns: StrikeColumns, market: ExpiryMarket, prices: Float64Array): void {
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
