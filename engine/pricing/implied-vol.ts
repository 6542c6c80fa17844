/** Implied volatility: Black-76 inverted. */
import type { OptionType } from '../market/instrument.ts';
import { timeValueOf } from './black76.ts';
import { normalDensity } from './normal-distribution.ts';

/** What a volatility follows from; rupees and years. */
export interface ImpliedVolatilityInputs {
  readonly price: number;
  readonly forward: number;
  readonly strike: number;
  readonly yearsToExpiry: number;
  readonly discount: number;
  readonly optionType: OptionType;
  /** A volatility believed to be near, which saves iterations. */
  readonly guess?: number;
}

/** Relative price error at which the search ends, and how often it may look. */
const RELATIVE_ERROR = 1e-12;
const ITERATIONS_MAX = 64;

/**
 * Yearly volatility, as a fraction, at which Black-76 gives `price`; NaN where none does: at or below intrinsic value, at or
 * above the bound a call (put) cannot exceed, its discounted forward (strike).
 */
export function impliedVolatility(inputs: ImpliedVolatilityInputs): number {
  const { price, forward, strike, yearsToExpiry, discount, optionType, guess = 0 } = inputs;
  const intrinsic = optionType === 'CE' ? forward - strike : strike - forward;
  const timeValue = price / discount - Math.max(0, intrinsic);
  const rootYears = Math.sqrt(yearsToExpiry);
  return totalVolatilityOf(timeValue, forward, strike, guess * rootYears) / rootYears;
}

/**
 * Solves ln(timeValueOf(v)) = ln(timeValue) for v by Halley's method inside a bracket. The logarithm of the price is concave in
 * v, so steps from either side land left of the root and climb to it; a step that leaves the bracket is replaced by halving.
 */
function totalVolatilityOf(timeValue: number, forward: number, strike: number, guess: number): number {
  const low = Math.min(forward, strike);
  if (!(timeValue > 0 && timeValue < low)) return Number.NaN;
  const logGap = Math.abs(Math.log(forward / strike));
  let below = 0;
  let above = Number.POSITIVE_INFINITY;
  let candidate = guess > 0 ? guess : firstGuess(timeValue / low, logGap);
  for (let iteration = 0; iteration < ITERATIONS_MAX; iteration += 1) {
    const value = timeValueOf(low, logGap, candidate);
    const miss = Math.log(value / timeValue);
    if (Math.abs(miss) <= RELATIVE_ERROR) return candidate;
    if (miss < 0) below = candidate;
    else above = candidate;
    const next = candidate + halleyStep({ value, miss, low, logGap, candidate });
    if (next === candidate) return candidate;
    candidate = next > below && next < above ? next : insideBracket(below, above);
  }
  return candidate;
}

/** Exact at the money for small volatilities; farther out the point where the price curve turns. */
function firstGuess(relativeTimeValue: number, logGap: number): number {
  const atTheMoney = Math.sqrt(2 * Math.PI) * relativeTimeValue;
  return Math.max(Math.sqrt(2 * logGap), atTheMoney);
}

function halleyStep(at: {
  readonly value: number;
  readonly miss: number;
  readonly low: number;
  readonly logGap: number;
  readonly candidate: number;
}): number {
  const { value, miss, low, logGap, candidate } = at;
  const d1 = candidate * 0.5 - logGap / candidate;
  const slope = (low * normalDensity(d1)) / value;
  const curvature = (d1 * (d1 - candidate)) / candidate - slope;
  const newton = -miss / slope;
  return newton / Math.max(0.5, 1 + 0.5 * newton * curvature);
}

function insideBracket(below: number, above: number): number {
  return above === Number.POSITIVE_INFINITY ? below * 2 : (below + above) / 2;
}
