import { expect, test } from 'vitest';
import type { FutureInstrument } from '#engine/market/instrument.ts';
import { MS_PER_MINUTE, MS_PER_SECOND, istToEpochMs } from '#engine/market/ist-time.ts';
import { discountFactor, yearsToExpiry } from '#engine/pricing/discounting.ts';
import type { Scenario } from '#engine/scenario.ts';
import { listUniverse } from '#mock-dhan/world/listing.ts';
import { Universe } from '#mock-dhan/world/universe.ts';
import { createWorld } from '#mock-dhan/world/world.ts';
import type { World } from '#mock-dhan/world/world.ts';
import {
  marketScenario,
  recordedScenario,
  readRecordedDay,
  syntheticScenario,
} from '#test/support/market-scenarios.ts';

const DATE = '2026-02-04';
const OPEN_MS = istToEpochMs(DATE, '09:15:00');

const openWorld = (scenario: Scenario = syntheticScenario(), universe?: Universe): World =>
  createWorld({ scenario, session: undefined, seed: 1, isRaw: false, ...(universe && { universe }) });

function futureOf(
  { universe }: World,
  symbol: string,
  position: number,
): FutureInstrument & { readonly index: number } {
  const index = universe.futuresOf(symbol)[position]!;
  const instrument = universe.instruments[index]!;
  if (instrument.kind !== 'future') throw new Error(`${index} is no future`);
  return { ...instrument, index };
}

const midOf = ({ board }: World, index: number): number => (board.bid[index]! + board.ask[index]!) / 2;

/** The forward that the chain's calls and puts agree on, of the strikes nearest to the money. */
function parityForward(world: World, symbol: string, expiry: string, nowMs: number): number {
  const { universe } = world;
  const legs = universe.legsOf(symbol, expiry);
  const discount = discountFactor(yearsToExpiry(istToEpochMs(expiry, '15:30:00'), nowMs));
  const votes = legs.flatMap((index, leg) => {
    const call = universe.instruments[index]!;
    if (leg % 2 === 1 || call.kind !== 'option') return [];
    const gap = midOf(world, index) - midOf(world, legs[leg + 1]!);
    return [{ gap: Math.abs(gap), forward: call.strike + gap / discount }];
  });
  const nearest = votes
    .sort((a, b) => a.gap - b.gap)
    .slice(0, 5)
    .map(({ forward }) => forward);
  return nearest.sort((a, b) => a - b)[2]!;
}

test('the exchange lists the current, the next and the far month of every index', () => {
  const { universe } = openWorld();
  const listed = universe.underlyings.map(({ symbol }) =>
    universe.futuresOf(symbol).map((index) => universe.instruments[index]),
  );
  expect(listed).toMatchObject([
    [
      {
        kind: 'future',
        exchangeSegment: 'NSE_FNO',
        securityId: 35_000,
        expiry: '2026-02-24',
        lotSize: 65,
        tickSize: 0.1,
      },
      { securityId: 35_001, expiry: '2026-03-30' },
      { securityId: 35_002, expiry: '2026-04-28' },
    ],
    [
      {
        kind: 'future',
        exchangeSegment: 'BSE_FNO',
        securityId: 1_144_500,
        expiry: '2026-02-26',
        lotSize: 20,
        tickSize: 0.05,
      },
      { securityId: 1_144_501, expiry: '2026-03-25' },
      { securityId: 1_144_502, expiry: '2026-04-30' },
    ],
  ]);
  expect(universe.futureIndex('NIFTY', '2026-03-30')).toBe(universe.indexOf('NSE_FNO', 35_001));
  expect(universe.futureIndex('NIFTY', '2026-02-10')).toBe(-1);
  expect(universe.futuresOf('GOLD')).toEqual([]);
});

test('before the open a future shows its close, its open interest and a quote around the carried spot', () => {
  const world = openWorld();
  const { board } = world;
  const { index } = futureOf(world, 'NIFTY', 0);
  const years = yearsToExpiry(istToEpochMs('2026-02-24', '15:30:00'), OPEN_MS);
  expect(midOf(world, index)).toBeCloseTo(25_750 / discountFactor(years), 0);
  expect(board.previousClose[index]!).toBeGreaterThan(25_727.55);
  expect(board.ltp[index]).toBe(board.previousClose[index]);
  expect(board.oi[index]! % 65).toBe(0);
  expect(board.volume[index]).toBe(0);
  expect(board.bidQuantity[index]).toBe(6 * 65);
});

test('through the day a future stays with the forward of its chain, and is dearer the later it expires', () => {
  const world = openWorld();
  const { index, expiry } = futureOf(world, 'NIFTY', 0);
  const strayed: number[] = [];
  for (let minute = 1; minute < 370; minute += 1) {
    const nowMs = OPEN_MS + minute * MS_PER_MINUTE;
    world.sync(nowMs);
    strayed.push(midOf(world, index) - parityForward(world, 'NIFTY', expiry, nowMs));
    const mids = [0, 1, 2].map((position) => midOf(world, futureOf(world, 'NIFTY', position).index));
    expect(mids[1]! - mids[0]!).toBeGreaterThan(100);
    expect(mids[2]! - mids[1]!).toBeGreaterThan(70);
  }
  const mean = strayed.reduce((sum, each) => sum + each, 0) / strayed.length;
  expect(Math.abs(mean)).toBeLessThan(1);
  expect(Math.max(...strayed.map(Math.abs))).toBeLessThan(25_750 * 0.0004);
  expect(new Set(strayed.map((each) => each.toFixed(1))).size).toBeGreaterThan(10);
});

