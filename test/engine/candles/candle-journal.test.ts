import { expect, test } from 'vitest';
import { nameLeg } from '#engine/bus/leg-name.ts';
import { CandleBook } from '#engine/candles/candle-book.ts';
import { CandleJournal } from '#engine/candles/candle-journal.ts';
import { followFuture } from '#engine/market/followed-future.ts';
import { istToEpochMs } from '#engine/market/ist-time.ts';

test('a future has candles under its compact symbol, of its trades alone', () => {
  const book = new CandleBook();
  const journal = new CandleJournal(book, nameLeg);
  const future = followFuture({
    kind: 'future',
    securityId: 1_144_500,
    exchangeSegment: 'BSE_FNO',
    underlying: 'SENSEX',
    expiry: '2026-02-26',
    lotSize: 20,
    tickSize: 0.05,
  });
  for (const [time, ltp, volume] of [
    ['09:20:10', 83_500, 5000],
    ['09:20:20', 84_010.5, 5040],
    ['09:20:30', 84_020, 5060],
    ['09:20:50', 83_990, 5120],
    ['09:21:05', 83_990, 5120],
    ['09:22:05', 84_005, 5180],
  ] as const) {
    Object.assign(future, { ltp, volume });
    journal.futureTick(istToEpochMs('2026-02-04', time), future);
  }
  expect(book.symbols()).toEqual(['SENSEX26FEBFUT']);
  expect(book.candles('SENSEX26FEBFUT', '1min')).toMatchObject([
    { open: 84_010.5, high: 84_020, low: 83_990, close: 83_990, volume: 120 },
    { open: 84_005, close: 84_005, volume: 60 },
  ]);
});
