/**
 * The quotes of one expiry between two moments at which they are known: every strike pair follows the forward through
 * Black-76, and a leg is quoted anew only when its mid has left the last quote behind. Hot: a day asks every leg of every chain
 * once a second, so a Taylor estimate (delta, gamma, time) decides first whether a pair can have moved enough to be priced.
 */
import { tailRatio } from '#engine/pricing/normal-distribution.ts';

/** The second is cut into four; a pair is looked at in one of them, so that legs do not all move in the same instant. */
export const PHASES_PER_SECOND = 4;

const ROOT_TWO_PI = Math.sqrt(2 * Math.PI);

/** Columns by strike pair (`i`) and by leg (`2 * i` call, `2 * i + 1` put). Steps count 250 ms from the strip's start. */
export interface QuoteStrip {
  readonly strikes: Float64Array;
  /** Board index of leg 0; the others follow. */
  readonly firstLeg: number;
  /** Where the strip stands now: set by the owner before each look. */
  step: number;
  forward: number;
  yearsToExpiry: number;
  /** Years that pass in one step. */
  yearsPerStep: number;
  discount: number;

  /** By pair: volatility (fraction) at step 0 and its change per step. */
  readonly volatility: Float64Array;
  readonly volatilityPerStep: Float64Array;
  /** By leg: what the quote stands above the model at step 0, and its change per step. */
  readonly residual: Float64Array;
  readonly residualPerStep: Float64Array;
  /** By leg: how far the mid must move before the leg is quoted anew; Infinity for a leg that is not quoted at all. */
  readonly threshold: Float64Array;

  /** By pair: steps that must pass between two quotes, and the step from which the next may come. */
  readonly interval: Float64Array;
  readonly dueStep: Float64Array;

  /** By pair: the call's value and slopes where it was last priced. */
  readonly delta: Float64Array;
  readonly halfGamma: Float64Array;
  readonly drift: Float64Array;
  readonly pricedForward: Float64Array;
  readonly pricedStep: Float64Array;
  /** By leg: the mid last quoted, and how far the mid had moved from it when the pair was last priced. */
  readonly quotedMid: Float64Array;
  readonly movedWhenPriced: Float64Array;
}

/** Called with a leg (of the strip, not of the board) and its unrounded mid, in rupees. */
export type QuoteVisitor = (leg: number, mid: number) => void;

/** A strip that has quoted nothing yet. */
export function createQuoteStrip(strikes: Float64Array, firstLeg: number): QuoteStrip {
  const pairs = strikes.length;
  const legs = pairs * 2;
  return {
    strikes,
    firstLeg,
    step: 0,
    forward: 0,
    yearsToExpiry: 0,
    yearsPerStep: 0,
    discount: 1,
    volatility: new Float64Array(pairs),
    volatilityPerStep: new Float64Array(pairs),
    residual: new Float64Array(legs),
    residualPerStep: new Float64Array(legs),
    threshold: new Float64Array(legs).fill(Number.POSITIVE_INFINITY),
    interval: new Float64Array(pairs),
    dueStep: new Float64Array(pairs),
    delta: new Float64Array(pairs),
    halfGamma: new Float64Array(pairs),
    drift: new Float64Array(pairs),
    pricedForward: new Float64Array(pairs),
    pricedStep: new Float64Array(pairs),
    quotedMid: new Float64Array(legs),
    movedWhenPriced: new Float64Array(legs),
  };
}

/** Looks at the pairs of one phase and visits each leg whose mid has moved by its threshold; that mid counts as quoted. */
export function requote(strip: QuoteStrip, phase: number, visit: QuoteVisitor): void {
  const {
    dueStep,
    delta,
    halfGamma,
    drift,
    pricedForward,
    pricedStep,
    threshold,
    movedWhenPriced,
    residualPerStep,
  } = strip;
  const { step, forward, discount } = strip;
  const pairs = strip.strikes.length;
  for (let pair = phase; pair < pairs; pair += PHASES_PER_SECOND) {
    if (step < dueStep[pair]!) continue;
    const call = 2 * pair;
    const put = call + 1;
    const move = forward - pricedForward[pair]!;
    const steps = step - pricedStep[pair]!;
    const callMove = (delta[pair]! + halfGamma[pair]! * move) * move + drift[pair]! * steps;
    const callMoved = movedWhenPriced[call]! + callMove + residualPerStep[call]! * steps;
    const putMoved = movedWhenPriced[put]! + callMove - discount * move + residualPerStep[put]! * steps;
    if (Math.abs(callMoved) < threshold[call]! && Math.abs(putMoved) < threshold[put]!) continue;
    const callValue = priceCall(strip, pair);
    settle(strip, call, callValue, visit);
    settle(strip, put, callValue - discount * (forward - strip.strikes[pair]!), visit);
  }
}

/** Prices a pair where the strip stands, remembers the slopes, and returns the call's model value. */
export function priceCall(strip: QuoteStrip, pair: number): number {
  const { forward, discount, yearsToExpiry, step } = strip;
  const strike = strip.strikes[pair]!;
  const rootYears = Math.sqrt(yearsToExpiry);
  const volatility = strip.volatility[pair]! + strip.volatilityPerStep[pair]! * step;
  const total = volatility * rootYears;
  const d1 = Math.log(forward / strike) / total + total * 0.5;
  const d2 = d1 - total;
  const exponential = Math.exp(-0.5 * d1 * d1);
  const tail1 = exponential * tailRatio(Math.abs(d1));
  // forward * density(d1) = strike * density(d2): the second exponential is the first one times forward / strike.
  const tail2 = ((exponential * forward) / strike) * tailRatio(Math.abs(d2));
  const above1 = d1 > 0 ? 1 - tail1 : tail1;
  const above2 = d2 > 0 ? 1 - tail2 : tail2;
  const density = exponential / ROOT_TWO_PI;
  const totalPerStep =
    strip.volatilityPerStep[pair]! * rootYears - (0.5 * volatility * strip.yearsPerStep) / rootYears;
  strip.delta[pair] = discount * above1;
  strip.halfGamma[pair] = (0.5 * discount * density) / (forward * total);
  strip.drift[pair] = discount * forward * density * totalPerStep;
  strip.pricedForward[pair] = forward;
  strip.pricedStep[pair] = step;
  return discount * (forward * above1 - strike * above2);
}

function settle(strip: QuoteStrip, leg: number, modelValue: number, visit: QuoteVisitor): void {
  const mid = modelValue + strip.residual[leg]! + strip.residualPerStep[leg]! * strip.step;
  const moved = mid - strip.quotedMid[leg]!;
  if (Math.abs(moved) < strip.threshold[leg]!) {
    strip.movedWhenPriced[leg] = moved;
    return;
  }
  strip.quotedMid[leg] = mid;
  strip.movedWhenPriced[leg] = 0;
  strip.dueStep[leg >> 1] = strip.step + strip.interval[leg >> 1]!;
  visit(leg, mid);
}
