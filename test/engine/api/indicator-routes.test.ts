import { Hono } from 'hono';
import { expect, test } from 'vitest';
import type { Principal } from '#engine/api/auth/principal.ts';
import type { CandleSource } from '#engine/candles/candle-source.ts';
import type { Candle, Timeframe } from '#engine/candles/candle.ts';
import { INDICATORS } from '#engine/indicators/indicator-catalogue.ts';
import type { IndicatorRoutesOptions } from '#engine/api/indicator-routes.ts';
import { ask, createBackend } from './backend.ts';

const OPEN_MS = 1_770_176_700_000; // 2026-02-04 09:15 IST
const QUERY = 'symbol=NIFTY&timeframe=5min';

test('at-offset answers RSI_14 of the documented call, the newest candle at offset 0', async () => {
  const { status, body } = await get(`/indicators/at-offset?${QUERY}&indicators=RSI_14&offset=0`);
  expect(status).toBe(200);
  expect(body).toEqual({
    status: 'success',
    symbol: 'NIFTY',
    timeframe: '5min',
    timestamp: '2026-02-04T09:16:03.000+05:30',
    candle_time: '2026-02-04T14:10:00.000+05:30',
    offset: 0,
    indicators: { RSI_14: 100 },
  });
});

test('current answers several ids under the names they were asked by, multi-line ones by their lines', async () => {
  const { status, body } = await get(`/indicators/current?${QUERY}&indicators=sma_2,MACD_2_3_2,AROON_3`);
  expect(status).toBe(200);
  expect(body).toMatchObject({
    candle_time: '2026-02-04T14:10:00.000+05:30',
    indicators: {
      sma_2: 158.5,
      MACD_2_3_2: { macd: expect.any(Number), signal: expect.any(Number), histogram: expect.any(Number) },
      AROON_3: { aroon_up: 100, aroon_down: 0, oscillator: 100 },
    },
  });
});

test('an offset goes back by candles', async () => {
  const { body } = await get(`/indicators/at-offset?${QUERY}&indicators=SMA_1,MOM_1&offset=3`);
  expect(body).toMatchObject({
    candle_time: '2026-02-04T13:55:00.000+05:30',
    offset: 3,
    indicators: { SMA_1: 156, MOM_1: 1 },
  });
});

test('history is oldest first and says how far back each value is', async () => {
  const { body } = await get(`/indicators/history?${QUERY}&indicator=SMA_2&lookback=2`);
  expect(body).toEqual({
    status: 'success',
    symbol: 'NIFTY',
    timeframe: '5min',
    indicator: 'SMA_2',
    count: 2,
    series: [
      { time: '2026-02-04T14:05:00.000+05:30', value: 157.5, candles_back: 1 },
      { time: '2026-02-04T14:10:00.000+05:30', value: 158.5, candles_back: 0 },
    ],
  });
});

test('history gives what there is when the lookback is longer, without the warm-up', async () => {
  const { body } = await get(`/indicators/history?${QUERY}&indicator=SMA_50&lookback=1000`);
  expect(body).toMatchObject({ count: 11 });
});

test('batch answers each query, ids or names with parameters', async () => {
  const { status, body } = await post('/indicators/batch', {
    symbol: 'nifty',
    queries: [
      { timeframe: '5min', indicator: 'SMA_2', lookback: 1 },
      { timeframe: '1min', indicator: { name: 'RSI', params: { length: 2 } }, lookback: 2 },
    ],
  });
  expect(status).toBe(200);
  expect(body).toMatchObject({
    status: 'success',
    symbol: 'NIFTY',
    results: [
      { timeframe: '5min', indicator: 'SMA_2', series: [{ value: 158.5, candles_back: 0 }] },
      { timeframe: '1min', indicator: 'RSI_2_100', series: [{ candles_back: 1 }, { candles_back: 0 }] },
    ],
  });
});

