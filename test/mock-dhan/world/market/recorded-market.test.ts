import { expect, test } from 'vitest';
import { MS_PER_SECOND } from '#engine/market/ist-time.ts';
import type { RecordedUnderlying } from '#engine/replay/recording.ts';
import { createWorld } from '#mock-dhan/world/world.ts';
import type { World } from '#mock-dhan/world/world.ts';
import { digestOfDay, readRecordedDay, recordedScenario } from '#test/support/market-scenarios.ts';

const session = readRecordedDay();

function playDay(options: { seed?: number; isRaw?: boolean; symbols?: readonly string[] } = {}): World {
  const scenario = recordedScenario(options.symbols);
  return createWorld({ scenario, session, seed: options.seed ?? 1, isRaw: options.isRaw ?? false });
}

function recordedOf(symbol: string): RecordedUnderlying {
  return session.underlyings.find((underlying) => underlying.symbol === symbol)!;
}

/** Every leg of a snapshot that the board shows differently; an absent last price, volume or OI says nothing. */
function alterations(world: World, recorded: RecordedUnderlying, position: number): string[] {
  const { board, universe } = world;
  const snapshot = recorded.snapshots[position]!;
  const found: string[] = [];
  if (world.spotOf(recorded.symbol) !== snapshot.spot) found.push(`spot ${snapshot.spot}`);
  for (const [ladder, { expiry }] of recorded.expiries.entries()) {
    const chain = snapshot.chains[ladder];
    for (const [leg, index] of universe.legsOf(recorded.symbol, expiry).entries()) {
      if (!chain) continue;
      for (const name of ['bid', 'ask', 'ltp', 'volume', 'oi'] as const) {
        const value = chain[name][leg]!;
        const isSilent = value === 0 && name !== 'bid' && name !== 'ask';
        if (!isSilent && board[name][index] !== value)
          found.push(`${position} ${expiry} leg ${leg} ${name} ${value} is ${board[name][index]}`);
      }
    }
  }
  return found;
}

test.each(['NIFTY', 'BANKNIFTY'])('every recorded value of %s stands unaltered at its own time', (symbol) => {
  const world = playDay();
  const recorded = recordedOf(symbol);
  const found: string[] = [];
  for (const [position, { atMs }] of recorded.snapshots.entries()) {
    world.sync(atMs);
    found.push(...alterations(world, recorded, position));
  }
  expect(recorded.snapshots.length).toBeGreaterThan(280);
  expect(found).toEqual([]);
});

test('a day is between one and three million events, most of them bridged', () => {
  const world = playDay();
  world.sync(Number.POSITIVE_INFINITY);
  const { recordedEvents, syntheticEvents } = world.board;
  expect(recordedEvents).toBeGreaterThan(500_000);
  expect(recordedEvents + syntheticEvents).toBeGreaterThan(1_000_000);
  expect(recordedEvents + syntheticEvents).toBeLessThan(3_000_000);
});

test('raw leaves out every bridged event and no recorded one', () => {
  const bridged = playDay();
  const raw = playDay({ isRaw: true });
  bridged.sync(Number.POSITIVE_INFINITY);
  raw.sync(Number.POSITIVE_INFINITY);
  expect(raw.board.syntheticEvents).toBe(0);
  expect(raw.board.recordedEvents).toBe(bridged.board.recordedEvents);
});

test('no price on the board is ever anything but a number on the tick grid', () => {
  const world = playDay({ symbols: ['NIFTY'] });
  const { snapshots } = recordedOf('NIFTY');
  const wrong: string[] = [];
  for (let nowMs = snapshots[0]!.atMs; nowMs < snapshots[60]!.atMs; nowMs += 250) {
    world.sync(nowMs);
    world.board.drainChanged((index) => {
      if (index === 0) return;
      for (const price of [world.board.ltp[index]!, world.board.bid[index]!, world.board.ask[index]!])
        if (!(Math.abs(price * 20 - Math.round(price * 20)) < 1e-6)) wrong.push(`${index} ${price}`);
    });
  }
  expect(wrong).toEqual([]);
});

test('a gap over 180 seconds has no synthetic event', () => {
  const world = playDay({ symbols: ['NIFTY'] });
  const { snapshots } = recordedOf('NIFTY');
  const gaps = snapshots.flatMap((snapshot, index) => {
    const next = snapshots[index + 1];
    return next && next.atMs - snapshot.atMs > 180 * MS_PER_SECOND ? [{ from: snapshot, to: next }] : [];
  });
  expect(gaps).toHaveLength(3);
  for (const { from, to } of gaps) {
    world.sync(from.atMs);
    const before = world.board.syntheticEvents;
    world.sync(to.atMs);
    expect(world.board.syntheticEvents).toBe(before);
  }
});

