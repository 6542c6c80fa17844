/** The pricing kernel: Black-76 over columns, one strike's call and put at a time, without allocation. */
import { scalarKernel } from './scalar-strike-pairs.ts';
import { createSimdKernel } from './simd-strike-pairs.ts';

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

/** Shape: one entry per leg in each column, calls even and puts odd. Rupees, but for `gain`. */
export interface LegColumns {
  /** Read: the model's price, and what the leg makes of it, gain * price + offset. */
  readonly prices: Float64Array;
  readonly gain: Float64Array;
  readonly offset: Float64Array;
  /** Read: how far bid and ask stand from the leg's price; Infinity where that side is absent. */
  readonly bidBelow: Float64Array;
  readonly askAbove: Float64Array;
  /** Written. */
  readonly ltp: Float64Array;
  readonly bid: Float64Array;
  readonly ask: Float64Array;
}

/** One way to do what priceStrikePairs and quoteLegs say. */
export interface StrikeKernel {
  readonly price: (columns: StrikeColumns, market: ExpiryMarket, prices: Float64Array) => void;
  readonly quote: (legs: LegColumns, ticksInRupee: number) => void;
}

let kernel: StrikeKernel | undefined;

/** Columns of a ladder, ascending, no volatility known yet. `strikes` is shared, not copied. */
export function createStrikeColumns(strikes: Float64Array): StrikeColumns {
  return { strikes, logStrikes: strikes.map(Math.log), volatilities: new Float64Array(strikes.length) };
}

/**
 * Writes the present value of every call (`prices[2 * i]`) and put (`prices[2 * i + 1]`), rupees, not rounded. One exponential
 * prices both: their time values are equal. A strike without volatility is worth its discounted intrinsic value.
 *
 * Two strikes at a time as WebAssembly where the machine can (docs/decisions/0022), the same one by one where it cannot; both are within
 * 1e-12 of each other, relative to the lesser of forward and strike.
 */
export function priceStrikePairs(columns: StrikeColumns, market: ExpiryMarket, prices: Float64Array): void {
  kernelHere().price(columns, market, prices);
}

/**
 * Writes ltp, bid and ask of every leg, each on the tick grid and at least one tick; 0 for a side that is absent. As WebAssembly or not, the
 * prices are the same to the last bit.
 */
export function quoteLegs(legs: LegColumns, ticksInRupee: number): void {
  kernelHere().quote(legs, ticksInRupee);
}

function kernelHere(): StrikeKernel {
  kernel ??= createSimdKernel() ?? scalarKernel;
  return kernel;
}
