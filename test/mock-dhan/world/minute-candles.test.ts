import { expect, test } from 'vitest';
import { istToEpochMs } from '#engine/market/ist-time.ts';
import { barsOf } from '#mock-dhan/world/candle-bars.ts';
import { CANDLE_WIDTH } from '#mock-dhan/world/minute-candles.ts';
import { QuoteBoard } from '#mock-dhan/world/quote-board.ts';
import { createWorld } from '#mock-dhan/world/world.ts';
import type { World } from '#mock-dhan/world/world.ts';
import { readRecordedDay, recordedScenario, syntheticScenario } from '#test/support/market-scenarios.ts';

const OPEN_MS = istToEpochMs('2026-02-04', '09:15');
const WHOLE_DAY = { fromMs: Number.NEGATIVE_INFINITY, toMs: Number.POSITIVE_INFINITY };

test('an instrument without a trade has no candles', () => {
  const board = new QuoteBoard(2);
  board.trade(1, 100, OPEN_MS);
  expect(board.candles.of(0)).toBeUndefined();
  expect(board.candles.of(1)?.count).toBe(1);
});

test('a last price told anew moves the candle of its trade, not a new one', () => {
  const board = new QuoteBoard(1);
  board.restate(0, 90);
  expect(board.candles.of(0)).toBeUndefined();
  board.trade(0, 100, OPEN_MS);
  board.restate(0, 99.5);
  const [bar] = minuteBars(board, 0);
  expect(bar).toMatchObject({ open: 100, high: 100, low: 99.5, close: 99.5 });
  expect(board.lastTradeAtMs[0]).toBe(OPEN_MS);
});

test('a day of minutes is kept and nothing beyond it', () => {
  const board = new QuoteBoard(1);
  for (let minute = 0; minute < 3000; minute += 1) board.trade(0, minute + 1, OPEN_MS + minute * 60_000);
  const candles = board.candles.of(0);
  expect(candles?.count).toBe(1440);
  expect(candles?.rows.length).toBe(1440 * CANDLE_WIDTH);
});

test('a trade that comes late counts to the newest candle', () => {
  const board = new QuoteBoard(1);
  board.trade(0, 100, OPEN_MS + 60_000);
  board.trade(0, 101, OPEN_MS);
  expect(minuteBars(board, 0)).toHaveLength(1);
});

/** Follows the board at the feed's finest step and rebuilds each minute from the ticks a client would see. */
function seenByMinute(world: World, span: { readonly fromMs: number; readonly toMs: number }): TicksByMinute {
  const { board } = world;
  const seen: TicksByMinute = Array.from(board.ltp, () => new Map());
  board.drainChanged(() => undefined);
  for (let nowMs = span.fromMs; nowMs <= span.toMs; nowMs += 250) {
    world.sync(nowMs);
    board.drainChanged((index) => {
      const tradedAtMs = board.lastTradeAtMs[index]!;
      if (tradedAtMs === 0) return;
      const minute = Math.floor(tradedAtMs / 60_000);
      const prices = seen[index]!.get(minute);
      if (prices) prices.push(board.ltp[index]!);
      else seen[index]!.set(minute, [board.ltp[index]!]);
    });
  }
  return seen;
}

type TicksByMinute = Map<number, number[]>[];

test.each([
  ['synthetic', () => createWorld({ scenario: syntheticScenario(), ...seedOne }), '2026-02-04'],
  [
    'recorded',
    () => createWorld({ scenario: recordedScenario(['NIFTY']), ...seedOne, session: readRecordedDay() }),
    '2025-08-29',
  ],
] as const)('the candles of a %s hour are those of the ticks', (_kind, create, date) => {
  const world = create();
  const fromMs = istToEpochMs(date, '09:14');
  const seen = seenByMinute(world, { fromMs, toMs: istToEpochMs(date, '10:15') });
  let compared = 0;
  for (const [index, byMinute] of seen.entries()) {
    const bars = minuteBars(world.board, index);
    expect(bars.map(({ startMs }) => startMs / 60_000)).toEqual([...byMinute.keys()]);
    for (const { startMs, ...bar } of bars) {
      const prices = byMinute.get(startMs / 60_000)!;
      expect([index, startMs, bar.high, bar.low, bar.close]).toEqual([
        index,
        startMs,
        Math.max(...prices),
        Math.min(...prices),
        prices.at(-1),
      ]);
      expect(prices).toContain(bar.open);
      compared += 1;
    }
    const volume = bars.reduce((sum, bar) => sum + bar.volume, 0);
    expect([index, volume]).toEqual([index, bars.length > 0 ? world.board.volume[index] : 0]);
  }
  expect(compared).toBeGreaterThan(1000);
});

const seedOne = { session: undefined, seed: 1, isRaw: false };

function minuteBars(board: QuoteBoard, index: number): ReturnType<typeof barsOf> {
  return barsOf(board.candles.of(index), { originMs: OPEN_MS, intervalMinutes: 1, ...WHOLE_DAY });
}