test('the bridged underlying ticks every 250 ms on the tick grid', () => {
  const world = playDay({ symbols: ['NIFTY'] });
  const [first, second] = recordedOf('NIFTY').snapshots;
  const ticks: number[] = [];
  for (let nowMs = first!.atMs + 250; nowMs < second!.atMs; nowMs += 250) {
    world.sync(nowMs);
    expect(world.board.lastTradeAtMs[0]).toBe(nowMs);
    ticks.push(world.spotOf('NIFTY'));
  }
  expect(new Set(ticks).size).toBeGreaterThan(ticks.length / 3);
  expect(ticks.filter((tick) => Math.abs(tick * 20 - Math.round(tick * 20)) > 1e-6)).toEqual([]);
});

test('a leg has at most one event in a second and its volume never decreases or passes the recorded one', () => {
  const world = playDay({ symbols: ['NIFTY'] });
  const { board } = world;
  const { snapshots } = recordedOf('NIFTY');
  const lastSecond = new Float64Array(board.size);
  const lastVolume = new Float64Array(board.size);
  const wrong: string[] = [];
  for (let nowMs = snapshots[0]!.atMs; nowMs <= snapshots[40]!.atMs; nowMs += 250) {
    world.sync(nowMs);
    const second = Math.floor(nowMs / MS_PER_SECOND);
    board.drainChanged((index) => {
      if (index === 0) return;
      if (lastSecond[index] === second) wrong.push(`${index} twice in ${second}`);
      if (board.volume[index]! < lastVolume[index]!) wrong.push(`${index} volume fell`);
      lastSecond[index] = second;
      lastVolume[index] = board.volume[index]!;
    });
  }
  expect(wrong).toEqual([]);
});

test('a leg whose volume stood still over a gap keeps its last price while its quote moves', () => {
  const world = playDay({ symbols: ['NIFTY'] });
  const { board, universe } = world;
  const recorded = recordedOf('NIFTY');
  let quoteOnly = 0;
  let traded = 0;
  for (let position = 0; position < 10; position += 1) {
    const from = recorded.snapshots[position]!;
    const to = recorded.snapshots[position + 1]!;
    world.sync(from.atMs);
    const before = { ltp: board.ltp.slice(), bid: board.bid.slice(), ask: board.ask.slice() };
    world.sync(to.atMs - 1);
    for (const [ladder, { expiry }] of recorded.expiries.entries()) {
      for (const [leg, index] of universe.legsOf('NIFTY', expiry).entries()) {
        const isStill = from.chains[ladder]!.volume[leg] === to.chains[ladder]!.volume[leg];
        const isQuoted = board.bid[index] !== before.bid[index] || board.ask[index] !== before.ask[index];
        if (isStill) expect(board.ltp[index]).toBe(before.ltp[index]);
        if (isStill && isQuoted) quoteOnly += 1;
        if (!isStill && board.ltp[index] !== before.ltp[index]) traded += 1;
      }
    }
  }
  expect(quoteOnly).toBeGreaterThan(500);
  expect(traded).toBeGreaterThan(1000);
});

test('equal seeds give equal days, another seed another day', () => {
  const [first] = recordedOf('NIFTY').snapshots;
  const span = { fromMs: first!.atMs, toMs: first!.atMs + 600 * MS_PER_SECOND };
  const digests = [1, 1, 2].map((seed) => digestOfDay(playDay({ seed }), span));
  expect(digests[1]).toBe(digests[0]);
  expect(digests[2]).not.toBe(digests[0]);
});

test('how the day is divided into calls changes nothing', () => {
  const [first] = recordedOf('NIFTY').snapshots;
  const untilMs = first!.atMs + 300 * MS_PER_SECOND;
  const stepped = playDay();
  for (let nowMs = first!.atMs; nowMs <= untilMs; nowMs += 130) stepped.sync(nowMs);
  const jumped = playDay();
  stepped.sync(untilMs);
  jumped.sync(untilMs);
  expect(stepped.board.bid).toEqual(jumped.board.bid);
  expect(stepped.board.ltp).toEqual(jumped.board.ltp);
  expect(stepped.board.version).toEqual(jumped.board.version);
});

test("before the first snapshot the board shows yesterday's closes", () => {
  const world = playDay();
  const { board } = world;
  expect(world.spotOf('NIFTY')).toBe(24_500.9);
  expect(board.recordedEvents).toBe(0);
  expect(board.bid.some((bid) => bid > 0)).toBe(false);
  expect(board.previousClose.filter((close) => close > 0).length).toBeGreaterThan(1000);
});
