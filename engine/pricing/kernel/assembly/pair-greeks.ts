/**
 * Prices and clean greeks in AssemblyScript, two strikes at a time in the lanes of a v128: the twin of ../scalar-pair-greeks.ts. `npm run build:kernel`
 * compiles it into ../pair-greeks-wasm.ts.
 *
 * Memory: columns of f64 after one another, as long as the ladder. Per strike: strikes, logarithms of strikes, volatilities. Per leg, twice as long:
 * price, delta, gamma, theta, vega. Behind them, from byte 155648 on, the constants.
 */
import { exp, half, one, tailRatio } from './normal-distribution';

/** Strikes that the columns have room for, an even number. The host reads it. */
export const STRIKES_MAX: i32 = 1024;

/** Writes the legs of `count` strikes, an even number: the host puts any strike above 0 behind a last one that has no partner. */
export function pairGreeks(
  count: i32,
  forward: f64,
  logForward: f64,
  rootYears: f64,
  discount: f64,
  dailyRate: f64,
  densityScale: f64,
  gammaScale: f64,
  decayScale: f64,
  vegaScale: f64,
): void {
  const forwards = f64x2.splat(forward);
  const discounts = f64x2.splat(discount);
  const dailyRates = f64x2.splat(dailyRate);
  const column = (count as usize) << 3;
  for (let at: usize = 0; at < column; at += 16) {
    const strikes = v128.load(at);
    const logGap = f64x2.abs(f64x2.sub(f64x2.splat(logForward), v128.load(at + column)));
    const volatility = v128.load(at + column * 2);
    const total = f64x2.mul(volatility, f64x2.splat(rootYears));
    const isMoving = f64x2.gt(total, i64x2.splat(0));
    const deviation = v128.bitselect(total, one(), isMoving);
    const perTotal = f64x2.div(one(), deviation);
    // low * density(dLow) = high * density(dHigh): one exponential serves all.
    const low = f64x2.min(forwards, strikes);
    const dLow = f64x2.sub(f64x2.mul(deviation, half()), f64x2.mul(logGap, perTotal));
    const dHigh = f64x2.sub(deviation, dLow);
    const exponential = f64x2.mul(low, exp(f64x2.neg(f64x2.mul(f64x2.mul(dLow, dLow), half()))));
    const tailLow = f64x2.mul(exponential, tailRatio(f64x2.abs(dLow)));
    const tailHigh = f64x2.mul(exponential, tailRatio(dHigh));
    const belowLow = v128.bitselect(f64x2.sub(low, tailLow), tailLow, f64x2.gt(dLow, i64x2.splat(0)));
    const timeValue = v128.and(f64x2.sub(belowLow, tailHigh), isMoving);
    const callValue = f64x2.mul(discounts, f64x2.sub(f64x2.add(timeValue, forwards), low));
    const putValue = f64x2.mul(discounts, f64x2.sub(f64x2.add(timeValue, strikes), low));
    const inForwards = v128.bitselect(belowLow, f64x2.sub(forwards, tailHigh), f64x2.le(forwards, strikes));
    const callDelta = f64x2.mul(inForwards, f64x2.splat(discount / forward));
    const weight = f64x2.mul(exponential, f64x2.splat(densityScale));
    const gamma = f64x2.mul(f64x2.mul(weight, f64x2.splat(gammaScale)), perTotal);
    const decay = f64x2.mul(f64x2.mul(weight, volatility), f64x2.splat(decayScale));
    const callTheta = f64x2.sub(f64x2.mul(dailyRates, callValue), decay);
    const putTheta = f64x2.sub(f64x2.mul(dailyRates, putValue), decay);
    const vega = f64x2.mul(weight, f64x2.splat(vegaScale));
    const out = column * 3 + (at << 1);
    const legs = column * 2;
    storePair(out, callValue, putValue);
    storeGreeks(out + legs, callDelta, f64x2.sub(callDelta, discounts), isMoving);
    storeGreeks(out + legs * 2, gamma, gamma, isMoving);
    storeGreeks(out + legs * 3, callTheta, putTheta, isMoving);
    storeGreeks(out + legs * 4, vega, vega, isMoving);
  }
}

/** Two calls and two puts, leg by leg. */
function storePair(at: usize, calls: v128, puts: v128): void {
  v128.store(at, v128.shuffle<f64>(calls, puts, 0, 2));
  v128.store(at, v128.shuffle<f64>(calls, puts, 1, 3), 16);
}

/** The same of greeks: there are none where nothing moves. */
function storeGreeks(at: usize, calls: v128, puts: v128, isMoving: v128): void {
  storePair(at, v128.and(calls, isMoving), v128.and(puts, isMoving));
}
