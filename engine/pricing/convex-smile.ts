/** Volatilities of strikes that told none of their own, kept free of butterfly arbitrage against those that did. */
import { impliedVolatility } from './implied-vol.ts';
import { timeValueOf } from './time-value.ts';

/** A ladder of strikes at one moment. `volatilities` has one for every strike, `isTold` says which are the strikes' own. */
export interface ToldLadder {
  readonly strikes: Float64Array;
  readonly volatilities: Float64Array;
  readonly isTold: (strikeIndex: number) => boolean;
  readonly forward: number;
  readonly years: number;
}

/**
 * Moves the volatility of every untold strike between two told ones so that its call lies on or below the straight line between
 * theirs and on or above the lines through the next told pair on either side, carried on: then no butterfly of it and told
 * strikes costs less than nothing. Told strikes stand as they are: what they violate is the market's own noise. Returns how many
 * were moved. Calls are undiscounted.
 */
export function mendButterflies(ladder: ToldLadder): number {
  const told: number[] = [];
  for (let index = 0; index < ladder.strikes.length; index += 1) if (ladder.isTold(index)) told.push(index);
  let mended = 0;
  for (let place = 1; place < told.length; place += 1)
    for (let index = told[place - 1]! + 1; index < told[place]!; index += 1) {
      const call = callAt(ladder, index);
      const upper = lineAt(ladder, told[place - 1]!, told[place]!, index);
      const before = place > 1 ? lineAt(ladder, told[place - 2]!, told[place - 1]!, index) : 0;
      const after = place + 1 < told.length ? lineAt(ladder, told[place]!, told[place + 1]!, index) : 0;
      const bounded = Math.min(upper, Math.max(call, before, after));
      if (Math.abs(bounded - call) > ladder.forward * ROUNDING && setCall(ladder, index, bounded))
        mended += 1;
    }
  return mended;
}

/** Differences this small a part of the forward are arithmetic, not prices. */
const ROUNDING = 1e-9;

function callAt({ strikes, volatilities, forward, years }: ToldLadder, index: number): number {
  const strike = strikes[index]!;
  const low = Math.min(forward, strike);
  const logGap = Math.abs(Math.log(forward / strike));
  return timeValueOf(low, logGap, volatilities[index]! * Math.sqrt(years)) + forward - low;
}

/** The straight line through the calls of two strikes, at a third. */
function lineAt(ladder: ToldLadder, from: number, to: number, index: number): number {
  const { strikes } = ladder;
  const start = callAt(ladder, from);
  const slope = (callAt(ladder, to) - start) / (strikes[to]! - strikes[from]!);
  return start + slope * (strikes[index]! - strikes[from]!);
}

function setCall(
  { strikes, volatilities, forward, years }: ToldLadder,
  index: number,
  call: number,
): boolean {
  const volatility = impliedVolatility({
    price: call,
    forward,
    strike: strikes[index]!,
    yearsToExpiry: years,
    discount: 1,
    optionType: 'CE',
    guess: volatilities[index]!,
  });
  if (!(volatility > 0)) return false;
  volatilities[index] = volatility;
  return true;
}
