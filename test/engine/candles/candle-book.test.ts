import { expect, test } from 'vitest';
import { CandleBook } from '#engine/candles/candle-book.ts';
import { istToEpochMs, MS_PER_MINUTE } from '#engine/market/ist-time.ts';

const OPEN_MS = istToEpochMs('2026-02-04', '09:15');

test('one tick is in every timeframe, and a symbol that never spoke has no candles', () => {
  const book = new CandleBook();
  book.add('NIFTY', 'NSE', { atMs: OPEN_MS + 30_000, price: 25_000, volume: 0 });
  expect(book.candles('NIFTY', '1min')).toMatchObject([{ startMs: OPEN_MS, close: 25_000 }]);
  expect(book.candles('NIFTY', '60min')).toMatchObject([{ startMs: OPEN_MS, open: 25_000 }]);
  expect(book.candles('NIFTY', 'day')).toMatchObject([{ startMs: istToEpochMs('2026-02-04') }]);
  expect(book.candles('BANKNIFTY', '1min')).toEqual([]);
  expect(book.count('taken')).toBe(1);
});

test('the candles of earlier make those of longer timeframes, and ticks go on from there', () => {
  const book = new CandleBook();
  const minutes = Array.from({ length: 7 }, (_, index) => ({
    startMs: OPEN_MS + index * MS_PER_MINUTE,
    open: 100 + index,
    high: 110 + index,
    low: 90 - index,
    close: 101 + index,
    volume: 10,
  }));
  book.load('NIFTY', 'NSE', minutes);
  book.add('NIFTY', 'NSE', { atMs: OPEN_MS + 6 * MS_PER_MINUTE + 59_000, price: 200, volume: 1 });
  expect(book.candles('NIFTY', '5min')).toMatchObject([
    { open: 100, high: 114, low: 86, close: 105, volume: 50 },
    { open: 105, high: 200, low: 84, close: 200, volume: 21 },
  ]);
});

test('a book holds no more than its limits', () => {
  const book = new CandleBook({ candlesMax: 3, symbolsMax: 1 });
  for (let minute = 0; minute < 10; minute += 1)
    book.add('NIFTY', 'NSE', { atMs: OPEN_MS + minute * MS_PER_MINUTE, price: 100, volume: 0 });
  book.add('BANKNIFTY', 'NSE', { atMs: OPEN_MS, price: 100, volume: 0 });
  expect(book.candles('NIFTY', '1min').map(({ startMs }) => startMs)).toEqual(
    [7, 8, 9].map((minute) => OPEN_MS + minute * MS_PER_MINUTE),
  );
  expect(book.symbols()).toEqual(['NIFTY']);
  expect(book.count('book-full')).toBe(1);
});
