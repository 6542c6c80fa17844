import { expect, test } from 'vitest';
import { expirySeriesRoutes } from '#engine/api/expiry-series-routes.ts';
import { StoreError } from '#engine/errors.ts';
import { istToEpochMs } from '#engine/market/ist-time.ts';
import type { ExpiryMinute } from '#engine/ports.ts';
import { VirtualClock } from '#engine/virtual-clock.ts';
import { flakyBarStore } from '#test/support/published-minute.ts';

const at = (time: string): number => istToEpochMs('2026-02-04', time);
const minute = (time: string, figures: Partial<ExpiryMinute> = {}): ExpiryMinute => ({
  symbol: 'NIFTY',
  expiry: '2026-02-10',
  minuteMs: at(time),
  callVolume: 10,
  putVolume: 5,
  callOi: 0,
  putOi: 0,
  pcr: 0.5,
  pcrOi: null,
  maxPain: 25_000,
  maxPainOi: null,
  asOfMs: at(time) + 59_000,
  ...figures,
});

const store = flakyBarStore();
await store.save(
  [],
  [
    minute('09:15:00'),
    minute('09:16:00', { pcr: 0.6 }),
    minute('09:20:00', { pcr: 0.7, maxPain: 25_100 }),
    minute('09:16:00', { expiry: '2026-02-17', pcr: 0.9 }),
  ],
);
const clock = new VirtualClock(at('09:21:00'));
const known = ['NIFTY', 'BANKNIFTY'];
const app = expirySeriesRoutes(clock, {
  store,
  symbols: known,
  symbolOf: (asked) => (asked === 'NIFTY50' ? 'NIFTY' : asked),
});

async function asked(query: string): Promise<{ status: number; body: unknown }> {
  const answer = await app.request(`/fo/moneyness-series${query}`);
  return { status: answer.status, body: await answer.json() };
}

const seconds = (time: string): number => at(time) / 1000;

test('max pain of the first underlying is told for each expiry unless asked otherwise', async () => {
  expect(await asked('')).toEqual({
    status: 200,
    body: {
      status: 'ok',
      symbol: 'NIFTY',
      timeframe: '1min',
      indicator: 'max_pain',
      series: [
        {
          expiry: '2026-02-10',
          points: [
            { time: seconds('09:15:00'), value: 25_000 },
            { time: seconds('09:16:00'), value: 25_000 },
            { time: seconds('09:20:00'), value: 25_100 },
          ],
        },
        { expiry: '2026-02-17', points: [{ time: seconds('09:16:00'), value: 25_000 }] },
      ],
    },
  });
});

test('five minutes have the ratio at their end, of the asked expiry and time alone', async () => {
  const query = '?symbol=NIFTY50&timeframe=5min&indicator=pcr&expiry=2026-02-10';
  expect((await asked(query)).body).toMatchObject({
    symbol: 'NIFTY',
    series: [
      {
        expiry: '2026-02-10',
        points: [
          { time: seconds('09:15:00'), value: 0.6 },
          { time: seconds('09:20:00'), value: 0.7 },
        ],
      },
    ],
  });
  const bounded = `${query}&from=${seconds('09:16:00')}&to=${seconds('09:19:00')}`;
  expect((await asked(bounded)).body).toMatchObject({
    series: [{ points: [{ time: seconds('09:15:00'), value: 0.6 }] }],
  });
});

test.each([
  ['?symbol=RELIANCE', 404, 'figures are kept of NIFTY, BANKNIFTY'],
  ['?symbol=BANKNIFTY', 404, 'No figures of BANKNIFTY from 2026-02-04T03:21'],
  ['?expiry=2026-02-24', 404, 'No figures of NIFTY 2026-02-24'],
  ['?indicator=pcr_oi', 409, 'no open interest was told'],
  ['?indicator=iv', 422, 'one of pcr, pcr_oi, max_pain, max_pain_oi'],
  ['?timeframe=60min', 422, 'one of 1min, 5min, 15min'],
  ['?expiry=10-02-2026', 422, 'YYYY-MM-DD'],
  ['?from=yesterday', 422, 'epoch seconds from 0'],
  ['?from=1770181000&to=1770180000', 422, 'at most `to`'],
])('%s is %i: %s', async (query, status, text) => {
  const answer = await asked(query);
  expect(answer.status).toBe(status);
  expect(JSON.stringify(answer.body)).toContain(text);
});

test('a store that is away is 503 and not an empty series', async () => {
  const away = expirySeriesRoutes(clock, {
    store: {
      minutes: () => Promise.reject(new StoreError('postgres://secret is away', { cause: undefined })),
    },
    symbols: known,
    symbolOf: (symbol) => symbol,
  });
  const answer = await away.request('/fo/moneyness-series');
  expect(answer.status).toBe(503);
  expect(await answer.text()).not.toContain('secret');
});