test.each(INDICATORS.map(({ name }) => name))('%s is answered with numbers, never null', async (name) => {
  const { status, text } = await get(`/indicators/current?symbol=FUTURE&timeframe=5min&indicators=${name}`);
  expect(status).toBe(200);
  expect(text).not.toContain('null');
  expect(text).toMatch(new RegExp(`"${name}":(-?\\d|\\{".*":-?\\d)`));
});

test('subscribing counts clients, not calls, and unsubscribing gives back', async () => {
  const app = new Hono<{ Variables: { principal: Principal } }>();
  app.use(async (c, next) => {
    const userId = Number(c.req.header('x-user'));
    c.set('principal', { userId, via: 'jwt', permissions: ['read'], credentialId: 'session' });
    await next();
  });
  app.route('/', createApp().app);
  const body = { symbol: 'NIFTY', timeframe: '5min', indicators: [{ name: 'RSI', params: { length: 14 } }] };
  const call = async (path: string, user: string): Promise<unknown> => {
    const init = { method: 'POST', body: JSON.stringify(body), headers: { 'x-user': user } };
    return JSON.parse((await ask(app as unknown as Hono, path, init)).text);
  };
  const entry = { indicator_id: 'RSI_14_100', symbol: 'NIFTY', timeframe: '5min' };
  expect(await call('/indicators/subscribe', '3')).toEqual({
    status: 'success',
    client_id: 'user:3',
    subscriptions: [{ ...entry, subscriber_count: 1, status: 'subscribed' }],
  });
  expect(await call('/indicators/subscribe', '3')).toMatchObject({
    subscriptions: [{ subscriber_count: 1, status: 'already_subscribed' }],
  });
  expect(await call('/indicators/subscribe', '4')).toMatchObject({
    subscriptions: [{ subscriber_count: 2, status: 'subscribed' }],
  });
  expect(await call('/indicators/unsubscribe', '3')).toMatchObject({
    subscriptions: [{ ...entry, subscriber_count: 1, status: 'unsubscribed' }],
  });
  expect(await call('/indicators/unsubscribe', '3')).toMatchObject({
    subscriptions: [{ subscriber_count: 1, status: 'not_subscribed' }],
  });
});

test('list and definition tell parameters with their ranges; health tells how it is', async () => {
  const list = await get('/indicators/list');
  expect(list.body).toMatchObject({ status: 'success', count: 36 });
  const definition = await get('/indicators/definition/rsi');
  expect(definition.body).toMatchObject({
    definition: {
      name: 'RSI',
      status: 'computed',
      parameters: [
        { name: 'length', type: 'integer', default: 14, min: 2, max: 1000 },
        { name: 'scalar', type: 'number', default: 100 },
      ],
      default_id: 'RSI_14_100',
      default_candles_needed: 15,
    },
  });
  const health = await get('/indicators/health');
  expect(health.body).toMatchObject({ status: 'healthy', reasons: [], indicators_computed: 36, symbols: 2 });
});

