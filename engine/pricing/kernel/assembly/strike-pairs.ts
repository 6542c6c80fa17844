/**
 * The pricing kernel in AssemblyScript, two doubles at a time in the lanes of a v128: the twin of ../scalar-strike-pairs.ts and of what LegQuotes
 * writes. `npm run build:kernel` compiles it into ../strike-pairs-wasm.ts.
 *
 * Memory: columns of f64 after one another, as long as the ladder, because columns a power of two apart would share the same few lines of a cache.
 * Per strike: strikes, logarithms of strikes, volatilities. Per leg, twice as long: model prices, gain, offset, how far the bid stands below and the
 * ask above, and what comes out: ltp, bid, ask. Behind them, from byte 155648 on, the constants.
 */
import { exp, half, one, tailRatio } from './normal-distribution';

/** Strikes that the columns have room for, an even number. The host reads it. */
export const STRIKES_MAX: i32 = 1024;

/** Prices `count` strikes, an even number: the host puts any strike above 0 behind a last one that has no partner. */
export function priceStrikePairs(
  count: i32,
  forward: f64,
  logForward: f64,
  rootYears: f64,
  discount: f64,
): void {
  const forwards = f64x2.splat(forward);
  const logForwards = f64x2.splat(logForward);
  const rootsOfYears = f64x2.splat(rootYears);
  const discounts = f64x2.splat(discount);
  const column = (count as usize) << 3;
  const logStrikes = column;
  const volatilities = column * 2;
  const prices = column * 3;
  for (let at: usize = 0; at < column; at += 16) {
    const strikes = v128.load(at);
    const low = f64x2.min(forwards, strikes);
    const logGap = f64x2.abs(f64x2.sub(logForwards, v128.load(logStrikes + at)));
    const total = f64x2.mul(v128.load(volatilities + at), rootsOfYears);
    const timeValue = quickTimeValue(low, logGap, total);
    const calls = f64x2.mul(discounts, f64x2.sub(f64x2.add(timeValue, forwards), low));
    const puts = f64x2.mul(discounts, f64x2.sub(f64x2.add(timeValue, strikes), low));
    const out = prices + (at << 1);
    v128.store(out, v128.shuffle<f64>(calls, puts, 0, 2));
    v128.store(out, v128.shuffle<f64>(calls, puts, 1, 3), 16);
  }
}

/**
 * Quotes the legs of `count` strikes on the tick grid, from their model prices: a leg stands at gain * price + offset, never below one tick. A side
 * that has no distance from it (an infinite one) is absent: 0.
 */
export function quoteLegs(count: i32, ticksInRupee: f64): void {
  const steps = f64x2.splat(ticksInRupee);
  const infinity = f64x2.splat(Infinity);
  const column = (count as usize) << 4;
  const prices = (count as usize) * 24;
  const end = prices + column;
  for (let at = prices; at < end; at += 16) {
    const gain = v128.load(at + column);
    const offset = v128.load(at + column * 2);
    const bidBelow = v128.load(at + column * 3);
    const askAbove = v128.load(at + column * 4);
    const price = f64x2.add(f64x2.mul(gain, v128.load(at)), offset);
    const bid = onGrid(f64x2.sub(price, bidBelow), steps);
    const ask = onGrid(f64x2.add(price, askAbove), steps);
    v128.store(at + column * 5, onGrid(price, steps));
    v128.store(at + column * 6, v128.and(bid, f64x2.lt(bidBelow, infinity)));
    v128.store(at + column * 7, v128.and(ask, f64x2.lt(askAbove, infinity)));
  }
}

/** The nearest price of a whole number of ticks, one at least, also for what is no number. */
function onGrid(price: v128, steps: v128): v128 {
  const ticks = f64x2.floor(f64x2.add(f64x2.mul(price, steps), half()));
  return f64x2.div(f64x2.pmax(one(), ticks), steps);
}

/** Undiscounted price of the out-of-the-money options of two strikes; 0 where no volatility is left. */
function quickTimeValue(low: v128, logGap: v128, total: v128): v128 {
  const isMoving = f64x2.gt(total, i64x2.splat(0));
  const deviation = v128.bitselect(total, one(), isMoving);
  const d1 = f64x2.sub(f64x2.mul(deviation, half()), f64x2.div(logGap, deviation));
  const exponential = exp(f64x2.neg(f64x2.mul(f64x2.mul(d1, d1), half())));
  const ratio1 = tailRatio(f64x2.abs(d1));
  const ratio2 = tailRatio(f64x2.sub(deviation, d1));
  const beyond = f64x2.mul(exponential, f64x2.sub(ratio1, ratio2));
  const within = f64x2.sub(one(), f64x2.mul(exponential, f64x2.add(ratio1, ratio2)));
  const share = v128.bitselect(within, beyond, f64x2.gt(d1, i64x2.splat(0)));
  return v128.and(f64x2.mul(low, share), isMoving);
}