test('a future trades at its quotes on the tick, volume only rises, open interest goes both ways', () => {
  const world = openWorld();
  const { board } = world;
  const { index } = futureOf(world, 'NIFTY', 0);
  const far = futureOf(world, 'NIFTY', 2).index;
  const moves = { up: 0, down: 0 };
  let [volume, oi] = [0, board.oi[index]!];
  for (let nowMs = OPEN_MS; nowMs < OPEN_MS + 10 * MS_PER_MINUTE; nowMs += MS_PER_SECOND) {
    world.sync(nowMs);
    const ticks = board.ltp[index]! * 10;
    expect(Math.abs(ticks - Math.round(ticks))).toBeLessThan(1e-6);
    expect(board.ask[index]! - board.bid[index]!).toBeLessThan(2);
    expect(board.volume[index]!).toBeGreaterThanOrEqual(volume);
    if (board.oi[index]! > oi) moves.up += 1;
    if (board.oi[index]! < oi) moves.down += 1;
    [volume, oi] = [board.volume[index]!, board.oi[index]!];
  }
  expect(moves.up).toBeGreaterThan(20);
  expect(moves.down).toBeGreaterThan(20);
  expect(volume).toBeGreaterThan(10 * board.volume[far]!);
  expect(board.oiDayHigh[index]!).toBeGreaterThan(board.oiDayLow[index]!);
  expect(board.averagePrice[index]!).toBeGreaterThanOrEqual(board.low[index]!);
  expect(board.averagePrice[index]!).toBeLessThanOrEqual(board.high[index]!);
});

test('futures move nothing else: indices and options have the prices of a world without them', () => {
  const scenario = syntheticScenario();
  const listed = listUniverse(scenario, undefined);
  const options = listed.instruments.filter((instrument) => instrument.kind === 'option');
  const worlds = [openWorld(scenario), openWorld(scenario, new Universe(listed.underlyings, options))];
  const [changes = [], without = []] = worlds.map((world) => {
    const seen: string[] = [];
    for (let nowMs = OPEN_MS; nowMs < OPEN_MS + 2 * MS_PER_MINUTE; nowMs += 250) {
      world.sync(nowMs);
      world.board.drainChanged((index) => {
        if (world.universe.instruments[index]!.kind === 'future') return;
        const { ltp, bid, ask, volume } = world.board;
        seen.push([nowMs, index, ltp[index], bid[index], ask[index], volume[index]].join(' '));
      });
    }
    return seen;
  });
  expect(without.length).toBeGreaterThan(5000);
  expect(changes).toEqual(without);
});

test('in its last minute a future stands at the average that settles it', () => {
  const scenario = syntheticScenario();
  const date = '2026-02-24';
  const world = openWorld({ ...scenario, clock: { ...scenario.clock, date } });
  const { index, expiry } = futureOf(world, 'NIFTY', 0);
  expect(expiry).toBe(date);
  const closeMs = istToEpochMs(date, '15:30:00');
  let sum = 0;
  let count = 0;
  for (let nowMs = closeMs - 30 * MS_PER_MINUTE; nowMs < closeMs; nowMs += 250) {
    world.sync(nowMs);
    sum += world.spotOf('NIFTY');
    count += 1;
  }
  const { board } = world;
  expect(Math.abs(midOf(world, index) - sum / count)).toBeLessThanOrEqual(
    board.ask[index]! - board.bid[index]!,
  );
});

test('nobody quotes a future beyond its price band, wherever the index goes', () => {
  const { world: own, clock } = syntheticScenario();
  const world = openWorld(
    marketScenario({
      date: clock.date,
      prices: {
        kind: 'synthetic',
        annualVolatility: 11,
        driftPerDay: 0,
        regimes: [{ kind: 'gap', from: '09:30:00', movePercent: -20 }],
      },
      underlyings: own.underlyings,
    }),
  );
  const { board } = world;
  const { index } = futureOf(world, 'NIFTY', 0);
  world.sync(istToEpochMs(DATE, '09:31:00'));
  expect(world.spotOf('NIFTY')).toBeLessThan(21_000);
  const lower = board.previousClose[index]! * 0.9;
  expect(board.bid[index]!).toBeGreaterThan(lower - 0.1);
  expect(board.bid[index]!).toBeLessThan(lower + 1);
});

test('on a recorded day futures follow the recorded forward where it is bridged, and keep still when it is played raw', () => {
  const session = readRecordedDay();
  const [bridged, raw] = [false, true].map((isRaw) =>
    createWorld({ scenario: recordedScenario(['NIFTY']), session, seed: 1, isRaw }),
  );
  const nowMs = istToEpochMs('2025-08-29', '11:00:00');
  for (const world of [bridged!, raw!]) world.sync(nowMs);
  const { index, expiry, lotSize } = futureOf(bridged!, 'NIFTY', 0);
  expect([expiry, lotSize]).toEqual(['2025-09-30', 75]);
  const forward = parityForward(bridged!, 'NIFTY', expiry, nowMs);
  expect(Math.abs(midOf(bridged!, index) - forward)).toBeLessThan(12);
  expect(bridged!.board.volume[index]!).toBeGreaterThan(0);
  expect(raw!.board.bid[index]).toBe(0);
  expect(raw!.board.ltp[index]).toBe(raw!.board.previousClose[index]);
});
