/** Implied volatility and greeks as Dhan publishes them in /optionchain. */
import type { OptionType } from '../market/instrument.ts';
import { istToEpochMs } from '../market/ist-time.ts';
import { expiryMomentMs } from '../market/trading-calendar.ts';
import { impliedVolatility } from './implied-vol.ts';
import { clearGreeks, createGreekColumns } from './kernel/greek-columns.ts';
import type { GreekColumns } from './kernel/greek-columns.ts';
import { cumulativeNormal, normalDensity } from './normal-distribution.ts';

/** Shape: one leg's `implied_volatility` (percent) and `greeks`: delta and gamma per rupee, theta per calendar day, vega per volatility point. */
export interface DhanGreeks {
  readonly impliedVolatility: number;
  readonly delta: number;
  readonly theta: number;
  readonly gamma: number;
  readonly vega: number;
}

/** When an option ends for its greeks: `dhan` at 15:30 of its expiry date read as UTC (21:00 IST), `clean` with the session of that date. */
export type GreekClock = 'dhan' | 'clean';

/** What a chain's greeks follow from. */
export interface DhanChain {
  /** Rupees, one entry per strike. */
  readonly strikes: Float64Array;
  /** Last traded prices, rupees, one entry per leg (call of strike `i` at `2 * i`, put at `2 * i + 1`); 0 where never traded. */
  readonly ltp: Float64Array;
  /** The index, rupees. */
  readonly spot: number;
  /** `YYYY-MM-DD`, IST. */
  readonly expiry: string;
  readonly nowMs: number;
  readonly clock: GreekClock;
  /** Per leg: 0 leaves its figures as they are. Every leg is worked out unless given. */
  readonly due?: Uint8Array;
}

const RATE = 0.1;
const DAYS_PER_YEAR = 365;
const MS_PER_YEAR = DAYS_PER_YEAR * 86_400_000;
const POINTS = 100;

/**
 * Black-Scholes on the spot index at 10 %, actual/365, to the end that `clock` gives the option: hence CE and PE
 * imply different volatilities at one strike. All zero where `ltp` implies none (at or below intrinsic value, never traded).
 * Greeks have five decimals. Source: solved from eight recorded chains, median price error 0.0001 rupees.
 */
export function dhanGreeks(leg: {
  readonly ltp: number;
  readonly spot: number;
  readonly strike: number;
  readonly optionType: OptionType;
  readonly expiry: string;
  readonly nowMs: number;
  readonly clock: GreekClock;
}): DhanGreeks {
  const { ltp, spot, strike, optionType, expiry, nowMs, clock } = leg;
  const out = createGreekColumns(1);
  writeLegGreeks(out, 0, {
    price: ltp,
    strike,
    optionType,
    market: spotMarket(spot, expiry, nowMs, clock),
  });
  return {
    impliedVolatility: out.impliedVolatility[0]!,
    delta: fiveDecimals(out.delta[0]!),
    theta: fiveDecimals(out.theta[0]!),
    gamma: fiveDecimals(out.gamma[0]!),
    vega: fiveDecimals(out.vega[0]!),
  };
}

/**
 * The same for every leg of a chain, not rounded, with rho, vanna and volga beside it. A figure that stands in
 * `out.impliedVolatility` already is the first guess. Returns how many of the priced legs that were due imply no volatility; all their figures are 0, as
 * are those of a leg that was never traded.
 *
 * Convention: with respect to the spot index, which stands still as time or the rate changes.
 */
export function dhanChainGreeks(chain: DhanChain, out: GreekColumns): number {
  const { strikes, ltp, spot, expiry, nowMs, clock, due } = chain;
  const market = spotMarket(spot, expiry, nowMs, clock);
  let unsolved = 0;
  for (let leg = 0; leg < ltp.length; leg += 1) {
    if (due?.[leg] === 0) continue;
    const price = ltp[leg]!;
    writeLegGreeks(out, leg, {
      price,
      strike: strikes[leg >>> 1]!,
      optionType: leg % 2 === 0 ? 'CE' : 'PE',
      market,
    });
    if (price > 0 && out.impliedVolatility[leg] === 0) unsolved += 1;
  }
  return unsolved;
}

/** What all options of one expiry share in Dhan's convention: rupees, years, and what a rupee at expiry is worth now. */
export interface SpotMarket {
  readonly spot: number;
  readonly forward: number;
  readonly years: number;
  readonly discount: number;
}

/** The index carried to the end of the options at 10 %. `years` is below 0 after it. */
export function spotMarket(spot: number, expiry: string, nowMs: number, clock: GreekClock): SpotMarket {
  const endMs = clock === 'dhan' ? istToEpochMs(expiry, '21:00') : expiryMomentMs('NSE', expiry);
  const years = (endMs - nowMs) / MS_PER_YEAR;
  const discount = Math.exp(-RATE * years);
  return { spot, forward: spot / discount, years, discount };
}

function writeLegGreeks(
  out: GreekColumns,
  leg: number,
  option: {
    readonly price: number;
    readonly strike: number;
    readonly optionType: OptionType;
    readonly market: SpotMarket;
  },
): void {
  const { price, strike, optionType, market } = option;
  const { spot, forward, years, discount } = market;
  const volatility = impliedVolatility({
    price,
    forward,
    strike,
    yearsToExpiry: years,
    discount,
    optionType,
    guess: out.impliedVolatility[leg]! / POINTS,
  });
  if (!(volatility > 0 && years > 0)) {
    clearGreeks(out, leg);
    return;
  }
  const rootYears = Math.sqrt(years);
  const total = volatility * rootYears;
  const d1 = Math.log(forward / strike) / total + total / 2;
  const d2 = d1 - total;
  const density = normalDensity(d1);
  const side = optionType === 'CE' ? 1 : -1;
  const strikeLeg = side * strike * discount * cumulativeNormal(side * d2);
  const decay = (spot * density * volatility) / (2 * rootYears);
  const vega = (spot * density * rootYears) / POINTS;
  out.impliedVolatility[leg] = volatility * POINTS;
  out.delta[leg] = side * cumulativeNormal(side * d1);
  out.gamma[leg] = density / (spot * total);
  out.theta[leg] = (-decay - RATE * strikeLeg) / DAYS_PER_YEAR;
  out.vega[leg] = vega;
  out.rho[leg] = (years * strikeLeg) / POINTS;
  out.vanna[leg] = (-density * d2) / (volatility * POINTS);
  out.volga[leg] = (vega * d1 * d2) / (volatility * POINTS);
}

function fiveDecimals(value: number): number {
  return Math.round(value * 100_000) / 100_000;
}
