import { assert, infiniteStream, integer, nat, property, record, uniqueArray } from 'fast-check';
import { expect, test } from 'vitest';
import { CandleBuilder } from '#engine/candles/candle-builder.ts';
import type { CandleTick } from '#engine/candles/candle-builder.ts';
import { SessionGrid } from '#engine/candles/candle-start.ts';
import type { Timeframe } from '#engine/candles/candle.ts';
import { istIso, istToEpochMs } from '#engine/market/ist-time.ts';

const DAY = '2026-02-04';
const at = (time: string, ms = 0): number => istToEpochMs(DAY, time) + ms;

function builder(timeframe: Timeframe = '1min', candlesMax = 100): CandleBuilder {
  return new CandleBuilder(new SessionGrid('NSE'), timeframe, candlesMax);
}

function tick(time: string, price: number, volume = 1): CandleTick {
  return { atMs: at(time), price, volume };
}

function shown(built: CandleBuilder): readonly object[] {
  return built.candles.map(({ startMs, open, high, low, close, volume }) => ({
    start: istIso(startMs).slice(11, 16),
    ohlcv: [open, high, low, close, volume],
  }));
}

test('the ticks of a minute make one candle', () => {
  const built = builder();
  for (const one of [
    tick('09:15:00', 100),
    tick('09:15:10', 103),
    tick('09:15:20', 99, 5),
    tick('09:15:59', 101),
    tick('09:16:00', 102),
  ])
    expect(built.add(one)).toBe('taken');
  expect(shown(built)).toEqual([
    { start: '09:15', ohlcv: [100, 103, 99, 101, 8] },
    { start: '09:16', ohlcv: [102, 102, 102, 102, 1] },
  ]);
});

test('hours are counted from the open, days begin at midnight in IST', () => {
  const hours = builder('60min');
  const days = builder('day');
  for (const time of ['09:15:00', '10:14:59', '10:15:00', '15:29:59']) {
    hours.add(tick(time, 100));
    days.add(tick(time, 100));
  }
  expect(shown(hours).map((candle) => (candle as { start: string }).start)).toEqual([
    '09:15',
    '10:15',
    '15:15',
  ]);
  expect(days.candles.map(({ startMs }) => istIso(startMs))).toEqual(['2026-02-04T00:00:00.000+05:30']);
});

test('the auction, the time after the close and a holiday make no candle', () => {
  const built = builder();
  expect(built.add(tick('09:08:00', 100))).toBe('outside-session');
  expect(built.add(tick('15:30:00', 100))).toBe('outside-session');
  expect(built.add({ atMs: istToEpochMs('2026-01-26', '10:00'), price: 100, volume: 1 })).toBe(
    'outside-session',
  );
  expect(built.candles).toEqual([]);
});

test.each([0, -1, Number.NaN])('a price of %s is none', (price) => {
  const built = builder();
  expect(built.add(tick('09:15:00', price))).toBe('no-price');
  expect(built.candles).toEqual([]);
});

test('a minute without a tick has no candle, and a late tick makes it', () => {
  const built = builder();
  built.add(tick('09:15:00', 100));
  built.add(tick('09:17:00', 102));
  expect(shown(built).map((candle) => (candle as { start: string }).start)).toEqual(['09:15', '09:17']);
  built.add(tick('09:16:30', 90));
  expect(shown(built)[1]).toEqual({ start: '09:16', ohlcv: [90, 90, 90, 90, 1] });
});

test('a late tick moves high, low and volume, and the close only if it was the last of its minute', () => {
  const built = builder();
  built.add(tick('09:15:10', 100));
  built.add(tick('09:15:40', 101));
  built.add(tick('09:16:00', 105));
  built.add(tick('09:15:20', 120));
  built.add(tick('09:15:05', 80));
  built.add(tick('09:15:50', 99));
  expect(shown(built)[0]).toEqual({ start: '09:15', ohlcv: [80, 120, 80, 99, 5] });
});

test('a tick older than the candles that are held is too late', () => {
  const built = builder('1min', 2);
  for (const time of ['09:15:00', '09:16:00', '09:17:00']) built.add(tick(time, 100));
  expect(built.add(tick('09:15:30', 1))).toBe('too-late');
  expect(built.candles).toHaveLength(2);
});

test('ticks in any order give the same candles', () => {
  const ticks = uniqueArray(
    record({
      atMs: integer({ min: at('09:15:00'), max: at('09:25:00') }),
      price: integer({ min: 1, max: 1000 }),
      volume: nat(100),
    }),
    { selector: ({ atMs }) => atMs, maxLength: 40 },
  );
  assert(
    property(ticks, infiniteStream(nat()), (given, order) => {
      const inOrder = builder();
      const mixed = builder();
      for (const one of given.toSorted((a, b) => a.atMs - b.atMs)) inOrder.add(one);
      const keys = new Map(given.map((one) => [one, order.next().value as number]));
      for (const one of given.toSorted((a, b) => keys.get(a)! - keys.get(b)!)) mixed.add(one);
      expect(shown(mixed)).toEqual(shown(inOrder));
    }),
  );
});
