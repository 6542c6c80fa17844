/** Black (1976): European options on a forward. */
import type { OptionType } from '../market/instrument.ts';
import { tailRatio } from './normal-distribution.ts';

/** What a price follows from; rupees and years. */
export interface Black76Inputs {
  readonly forward: number;
  readonly strike: number;
  readonly yearsToExpiry: number;
  /** Yearly, as a fraction: 0.12 for 12 %. */
  readonly volatility: number;
  readonly discount: number;
  readonly optionType: OptionType;
}

/** Present value of one option, rupees. */
export function black76Price(inputs: Black76Inputs): number {
  const { forward, strike, yearsToExpiry, volatility, discount, optionType } = inputs;
  const timeValue = timeValueOf(
    Math.min(forward, strike),
    Math.abs(Math.log(forward / strike)),
    volatility * Math.sqrt(yearsToExpiry),
  );
  const intrinsic = optionType === 'CE' ? forward - strike : strike - forward;
  return discount * (timeValue + Math.max(0, intrinsic));
}

/**
 * Undiscounted price of the out-of-the-money option of a strike, which is also the time value of its in-the-money twin
 * (put-call parity): one call prices the pair. Call and put are mirror images, so `low`, the lesser of forward and strike, and
 * `logGap` = |ln(forward / strike)| say all; `totalVolatility` = volatility * sqrt(years). 0 where no volatility is left.
 *
 * low * density(d1) = high * density(d2): one exponential serves both terms of low * N(d1) - high * N(d2).
 */
export function timeValueOf(low: number, logGap: number, totalVolatility: number): number {
  if (!(totalVolatility > 0)) return 0;
  const d1 = totalVolatility * 0.5 - logGap / totalVolatility;
  const exponential = Math.exp(-0.5 * d1 * d1);
  const ratio1 = tailRatio(Math.abs(d1));
  const ratio2 = tailRatio(totalVolatility - d1);
  return low * (d1 > 0 ? 1 - exponential * (ratio1 + ratio2) : exponential * (ratio1 - ratio2));
}
