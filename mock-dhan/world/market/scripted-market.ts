/** A market that does what its script says, at the script's times, and nothing else. */
import { ScenarioError } from '#engine/errors.ts';
import { istToEpochMs } from '#engine/market/ist-time.ts';
import type { Scenario, ScenarioUnderlying, ScriptedTick } from '#engine/scenario.ts';
import type { SeededRandom } from '#engine/seeded-random.ts';
import type { QuoteBoard } from '../quote-board.ts';
import type { Universe } from '../universe.ts';
import type { MarketSource } from './market-source.ts';
import { futuresOf } from './index-future.ts';
import { sessionOn } from './session-steps.ts';
import { SyntheticExpiry } from './synthetic-expiry.ts';

/**
 * Plays `ticks` in the order of their times, then of the script. Before the first, every leg shows its underlying's skeleton
 * premium as last price, bid and ask, or a quote from the smile where the scenario gives none, and every future its cost of carry.
 * Errors: ScenarioError when a tick addresses what is not listed.
 */
export function createScriptedMarket(options: {
  readonly scenario: Scenario;
  readonly ticks: readonly ScriptedTick[];
  readonly universe: Universe;
  readonly random: SeededRandom;
}): MarketSource {
  const { scenario, universe } = options;
  const { date } = scenario.clock;
  const events = options.ticks
    .map((tick, position) => ({
      tick,
      position,
      atMs: atMsOf(date, tick.at),
      index: indexOf(universe, tick),
    }))
    .sort((a, b) => a.atMs - b.atMs || a.position - b.position);
  let cursor = 0;
  return {
    prime(board) {
      for (const entry of scenario.world.underlyings) primeUnderlying(board, entry, options);
    },
    advanceTo(untilMs, board) {
      for (let event = events[cursor]; event && event.atMs <= untilMs; event = events[cursor]) {
        play(board, event.index, event);
        cursor += 1;
      }
    },
  };
}

/** `HH:mm:ss` or `HH:mm:ss.SSS`. */
function atMsOf(date: string, at: string): number {
  return Math.round(istToEpochMs(date, at));
}

function indexOf(universe: Universe, tick: ScriptedTick): number {
  const { at, underlying, expiry, strike, optionType } = tick;
  const index =
    expiry === undefined
      ? universe.underlyingIndex(underlying)
      : strike === undefined
        ? universe.futureIndex(underlying, expiry)
        : legIndex(universe, { underlying, expiry, strike, optionType });
  if (index >= 0) return index;
  const wanted = [underlying, expiry, strike, optionType].filter((part) => part !== undefined).join(' ');
  throw new ScenarioError(
    `reading the script failed: expected a listed instrument, was ${wanted} (world.prices.ticks, at ${at}). ` +
      'List it under world.underlyings or correct the tick.',
  );
}

function legIndex(
  universe: Universe,
  wanted: Pick<ScriptedTick, 'underlying' | 'strike' | 'optionType'> & { readonly expiry: string },
): number {
  const leg = universe.legsOf(wanted.underlying, wanted.expiry).find((index) => {
    const instrument = universe.instruments[index];
    return (
      instrument?.kind === 'option' &&
      instrument.strike === wanted.strike &&
      instrument.optionType === wanted.optionType
    );
  });
  return leg ?? -1;
}

function primeUnderlying(
  board: QuoteBoard,
  entry: ScenarioUnderlying,
  options: Parameters<typeof createScriptedMarket>[0],
): void {
  const { scenario, universe, random } = options;
  const spotIndex = universe.underlyingIndex(entry.symbol);
  board.previousClose[spotIndex] = entry.previousClose;
  board.ltp[spotIndex] = entry.spot;
  const { openMs } = sessionOn(scenario.clock.date);
  const ownRandom = random.fork(entry.symbol);
  for (const future of futuresOf(entry.symbol, { universe, openMs, random: ownRandom }))
    future.prime(board, entry);
  for (const [position, expiry] of entry.expiries.entries()) {
    if (entry.skeletonPremium !== undefined) {
      for (const index of universe.legsOf(entry.symbol, expiry))
        primeSkeleton(board, index, entry.skeletonPremium);
      continue;
    }
    new SyntheticExpiry({ entry, expiry, position, openMs, universe, random: ownRandom.fork(expiry) }).prime(
      board,
      entry,
    );
  }
}

function primeSkeleton(board: QuoteBoard, index: number, premium: number): void {
  board.ltp[index] = premium;
  board.bid[index] = premium;
  board.ask[index] = premium;
  board.previousClose[index] = premium;
}

function play(
  board: QuoteBoard,
  index: number,
  event: { readonly tick: ScriptedTick; readonly atMs: number },
): void {
  const { tick, atMs } = event;
  if (tick.bid !== undefined) board.bid[index] = tick.bid;
  if (tick.ask !== undefined) board.ask[index] = tick.ask;
  board.trade(index, tick.ltp, atMs);
  board.syntheticEvents += 1;
}
