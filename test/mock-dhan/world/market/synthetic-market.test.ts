import { expect, test } from 'vitest';
import { istToEpochMs, MS_PER_MINUTE, MS_PER_SECOND } from '#engine/market/ist-time.ts';
import { discountFactor, yearsToExpiry } from '#engine/pricing/discounting.ts';
import { createWorld } from '#mock-dhan/world/world.ts';
import type { World } from '#mock-dhan/world/world.ts';
import { digestOfDay, syntheticScenario } from '#test/support/market-scenarios.ts';

const DATE = '2026-02-04';
const OPEN_MS = istToEpochMs(DATE, '09:15:00');
const CLOSE_MS = istToEpochMs(DATE, '15:30:00');

const openWorld = (seed = 1): World =>
  createWorld({ scenario: syntheticScenario(), session: undefined, seed, isRaw: false });

interface Pair {
  readonly strike: number;
  readonly call: { readonly bid: number; readonly ask: number };
  readonly put: { readonly bid: number; readonly ask: number };
}

function pairsOf(world: World, symbol: string, expiry: string): Pair[] {
  const { board, universe } = world;
  const legs = universe.legsOf(symbol, expiry);
  const quote = (index: number) => ({ bid: board.bid[index]!, ask: board.ask[index]! });
  return legs.flatMap((index, leg) => {
    const instrument = universe.instruments[index];
    if (leg % 2 === 1 || instrument?.kind !== 'option') return [];
    return [{ strike: instrument.strike, call: quote(index), put: quote(legs[leg + 1]!) }];
  });
}

test('nothing happens before the open or after the close', () => {
  const world = openWorld();
  world.sync(OPEN_MS - 1);
  expect(world.board.syntheticEvents).toBe(0);
  expect(world.spotOf('NIFTY')).toBe(25_727.55);
  world.sync(OPEN_MS);
  expect(world.spotOf('NIFTY')).toBe(25_750);
  world.sync(CLOSE_MS - 1);
  const events = world.board.syntheticEvents;
  world.sync(CLOSE_MS + 30 * MS_PER_MINUTE);
  expect(world.board.syntheticEvents).toBe(events);
});

test('every underlying ticks every 250 ms, and the recorded count stays 0', () => {
  const world = openWorld();
  for (let nowMs = OPEN_MS; nowMs < OPEN_MS + 10 * MS_PER_SECOND; nowMs += 250) {
    world.sync(nowMs);
    for (const symbol of ['NIFTY', 'SENSEX'])
      expect(world.board.lastTradeAtMs[world.universe.underlyingIndex(symbol)]).toBe(nowMs);
  }
  expect(world.board.recordedEvents).toBe(0);
});

test('equal seeds give equal days; another seed gives other prices', () => {
  const span = { fromMs: OPEN_MS, toMs: OPEN_MS + 5 * MS_PER_MINUTE };
  const digests = [1, 1, 2].map((seed) => digestOfDay(openWorld(seed), span));
  expect(digests[1]).toBe(digests[0]);
  expect(digests[2]).not.toBe(digests[0]);
});

test('opening quotes stand before the open: every leg has a bid below its offer, a previous close and open interest', () => {
  const { board, universe } = openWorld();
  for (const index of universe.legsOf('NIFTY', '2026-02-10')) {
    expect(board.bid[index]!).toBeGreaterThan(0);
    expect(board.ask[index]!).toBeGreaterThan(board.bid[index]!);
    expect(board.previousClose[index]!).toBeGreaterThan(0);
    expect(board.bidQuantity[index]! % 65).toBe(0);
  }
  expect(board.oi.some((oi) => oi > 100_000)).toBe(true);
});

/**
 * Syncs to `nowMs` and returns how far NIFTY ranged while the oldest standing quote was written: what a slow strike's quote
 * may be behind by. 0 at the open, when every quote is fresh.
 */
