import { expect, test } from 'vitest';
import { istToEpochMs } from '#engine/market/ist-time.ts';
import type { ScriptedTick } from '#engine/scenario.ts';
import { createWorld } from '#mock-dhan/world/world.ts';
import type { World } from '#mock-dhan/world/world.ts';
import { marketScenario } from '#test/support/market-scenarios.ts';

const EXPIRY = '2026-02-11';
const LEG = { underlying: 'NIFTY', expiry: EXPIRY, strike: 23_000, optionType: 'CE' } as const;

function scriptedWorld(ticks: readonly ScriptedTick[], skeletonPremium?: number): World {
  const scenario = marketScenario({
    date: '2026-02-04',
    prices: { kind: 'scripted', ticks },
    underlyings: [
      {
        symbol: 'NIFTY',
        spot: 23_100,
        previousClose: 23_080,
        expiries: [EXPIRY],
        strikeCount: 50,
        impliedVolatility: 12,
        skeletonPremium,
      },
    ],
  });
  return createWorld({ scenario, session: undefined, seed: 1, isRaw: false });
}

function callIndex(world: World): number {
  const { universe } = world;
  return universe.legsOf('NIFTY', EXPIRY).find((index) => {
    const instrument = universe.instruments[index];
    return instrument?.kind === 'option' && instrument.strike === 23_000 && instrument.optionType === 'CE';
  })!;
}

test('before the first tick every leg shows the skeleton premium', () => {
  const world = scriptedWorld([], 100);
  const { board, universe } = world;
  const legs = universe.legsOf('NIFTY', EXPIRY);
  expect(legs).toHaveLength(100);
  for (const leg of legs) expect([board.ltp[leg], board.bid[leg], board.ask[leg]]).toEqual([100, 100, 100]);
  expect(world.spotOf('NIFTY')).toBe(23_100);
});

test('without a skeleton premium the legs are quoted from the smile', () => {
  const { board, universe } = scriptedWorld([]);
  for (const leg of universe.legsOf('NIFTY', EXPIRY))
    expect(board.ask[leg]!).toBeGreaterThan(board.bid[leg]!);
});

test('ticks come at their time, in script order within a moment, and nothing else does', () => {
  const world = scriptedWorld(
    [
      { at: '09:16:02.500', ...LEG, ltp: 202 },
      { at: '09:16:01', underlying: 'NIFTY', ltp: 23_150.5 },
      { at: '09:16:01', ...LEG, ltp: 201.05, bid: 196, ask: 206.1 },
      { at: '09:16:01', ...LEG, ltp: 201.65 },
    ],
    100,
  );
  const leg = callIndex(world);
  const { board } = world;
  world.sync(istToEpochMs('2026-02-04', '09:16:00'));
  expect(board.syntheticEvents).toBe(0);
  world.sync(istToEpochMs('2026-02-04', '09:16:01'));
  expect([world.spotOf('NIFTY'), board.ltp[leg], board.bid[leg], board.ask[leg]]).toEqual([
    23_150.5, 201.65, 196, 206.1,
  ]);
  world.sync(istToEpochMs('2026-02-04', '09:16:02') + 499);
  expect(board.ltp[leg]).toBe(201.65);
  world.sync(istToEpochMs('2026-02-04', '09:16:02') + 500);
  expect(board.ltp[leg]).toBe(202);
  world.sync(istToEpochMs('2026-02-04', '16:00:00'));
  expect(board.syntheticEvents).toBe(4);
});

test('a tick with an expiry and no strike is the future’s, which stands at its cost of carry before', () => {
  const future = { underlying: 'NIFTY', expiry: '2026-02-24' } as const;
  const world = scriptedWorld([{ at: '09:16:01', ...future, ltp: 23_190.5, bid: 23_190, ask: 23_191 }], 100);
  const { board, universe } = world;
  const index = universe.futureIndex('NIFTY', future.expiry);
  world.sync(istToEpochMs('2026-02-04', '09:16:00'));
  expect(board.bid[index]!).toBeGreaterThan(23_170);
  expect(board.ask[index]!).toBeLessThan(23_195);
  expect(board.lastTradeAtMs[index]).toBe(0);
  world.sync(istToEpochMs('2026-02-04', '16:00:00'));
  expect([board.ltp[index], board.bid[index], board.ask[index]]).toEqual([23_190.5, 23_190, 23_191]);
  expect(() => scriptedWorld([{ at: '09:16:01', underlying: 'NIFTY', expiry: EXPIRY, ltp: 1 }])).toThrow(
    /NIFTY 2026-02-11 .*09:16:01/,
  );
});

test('a tick for what is not listed is refused with the tick it came from', () => {
  expect(() => scriptedWorld([{ at: '09:16:01', ...LEG, strike: 23_010, ltp: 1 }])).toThrow(
    /NIFTY 2026-02-11 23010 CE .*09:16:01/,
  );
});
