/** Implied volatility and greeks as Dhan publishes them in /optionchain. */
import type { OptionType } from '../market/instrument.ts';
import { istToEpochMs } from '../market/ist-time.ts';
import { expiryMomentMs } from '../market/trading-calendar.ts';
import { impliedVolatility } from './implied-vol.ts';
import { impliedVolatilities } from './kernel/implied-volatilities.ts';
import type { ImpliedVolatilityCounts } from './kernel/implied-volatilities.ts';
import { createGreekColumns } from './kernel/greek-columns.ts';
import type { GreekColumns } from './kernel/greek-columns.ts';
import { spotMarket, writeSpotGreeks } from './spot-greeks.ts';
import type { SpotMarket } from './spot-greeks.ts';

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
}

const RATE = 0.1;
const MS_PER_YEAR = 365 * 86_400_000;
const POINTS = 100;

/** The figures of one leg, worked on in place. */
const oneLeg = createGreekColumns(1);

/**
 * Black-Scholes on the spot index at 10 %, actual/365, to the end that `clock` gives the option: hence CE and PE
 * imply different volatilities at one strike. All zero where `ltp` implies none (at or below intrinsic value, never traded).
 * Greeks have five decimals. Dhan works a leg out as it trades, with the index of that moment, and publishes that until its next trade.
 * Source: eight recorded chains, all of whose 1273 legs but one follow from one moment each: volatility to the paisa of the price, delta, gamma
 * and vega to five decimals, theta to one unit of the fifth (test/engine/pricing/dhan-published.test.ts).
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
  const market = dhanMarket(spot, expiry, nowMs, clock);
  const { forward, years, discount } = market;
  const inputs = { price: ltp, forward, strike, yearsToExpiry: years, discount, optionType };
  const volatility = impliedVolatility(inputs);
  writeSpotGreeks(oneLeg, 0, { volatility, strike, side: optionType === 'CE' ? 1 : -1, market });
  return {
    impliedVolatility: oneLeg.impliedVolatility[0]!,
    delta: fiveDecimals(oneLeg.delta[0]!),
    theta: fiveDecimals(oneLeg.theta[0]!),
    gamma: fiveDecimals(oneLeg.gamma[0]!),
    vega: fiveDecimals(oneLeg.vega[0]!),
  };
}

/**
 * The same for every leg of a chain, not rounded, with rho, vanna and volga beside it. Volatilities that stand in
 * `out.impliedVolatility` already are the first guesses. Returns how the legs fared; all figures of a leg without volatility are 0.
 *
 * Convention: with respect to the spot index, which stands still as time or the rate changes.
 */
export function dhanChainGreeks(chain: DhanChain, out: GreekColumns): ImpliedVolatilityCounts {
  const { strikes, ltp, spot, expiry, nowMs, clock } = chain;
  const market = dhanMarket(spot, expiry, nowMs, clock);
  const volatilities = out.impliedVolatility;
  for (let leg = 0; leg < volatilities.length; leg += 1) volatilities[leg] = volatilities[leg]! / POINTS;
  const counts = impliedVolatilities(strikes, ltp, market, volatilities);
  for (let leg = 0; leg < ltp.length; leg += 1) {
    const strike = strikes[leg >>> 1]!;
    writeSpotGreeks(out, leg, {
      volatility: volatilities[leg]!,
      strike,
      side: leg % 2 === 0 ? 1 : -1,
      market,
    });
  }
  return counts;
}

/** What all options of one expiry share in Dhan's convention. `years` is 0 or less after the end that `clock` gives them. */
export function dhanMarket(spot: number, expiry: string, nowMs: number, clock: GreekClock): SpotMarket {
  const endMs = clock === 'dhan' ? istToEpochMs(expiry, '21:00') : expiryMomentMs('NSE', expiry);
  return spotMarket(spot, (endMs - nowMs) / MS_PER_YEAR, RATE);
}

function fiveDecimals(value: number): number {
  return Math.round(value * 100_000) / 100_000;
}
