/** Implied volatility: Black-76 inverted. */
import type { OptionType } from '../market/instrument.ts';
import { logGapOf, timeValueOverVega } from './time-value.ts';
import { ROOT_TWO_PI } from './normal-distribution.ts';

/** What a volatility follows from; rupees and years. */
export interface ImpliedVolatilityInputs {
  readonly price: number;
  readonly forward: number;
  readonly strike: number;
  readonly yearsToExpiry: number;
  readonly discount: number;
  readonly optionType: OptionType;
  /** A volatility believed to be within a per mille, as the one of the tick before: it saves a third. One farther off costs as much as none. */
  readonly guess?: number;
}

/**
 * The search ends with the step whose first part, Newton's, as a share of the volatility, squared and times 1 + deviations, is below this. It leaves a relative
 * error of the price of at most 0.15 * (1 + deviations^2) times the step's fourth power: below 2e-11.
 */
const LAST_STEP_SQUARED = 1.2e-5;
const ITERATIONS_MAX = 64;

/** A guess from where the price is at its bound, or 0, to the last digits says nothing: total volatility, and deviations it puts between. */
const GUESS_MAX = 4;
const DEVIATIONS_MAX = 40;

/** Time values below this share of the forward are lost to underflow. */
const RELATIVE_TIME_VALUE_MIN = 1e-290;

/**
 * Yearly volatility, as a fraction, at which Black-76 gives `price` to ten digits and more; NaN where none does: at or below
 * intrinsic value, at or above the bound a call (put) cannot exceed, its discounted forward (strike), with no time left, and for
 * inputs that are no numbers.
 */
export function impliedVolatility(inputs: ImpliedVolatilityInputs): number {
  const { price, forward, strike, yearsToExpiry, discount, optionType, guess = 0 } = inputs;
  if (!(forward > 0 && strike > 0 && yearsToExpiry > 0)) return Number.NaN;
  const intrinsic = optionType === 'CE' ? forward - strike : strike - forward;
  const timeValue = price / discount - Math.max(0, intrinsic);
  const relativeTimeValue = timeValue / Math.min(forward, strike);
  const rootYears = Math.sqrt(yearsToExpiry);
  const logGap = logGapOf(forward, strike);
  return totalVolatilityOf(relativeTimeValue, logGap, guess * rootYears) / rootYears;
}

/**
 * Volatility * sqrt(years) at which the time value is `relativeTimeValue` times the lesser of forward and strike, whose logarithms
 * are `logGap` apart; NaN unless the share is between 0 and 1. `guess`: 0 where there is none.
 *
 * Solves ln(time value) = ln(what is wanted) by Householder's method of fourth order inside a bracket. The logarithm is concave
 * in the volatility, so steps from either side land left of the root and climb to it; a step that leaves the bracket is replaced by
 * halving. From its own first guess one or two steps are all it takes.
 */
export function totalVolatilityOf(relativeTimeValue: number, logGap: number, guess: number): number {
  if (!(relativeTimeValue > RELATIVE_TIME_VALUE_MIN && relativeTimeValue < 1)) return Number.NaN;
  const wanted = Math.log(ROOT_TWO_PI * relativeTimeValue);
  let below = 0;
  let above = Number.POSITIVE_INFINITY;
  const isGuessed = guess > logGap / DEVIATIONS_MAX && guess < GUESS_MAX;
  let candidate = isGuessed ? guess : firstGuess(relativeTimeValue, logGap);
  for (let iteration = 0; iteration < ITERATIONS_MAX; iteration += 1) {
    const deviations = logGap / candidate;
    const half = candidate * 0.5;
    const edge = deviations - half;
    const overVega = timeValueOverVega(deviations, half);
    const miss = Math.log(overVega) - 0.5 * edge * edge - wanted;
    if (miss < 0) below = candidate;
    else above = candidate;
    const newton = -miss * overVega;
    const next = candidate + householderStep(newton, overVega, deviations, half);
    const isInside = next > below && next < above;
    if (isInside && newton * newton * (1 + deviations) <= LAST_STEP_SQUARED * candidate * candidate)
      return next;
    if (next === candidate) return candidate;
    candidate = isInside ? next : insideBracket(below, above);
  }
  return candidate;
}

/**
 * The solution for small volatilities, where the answer depends on one number alone, moneyness over time value: a rational fit
 * in its logarithm. Relative error 2e-5, growing with the square of the volatility: 1e-3 at 0.1. Source: our own fit,
 * test/engine/pricing/reference/first-guess-fit.py.
 */
function firstGuess(relativeTimeValue: number, logGap: number): number {
  const atTheMoney = (ROOT_TWO_PI * relativeTimeValue) / (1 + logGap * (0.5 + logGap * 0.125));
  const reach = logGap / atTheMoney;
  if (reach < 1e-7) return atTheMoney;
  const logReach = Math.log1p(reach);
  const x = Math.sqrt(logReach);
  const numerator =
    ((((0.07382670899427471 * x + 0.0008176925044035301) * x - 0.024619585299111388) * x +
      0.7221550593523345) *
      x +
      0.038331614834375194) *
      x +
    0.9999818054605578;
  const denominator =
    (((((0.05220741556591938 * x + 0.0038790562815560685) * x + 0.209724021852863) * x -
      0.04298938754429886) *
      x +
      1.4866203281803165) *
      x +
      0.03735718245164456) *
      x +
    1;
  return (logGap * denominator) / (logReach * numerator);
}

/** Newton's step, bettered by the second and third derivative of the logarithm. */
function householderStep(newton: number, overVega: number, deviations: number, half: number): number {
  const total = half * 2;
  const slope = 1 / overVega;
  // The second and third derivative of the time value, divided by its first.
  const bend = (deviations * deviations - half * half) / total;
  const twist = bend * bend - (3 * deviations * deviations + half * half) / (total * total);
  const second = bend - slope;
  const third = twist - 3 * bend * slope + 2 * slope * slope;
  return (newton * (1 + 0.5 * second * newton)) / (1 + newton * (second + (third * newton) / 6));
}

function insideBracket(below: number, above: number): number {
  return above === Number.POSITIVE_INFINITY ? below * 2 : (below + above) / 2;
}
