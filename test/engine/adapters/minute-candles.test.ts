import { expect, test } from 'vitest';
import { chartedFutures, chartedIndices, loadEarlierMinutes } from '#engine/adapters/minute-candles.ts';
import { RequestPacer } from '#engine/cache/request-pacing.ts';
import { CandleBook } from '#engine/candles/candle-book.ts';
import { UpstreamError } from '#engine/errors.ts';
import { istIso, istToEpochMs } from '#engine/market/ist-time.ts';
import type { HttpRequest } from '#engine/ports.ts';
import { VirtualClock } from '#engine/virtual-clock.ts';

const NOW_MS = istToEpochMs('2026-02-04', '09:18:30');
const CREDENTIALS = { clientId: '1100003626', accessToken: 'eyJsecret.eyJclaims.signature' };

test('the minutes before the one that runs become candles of every timeframe', async () => {
  const { source, calls } = answering(200, JSON.stringify(chart(4)));
  const book = new CandleBook();
  await loadEarlierMinutes(book, chartedIndices(['NIFTY', 'GOLD']), source);
  expect(calls).toHaveLength(1);
  expect(calls[0]).toMatchObject({
    method: 'POST',
    url: 'http://127.0.0.1:9/v2/charts/intraday',
    headers: { 'access-token': CREDENTIALS.accessToken, 'client-id': CREDENTIALS.clientId },
  });
  expect(JSON.parse(calls[0]!.body!)).toEqual({
    securityId: '13',
    exchangeSegment: 'IDX_I',
    instrument: 'INDEX',
    interval: '1',
    oi: false,
    fromDate: '2026-01-05',
    toDate: '2026-02-04',
  });
  expect(book.candles('NIFTY', '1min').map(({ startMs }) => istIso(startMs).slice(11, 16))).toEqual([
    '09:15',
    '09:16',
    '09:17',
  ]);
  expect(book.candles('NIFTY', '5min')).toMatchObject([
    { startMs: istToEpochMs('2026-02-04', '09:15:00'), open: 100, high: 107, low: 95, close: 103, volume: 0 },
  ]);
});

test('a future is asked for as one, and its candles have the name of its ticks', async () => {
  const { source, calls } = answering(200, JSON.stringify(chart(4)));
  const book = new CandleBook();
  const future = {
    kind: 'future',
    securityId: 35_000,
    exchangeSegment: 'NSE_FNO',
    underlying: 'NIFTY',
    expiry: '2026-02-24',
    lotSize: 65,
    tickSize: 0.1,
  } as const;
  await loadEarlierMinutes(book, chartedFutures([future]), source);
  expect(JSON.parse(calls[0]!.body!)).toMatchObject({
    securityId: '35000',
    exchangeSegment: 'NSE_FNO',
    instrument: 'FUTIDX',
  });
  expect(book.symbols()).toEqual(['NIFTY26FEBFUT']);
  expect(book.candles('NIFTY26FEBFUT', '1min')).toHaveLength(3);
});

test.each([
  [500, '{}', 'status 500'],
  [200, '<html>', 'expected a chart'],
  [200, JSON.stringify({ ...chart(3), close: [1] }), 'lists of one length'],
])('an answer %i %s is refused without the token', async (status, body, told) => {
  const { source } = answering(status, body);
  const error = await loadEarlierMinutes(new CandleBook(), chartedIndices(['NIFTY']), source).catch(
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(UpstreamError);
  expect((error as UpstreamError).message).toContain(told);
  expect((error as UpstreamError).message).not.toContain('eyJ');
});

/** Minutes from 09:15, each a rupee above the one before. */
function chart(minutes: number): object {
  const of = (value: (index: number) => number): number[] =>
    Array.from({ length: minutes }, (_, index) => value(index));
  return {
    open: of((index) => 100 + index),
    high: of((index) => 105 + index),
    low: of((index) => 95 + index),
    close: of((index) => 101 + index),
    volume: of(() => 0),
    timestamp: of((index) => istToEpochMs('2026-02-04', '09:15:00') / 1000 + index * 60),
  };
}

function answering(status: number, body: string) {
  const calls: HttpRequest[] = [];
  const transport = {
    send: (request: HttpRequest) => {
      calls.push(request);
      return Promise.resolve({ status, headers: {}, body });
    },
  };
  const clock = new VirtualClock(NOW_MS);
  const pacer = new RequestPacer(clock);
  const source = {
    transport,
    restUrl: 'http://127.0.0.1:9/v2/',
    credentials: CREDENTIALS,
    pacer,
    untilMs: NOW_MS,
  };
  return { calls, clock, source };
}
