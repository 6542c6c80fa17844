import { expect, test } from 'vitest';
import { istToEpochMs } from '#engine/market/ist-time.ts';
import { discountFactor, yearsToExpiry } from '#engine/pricing/discounting.ts';
import type { MarketRegime } from '#engine/scenario.ts';
import { createWorld } from '#mock-dhan/world/world.ts';
import type { World } from '#mock-dhan/world/world.ts';
import { loadScenario } from '#scenarios/catalogue.ts';

const { scenario } = loadScenario('calm-morning');
const { date } = scenario.clock;
const EXPIRY = '2026-02-10';
const SPOT = 25_750;

function worldWith(regimes: readonly MarketRegime[], annualVolatility = 14): World {
  const prices = { kind: 'synthetic', annualVolatility, driftPerDay: 0, regimes } as const;
  const world = { ...scenario.world, prices };
  return createWorld({ scenario: { ...scenario, world }, session: undefined, seed: 3, isRaw: false });
}

/** Spots every 250 ms from one time to another, the first one included. */
function spots(world: World, from: string, until: string): number[] {
  const seen: number[] = [];
  for (let atMs = istToEpochMs(date, from); atMs <= istToEpochMs(date, until); atMs += 250) {
    world.sync(atMs);
    seen.push(world.spotOf('NIFTY'));
  }
  return seen;
}

const last = (values: readonly number[]): number => values.at(-1)!;

/** Root mean square of the steps. */
function roughness(values: readonly number[]): number {
  const squares = values.slice(1).map((value, index) => (value - values[index]!) ** 2);
  return Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / squares.length);
}

test('a trend goes where it is told in the time it is given, and no further', () => {
  const trend = { kind: 'trend', from: '09:20:00', until: '09:50:00', movePercent: 2 } as const;
  const plain = worldWith([], 0.001);
  const moved = worldWith([trend], 0.001);
  for (const [time, share] of [
    ['09:20:00', 0],
    ['09:35:00', 0.5],
    ['09:50:00', 1],
    ['10:10:00', 1],
  ] as const) {
    const way = last(spots(moved, time, time)) - last(spots(plain, time, time));
    expect(way / SPOT).toBeCloseTo(0.02 * share, 4);
  }
});

test('a gap is one step', () => {
  const gap = { kind: 'gap', from: '09:30:00', until: '09:31:00', movePercent: -1.5 } as const;
  const [before, at, after] = spots(worldWith([gap], 0.001), '09:29:59.750', '09:30:00.250') as [
    number,
    number,
    number,
  ];
  expect((at - before) / SPOT).toBeCloseTo(-0.015, 4);
  expect(Math.abs(after - at) / SPOT).toBeLessThan(0.0001);
});

test.each([
  ['calm', 0.5],
  ['crash', 4],
] as const)('%s scales the steps of the walk %s times', (kind, factor) => {
  const regime = { kind, from: '09:20:00', until: '09:50:00', movePercent: 0 } as const;
  const ordinary = roughness(spots(worldWith([]), '09:20:00', '09:50:00'));
  expect(roughness(spots(worldWith([regime]), '09:20:00', '09:50:00')) / ordinary).toBeCloseTo(factor, 1);
});

test('an expiry draws the spot to the nearest strike', () => {
  const pinned = { kind: 'expiry', from: '09:20:00' } as const;
  const distance = (values: readonly number[]): number =>
    values.reduce((sum, value) => sum + Math.abs(value - Math.round(value / 50) * 50), 0) / values.length;
  const free = distance(spots(worldWith([], 5), '09:40:00', '10:10:00'));
  expect(distance(spots(worldWith([pinned], 5), '09:40:00', '10:10:00'))).toBeLessThan(free / 2);
});

test('in a crash options grow dear, and calls and puts still agree at every strike', () => {
  const crash = { kind: 'crash', from: '09:30:00', until: '09:50:00', movePercent: 0 } as const;
  const [calm, dear] = [worldWith([], 0.001), worldWith([crash], 0.001)];
  for (const world of [calm, dear]) spots(world, '09:15:00', '09:40:00');
  const atMs = istToEpochMs(date, '09:40:00');
  const years = yearsToExpiry(istToEpochMs(EXPIRY, '15:30:00'), atMs);
  const mid = ({ board }: World, leg: number): number => (board.bid[leg]! + board.ask[leg]!) / 2;
  const legs = dear.universe.legsOf('NIFTY', EXPIRY);
  let checked = 0;
  for (let pair = 0; pair < legs.length; pair += 2) {
    const [call, put] = [legs[pair]!, legs[pair + 1]!];
    const instrument = dear.universe.instruments[call]!;
    if (instrument.kind !== 'option' || Math.abs(instrument.strike - SPOT) > 300) continue;
    const parity = dear.spotOf('NIFTY') - discountFactor(years) * instrument.strike;
    expect(Math.abs(mid(dear, call) - mid(dear, put) - parity)).toBeLessThan(3);
    expect(mid(dear, call)).toBeGreaterThan(mid(calm, call) + 10);
    checked += 1;
  }
  expect(checked).toBeGreaterThan(8);
});

test('a day without regimes is the day it was, and one before its regime begins too', () => {
  const later = { kind: 'crash', from: '09:40:00' } as const;
  expect(spots(worldWith([later]), '09:15:00', '09:39:59')).toEqual(
    spots(worldWith([]), '09:15:00', '09:39:59'),
  );
});
