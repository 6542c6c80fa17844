/** What the chance of moving is worth in an option, to twelve digits however small it is. */
import { millsRatio } from './mills-ratio.ts';
import { ROOT_TWO_PI } from './normal-distribution.ts';

/** Beyond this many deviations the asymptotic series of Mills' ratio is exact to a double in `SERIES_TERMS` terms. */
const SERIES_FROM = 10;
const SERIES_TERMS = 17;

/** Up to this half volatility four terms of the Taylor series are exact to 1e-13. */
const TAYLOR_HALF_MAX = 0.05;

/**
 * Undiscounted price of the out-of-the-money option of a strike, which is also the time value of its in-the-money twin
 * (put-call parity): one call prices the pair. Call and put are mirror images, so `low`, the lesser of forward and strike, and
 * `logGap` = |ln(forward / strike)| say all; `totalVolatility` = volatility * sqrt(years). 0 where no volatility is left.
 * Relative error 1e-13.
 */
export function timeValueOf(low: number, logGap: number, totalVolatility: number): number {
  if (!(totalVolatility > 0)) return 0;
  const deviations = logGap / totalVolatility;
  const half = totalVolatility * 0.5;
  const edge = deviations - half;
  return ((low * Math.exp(-0.5 * edge * edge)) / ROOT_TWO_PI) * timeValueOverVega(deviations, half);
}

/** |ln(forward / strike)|, exact even where the two are nearly equal. */
export function logGapOf(forward: number, strike: number): number {
  return Math.log1p(Math.abs(forward - strike) / Math.min(forward, strike));
}

/**
 * The time value divided by its slope in the total volatility, which is low * density(`deviations` - `half`).
 * `deviations` = logGap / totalVolatility, `half` = totalVolatility / 2.
 *
 * It is millsRatio(deviations - half) - millsRatio(deviations + half), computed in three ways so that the difference of two
 * nearly equal numbers is never taken.
 */
export function timeValueOverVega(deviations: number, half: number): number {
  const edge = deviations - half;
  if (edge >= SERIES_FROM) return bySeries(deviations, half);
  if (half <= TAYLOR_HALF_MAX) return byTaylor(deviations, half);
  const far = millsRatio(deviations + half);
  if (edge >= 0) return millsRatio(edge) - far;
  return ROOT_TWO_PI * Math.exp(0.5 * edge * edge) - millsRatio(-edge) - far;
}

/** Odd derivatives of Mills' ratio at the middle: its first is z * ratio - 1, and each next one follows from the two before. */
function byTaylor(z: number, half: number): number {
  const ratio = millsRatio(z);
  const first = z * ratio - 1;
  const second = z * first + ratio;
  const third = z * second + 2 * first;
  const fourth = z * third + 3 * second;
  const fifth = z * fourth + 4 * third;
  const sixth = z * fifth + 5 * fourth;
  const seventh = z * sixth + 6 * fifth;
  const square = half * half;
  return -2 * half * (first + square * (third / 6 + square * (fifth / 120 + (square * seventh) / 5040)));
}

/**
 * Mills' ratio is 1/z - 1/z^3 + 3/z^5 - 15/z^7 ...; the differences of the powers follow from one another without being taken:
 * p^(n+2) - q^(n+2) = (p^2 + q^2)(p^n - q^n) - p^2 q^2 (p^(n-2) - q^(n-2)), with p and q the
 * inverses of the nearer and the farther z.
 */
function bySeries(z: number, half: number): number {
  const p = 1 / (z - half);
  const q = 1 / (z + half);
  const sumOfSquares = p * p + q * q;
  const productOfSquares = p * q * (p * q);
  let before = -2 * half;
  let difference = 2 * half * p * q;
  let coefficient = 1;
  let sum = 0;
  for (let term = 0; term < SERIES_TERMS; term += 1) {
    sum += coefficient * difference;
    const next = sumOfSquares * difference - productOfSquares * before;
    before = difference;
    difference = next;
    coefficient *= -(2 * term + 1);
  }
  return sum;
}