function stalenessUpTo(world: World, nowMs: number): number {
  const spots: number[] = [];
  for (let atMs = nowMs - 11 * MS_PER_SECOND; atMs <= nowMs; atMs += 250) {
    world.sync(atMs);
    if (atMs >= OPEN_MS) spots.push(world.spotOf('NIFTY'));
  }
  return Math.max(...spots) - Math.min(...spots);
}

test('call less put stays within the spreads of the forward, at the open and through the day', () => {
  const world = openWorld();
  const expiresAtMs = istToEpochMs('2026-02-10', '15:30:00');
  for (const minutes of [0, 1, 7, 61, 200, 374]) {
    const nowMs = OPEN_MS + minutes * MS_PER_MINUTE;
    const stale = stalenessUpTo(world, nowMs);
    const discount = discountFactor(yearsToExpiry(expiresAtMs, nowMs));
    for (const { strike, call, put } of pairsOf(world, 'NIFTY', '2026-02-10')) {
      const parity = world.spotOf('NIFTY') - discount * strike;
      expect(call.bid - put.ask).toBeLessThanOrEqual(parity + stale + 0.1);
      expect(call.ask - put.bid).toBeGreaterThanOrEqual(parity - stale - 0.1);
    }
  }
});

test('the chains hold no strike or calendar arbitrage, at the open and through the day', () => {
  const world = openWorld();
  for (const minutes of [0, 3, 90, 250]) {
    const stale = stalenessUpTo(world, OPEN_MS + minutes * MS_PER_MINUTE);
    const near = pairsOf(world, 'NIFTY', '2026-02-10');
    const far = pairsOf(world, 'NIFTY', '2026-02-24');
    for (const [index, pair] of near.entries()) {
      const next = near[index + 1];
      const afterNext = near[index + 2];
      expect(far[index]!.call.ask + stale).toBeGreaterThanOrEqual(pair.call.bid);
      if (!next || !afterNext) continue;
      expect(next.call.bid).toBeLessThanOrEqual(pair.call.ask + stale);
      expect(next.put.ask + stale).toBeGreaterThanOrEqual(pair.put.bid);
      expect(pair.call.ask + afterNext.call.ask + 2 * stale).toBeGreaterThanOrEqual(2 * next.call.bid);
      expect(pair.put.ask + afterNext.put.ask + 2 * stale).toBeGreaterThanOrEqual(2 * next.put.bid);
    }
  }
});

test('a leg has at most one event in a second, volume only rises, and legs near the money trade', () => {
  const world = openWorld();
  const { board, universe } = world;
  const lastSecond = new Float64Array(board.size);
  const lastVolume = new Float64Array(board.size);
  const wrong: string[] = [];
  for (let nowMs = OPEN_MS; nowMs < OPEN_MS + 3 * MS_PER_MINUTE; nowMs += 250) {
    world.sync(nowMs);
    const second = Math.floor(nowMs / MS_PER_SECOND);
    board.drainChanged((index) => {
      if (universe.instruments[index]!.kind === 'index') return;
      if (lastSecond[index] === second) wrong.push(`${index} twice in ${second}`);
      if (board.volume[index]! < lastVolume[index]!) wrong.push(`${index} volume fell`);
      lastSecond[index] = second;
      lastVolume[index] = board.volume[index]!;
    });
  }
  expect(wrong).toEqual([]);
  const traded = universe.legsOf('NIFTY', '2026-02-10').filter((index) => board.volume[index]! > 0);
  expect(traded.length).toBeGreaterThan(10);
  for (const index of traded) {
    expect(board.averagePrice[index]!).toBeGreaterThanOrEqual(board.low[index]!);
    expect(board.averagePrice[index]!).toBeLessThanOrEqual(board.high[index]! + 1e-9);
  }
});

test('a holiday has no event', () => {
  const scenario = syntheticScenario();
  const world = createWorld({
    scenario: { ...scenario, clock: { ...scenario.clock, date: '2026-01-26' } },
    session: undefined,
    seed: 1,
    isRaw: false,
  });
  world.sync(istToEpochMs('2026-01-26', '16:00:00'));
  expect(world.board.syntheticEvents).toBe(0);
});
