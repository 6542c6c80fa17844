/** A market written down as the script that plays it again. */
import { MS_PER_SECOND, istTimeOfDay } from '#engine/market/ist-time.ts';
import type { ScenarioUnderlying, ScriptedTick } from '#engine/scenario.ts';
import { STEP_MS } from './market/session-steps.ts';
import type { Universe } from './universe.ts';
import type { World } from './world.ts';

/**
 * What changes on the board from `startMs` to `endMs` (epoch ms), one tick per instrument and step of 250 ms: what a conflating feed tells of it. The world must stand at its opening.
 */
export function scriptOf(world: World, startMs: number, endMs: number): ScriptedTick[] {
  const ticks: ScriptedTick[] = [];
  for (let atMs = startMs; atMs <= endMs; atMs += STEP_MS) {
    world.sync(atMs);
    world.board.drainChanged((index) => {
      const tick = tickOf(world, index, atMs);
      if (tick.ltp > 0) ticks.push(tick);
    });
  }
  return ticks;
}

function tickOf({ universe, board }: World, index: number, atMs: number): ScriptedTick {
  const instrument = universe.instruments[index]!;
  const at = `${istTimeOfDay(atMs)}.${String(atMs % MS_PER_SECOND).padStart(3, '0')}`;
  const ltp = board.ltp[index]!;
  if (instrument.kind === 'index') return { at, underlying: instrument.symbol, ltp };
  const { underlying, expiry } = instrument;
  const leg = instrument.kind === 'option' && {
    strike: instrument.strike,
    optionType: instrument.optionType,
  };
  const [bid, ask] = [board.bid[index]!, board.ask[index]!];
  return {
    at,
    underlying,
    expiry,
    ...leg,
    ltp,
    ...(bid > 0 ? { bid } : {}),
    ...(ask > 0 ? { ask } : {}),
  };
}

/**
 * The scenario's underlyings with ladders of their own, for a world that has no recording to take them from: at `spotOf`, every expiry of the universe, enough strikes for its
 * widest ladder.
 */
export function scriptedUnderlyings(
  entries: readonly ScenarioUnderlying[],
  { universe, board }: World,
): ScenarioUnderlying[] {
  return entries.map((entry) => {
    const index = universe.underlyingIndex(entry.symbol);
    const listed = universe.underlyings[index]!;
    const spot = entry.spot > 0 ? entry.spot : board.ltp[index]!;
    return {
      ...entry,
      spot,
      previousClose: entry.previousClose > 0 ? entry.previousClose : board.previousClose[index]!,
      expiries: listed.expiries,
      strikeCount: Math.max(
        entry.strikeCount,
        strikesAround(spot, listed.strikeInterval, ladderOf(universe, listed)),
      ),
    };
  });
}

function ladderOf(universe: Universe, { symbol, expiries }: Universe['underlyings'][number]): number[] {
  return expiries.flatMap((expiry) =>
    universe.legsOf(symbol, expiry).flatMap((leg) => {
      const instrument = universe.instruments[leg];
      return instrument?.kind === 'option' ? [instrument.strike] : [];
    }),
  );
}

/** How many strikes around the money reach the farthest of these, with no strike below the first interval. */
function strikesAround(spot: number, interval: number, strikes: readonly number[]): number {
  const steps = strikes.reduce((most, strike) => Math.max(most, Math.abs(strike - spot) / interval), 0);
  return 2 * Math.min(Math.ceil(steps) + 1, Math.round(spot / interval) - 1, STRIKE_STEPS_MAX);
}

/** Half of the strikes that a scenario may list. */
const STRIKE_STEPS_MAX = 200;