test.each([
  ['current?timeframe=5min&indicators=RSI_14', 422, 'Field required'],
  ['current?symbol=NIFTY&indicators=RSI_14', 422, 'Field required'],
  ['current?symbol=NIFTY&timeframe=5min', 422, 'Field required'],
  [`current?${QUERY}&indicators=`, 422, 'Field required'],
  ['current?symbol=NIFTY&timeframe=3min&indicators=RSI_14', 422, 'one of 1min, 5min, 15min, 60min, day'],
  [`current?${QUERY}&indicators=RSI_14,NOPE_3`, 422, 'Unknown indicator \\"NOPE\\": expected one of RSI'],
  [`current?${QUERY}&indicators=RSI_14,`, 422, 'Unknown indicator \\"\\"'],
  [`current?${QUERY}&indicators=RSI_0`, 422, 'length from 2 to 1000'],
  [`current?${QUERY}&indicators=${'SMA_2,'.repeat(50)}SMA_3`, 422, 'at most 50 ids'],
  [`current?${QUERY}&indicators=SMA_61`, 409, 'SMA_61 needs 61 NIFTY 5min candles, there are 60'],
  [`current?${QUERY}&indicators=VWAP`, 409, 'VWAP needs traded volume, the 60 NIFTY 5min candles have none'],
  ['current?symbol=GOLD&timeframe=5min&indicators=RSI_14', 404, 'candles are known of NIFTY, FUTURE'],
  ['current?symbol=NIFTY&timeframe=day&indicators=RSI_14', 404, 'No day candles of NIFTY so far'],
  [`history?${QUERY}&indicator=RSI_14&lookback=0`, 422, 'whole number from 1 to 1000'],
  [`history?${QUERY}&indicator=RSI_14&lookback=1001`, 422, 'whole number from 1 to 1000'],
  [`history?${QUERY}&indicator=RSI_14&lookback=ten`, 422, 'whole number from 1 to 1000'],
  [`history?${QUERY}&indicator=RSI_14&lookback=-1`, 422, 'whole number from 1 to 1000'],
  [`history?${QUERY}&indicator=T3_20`, 409, 'T3_20 needs 115 NIFTY 5min candles, there are 60'],
  [`at-offset?${QUERY}&indicators=RSI_14&offset=1001`, 422, 'whole number from 0 to 1000'],
  [`at-offset?${QUERY}&indicators=RSI_14&offset=1.5`, 422, 'whole number from 0 to 1000'],
  [`at-offset?${QUERY}&indicators=RSI_14&offset=46`, 422, 'whole number from 0 to 45: there are 60'],
  ['definition/NOPE', 404, 'GET /indicators/list has them all'],
])('GET /indicators/%s is %i', async (path, expected, detail) => {
  const { status, text } = await get(`/indicators/${path}`);
  expect({ status, text }).toEqual({ status: expected, text: expect.stringContaining(detail) });
});

test('the last offset that is told to be accepted is accepted', async () => {
  const { status } = await get(`/indicators/at-offset?${QUERY}&indicators=RSI_14&offset=45`);
  expect(status).toBe(200);
});

test.each([
  ['batch', '{', 422, 'JSON object'],
  ['batch', '[]', 422, 'body'],
  ['batch', { symbol: 'NIFTY', queries: [] }, 422, 'queries'],
  [
    'batch',
    { symbol: 'NIFTY', queries: [query({ lookback: 0 })] },
    422,
    '"loc":["body","queries",0,"lookback"]',
  ],
  ['batch', { symbol: 'NIFTY', queries: [query({ lookback: 1001 })] }, 422, 'from 1 to 1000'],
  ['batch', { symbol: 'NIFTY', queries: [query({ lookback: 0 })] }, 422, 'from 1 to 1000'],
  ['batch', { symbol: 'NIFTY', queries: [query({ timeframe: '2min' })] }, 422, 'one of 1min, 5min'],
  ['batch', { symbol: 'NIFTY', queries: [query({ timeframe: '2min' })] }, 422, '60min'],
  [
    'batch',
    { symbol: 'NIFTY', queries: [query({ indicator: 'NOPE' })] },
    422,
    '"loc":["body","queries",0,"indicator"]',
  ],
  ['batch', { symbol: 'NIFTY', queries: [query({ indicator: 'SMA_99' })] }, 409, 'needs 99'],
  ['subscribe', { symbol: 'NIFTY', timeframe: '5min', indicators: [] }, 422, 'indicators'],
  ['subscribe', { symbol: 'GOLD', timeframe: '5min', indicators: ['RSI_14'] }, 404, 'GOLD'],
  [
    'subscribe',
    { symbol: 'NIFTY', timeframe: '5min', indicators: [{ name: 'RSI', params: { period: 1 } }] },
    422,
    'RSI(length, scalar)',
  ],
  [
    'subscribe',
    { symbol: 'NIFTY', timeframe: '5min', indicators: [{ name: 'RSI', params: { length: 'x' } }] },
    422,
    'id such as',
  ],
  ['unsubscribe', { symbol: 'NIFTY' }, 422, 'timeframe'],
])('POST /indicators/%s with %j is %i', async (path, body, expected, detail) => {
  const { status, text } = await post(`/indicators/${path}`, body);
  expect({ status, text }).toEqual({ status: expected, text: expect.stringContaining(detail) });
});

test('a body beyond its bound is 413, and another method than the documented one 405', async () => {
  expect((await post('/indicators/batch', 'x'.repeat(70_000))).status).toBe(413);
  expect((await get('/indicators/batch')).status).toBe(405);
  expect((await post('/indicators/current', {})).status).toBe(405);
});

test('an indicator that is not computed is refused by name with 501, in every route', async () => {
  const { app } = createApp({ refusedNames: ['RSI'] });
  const current = await ask(app, `/indicators/current?${QUERY}&indicators=SMA_2,RSI_14`);
  expect(current.status).toBe(501);
  expect(current.text).toBe('{"detail":"Not computed here: RSI"}');
  expect((await ask(app, `/indicators/history?${QUERY}&indicator=RSI_14`)).status).toBe(501);
  const definition = await ask(app, '/indicators/definition/RSI');
  expect(definition.text).toContain('"status":"not_computed"');
  const health = await ask(app, '/indicators/health');
  expect(JSON.parse(health.text)).toMatchObject({ status: 'degraded', reasons: ['not computed: RSI'] });
});

test('a symbol is read as its candles are named', async () => {
  const symbolOf = (asked: string): string | undefined => (asked === 'NIFTY 50' ? 'NIFTY' : undefined);
  const { app } = createApp({ symbolOf });
  const path = '/indicators/current?symbol=NIFTY%2050&timeframe=5min&indicators=SMA_2';
  expect(JSON.parse((await ask(app, path)).text)).toMatchObject({ symbol: 'NIFTY' });
  expect((await ask(app, path.replace('NIFTY%2050', 'NIFTY'))).status).toBe(404);
});

test('nobody subscribes to a symbol that reads well and has no candle', async () => {
  const { app } = createApp({ symbolOf: (asked) => asked });
  const body = JSON.stringify({ symbol: 'RELIANCE', timeframe: '5min', indicators: ['RSI_14'] });
  const answer = await ask(app, '/indicators/subscribe', { method: 'POST', body });
  expect(answer).toMatchObject({ status: 404, text: expect.stringContaining('known of NIFTY, FUTURE') });
});

test('a backend without candles has no indicator routes', async () => {
  const { app } = createBackend();
  expect((await ask(app, '/indicators/list')).status).toBe(404);
});

/** NIFTY rises by a rupee a candle from 100 without volume, FUTURE wavers with volume; no day candles. */
class FakeCandles implements CandleSource {
  symbols(): readonly string[] {
    return ['NIFTY', 'FUTURE'];
  }

  candles(symbol: string, timeframe: Timeframe): readonly Candle[] {
    if (timeframe === 'day' || !this.symbols().includes(symbol)) return [];
    const minutes = timeframe === '1min' ? 1 : 5;
    return Array.from({ length: 60 }, (_, index) => {
      const price = symbol === 'NIFTY' ? 100 + index : 100 + Math.sin(index) * 5;
      return {
        startMs: OPEN_MS + index * minutes * 60_000,
        open: price - 0.5,
        high: price + 1,
        low: price - 1,
        close: price,
        volume: symbol === 'NIFTY' ? 0 : 10 + (index % 7),
      };
    });
  }
}

function createApp(options: Partial<IndicatorRoutesOptions> = {}) {
  return createBackend({ indicators: { candles: new FakeCandles(), ...options } });
}

async function get(path: string): Promise<{ status: number; text: string; body: unknown }> {
  const { status, text } = await ask(createApp().app, path);
  return { status, text, body: JSON.parse(text) };
}

async function post(
  path: string,
  body: object | string,
): Promise<{ status: number; text: string; body: unknown }> {
  const { status, text } = await ask(createApp().app, path, {
    method: 'POST',
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return { status, text, body: JSON.parse(text) };
}

function query(over: object): object {
  return { timeframe: '5min', indicator: 'RSI_14', lookback: 10, ...over };
}
