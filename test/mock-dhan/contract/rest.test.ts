/** What REST clients of Dhan rely on, held to by the exchange in memory and on sockets alike. */
import { expect, test } from 'vitest';
import { parseOptionChain } from '#engine/wire/rest-bodies.ts';
import { parseCompactMaster, parseDetailedMaster } from '#engine/wire/scrip-master.ts';
import { MOUNTS, openedPerTest } from '#test/support/mounted-exchange.ts';
import { loginHeaders, NIFTY, NIFTY_CHAIN, post } from '#test/support/rest-calls.ts';
import { FIRST_LEG_ID, SMALL_EXPIRY } from '#test/support/small-world.ts';

const opened = openedPerTest();

test.each(MOUNTS)(
  '$mount: an option chain lists every strike with both legs and their greeks',
  async ({ open }) => {
    const exchange = await opened(open);
    const response = await post(exchange, '/optionchain', NIFTY_CHAIN);
    expect(response.status).toBe(200);
    const { data } = JSON.parse(response.body);
    expect(data.last_price).toBe(25_000);
    expect(Object.keys(data.oc)).toEqual(['24950.000000', '25000.000000', '25050.000000']);
    const { ce, pe } = data.oc['25000.000000'];
    expect(ce).toMatchObject({
      last_price: 200,
      security_id: FIRST_LEG_ID + 2,
      top_bid_price: 199.95,
      top_bid_quantity: 130,
      previous_close_price: 190,
    });
    expect(ce.greeks.delta).toBeGreaterThan(0.4);
    expect(pe.greeks.delta).toBeLessThan(-0.3);
    expect(ce.implied_volatility).toBeGreaterThan(1);
  },
);

test.each(MOUNTS)('$mount: an option chain follows the market', async ({ open }) => {
  const exchange = await opened(open);
  const { world, clock } = exchange;
  await post(exchange, '/optionchain', NIFTY_CHAIN);
  const leg = world.universe.indexOf('NSE_FNO', FIRST_LEG_ID);
  world.plan(clock.nowMs() + 1000, (board) => board.trade(leg, 231.35, clock.nowMs()));
  clock.advanceTo(clock.nowMs() + 3000);
  const chain = parseOptionChain((await post(exchange, '/optionchain', NIFTY_CHAIN)).body);
  expect(chain).toMatchObject({ ok: true, value: { strikes: [{ ce: { ltp: 231.35 } }, {}, {}] } });
});

test.each(MOUNTS)('$mount: the expiry list is the underlying’s own', async ({ open }) => {
  const exchange = await opened(open);
  const response = await post(exchange, '/optionchain/expirylist', NIFTY);
  expect(JSON.parse(response.body)).toEqual({ data: [SMALL_EXPIRY], status: 'success' });
});

test.each(MOUNTS)(
  '$mount: an underlying under the empty-list fault has none, others keep theirs',
  async ({ open }) => {
    const exchange = await opened(open, {
      faults: [{ id: 'empty', kind: 'empty-expiry-list', underlyings: ['NIFTY'], probability: 1 }],
    });
    const nifty = await post(exchange, '/optionchain/expirylist', NIFTY);
    expect([nifty.status, nifty.body]).toEqual([200, '{"data":[],"status":"success"}']);
    const other = await post(exchange, '/optionchain/expirylist', { ...NIFTY, UnderlyingScrip: 25 });
    expect(JSON.parse(other.body).data).toEqual([SMALL_EXPIRY]);
  },
);

test.each(MOUNTS)(
  '$mount: last prices come by segment and id, dead ids leave their segment empty',
  async ({ open }) => {
    const exchange = await opened(open);
    const response = await post(exchange, '/marketfeed/ltp', {
      IDX_I: [13, 25],
      NSE_FNO: [1],
      dhanClientId: '1100000001',
    });
    expect(JSON.parse(response.body)).toEqual({
      data: { IDX_I: { 13: { last_price: 25_000 }, 25: { last_price: 56_000 } }, NSE_FNO: {} },
      status: 'success',
    });
  },
);

test.each(MOUNTS)('$mount: the day’s prices carry the previous close', async ({ open }) => {
  const exchange = await opened(open);
  const response = await post(exchange, '/marketfeed/ohlc', { IDX_I: [13] });
  expect(JSON.parse(response.body).data.IDX_I[13]).toEqual({
    last_price: 25_000,
    ohlc: { open: 25_000, close: 24_980, high: 25_000, low: 25_000 },
  });
});

test.each(MOUNTS)('$mount: a full quote has five levels a side, the best one as quoted', async ({ open }) => {
  const exchange = await opened(open);
  const response = await post(exchange, '/marketfeed/quote', { NSE_FNO: [FIRST_LEG_ID] });
  const quote = JSON.parse(response.body).data.NSE_FNO[FIRST_LEG_ID];
  expect(quote.depth.buy.map((row: { price: number }) => row.price)).toEqual([
    199.95, 199.9, 199.85, 199.8, 199.75,
  ]);
  expect(quote.depth.sell[0]).toMatchObject({ price: 200.05, quantity: 195 });
  expect(quote).toMatchObject({ net_change: 10, last_trade_time: '04/02/2026 09:19:59', volume: 65_000 });
  expect(quote.buy_quantity).toBe(
    quote.depth.buy.reduce((sum: number, row: { quantity: number }) => sum + row.quantity, 0),
  );
});

test.each(MOUNTS)('$mount: the profile tells whose token it is and how long it lives', async ({ open }) => {
  const exchange = await opened(open);
  const url = `${exchange.restUrl}/profile`;
  const response = await exchange.http.send({ method: 'GET', url, headers: loginHeaders(exchange) });
  expect(response.status).toBe(200);
  expect(JSON.parse(response.body)).toMatchObject({
    dhanClientId: '1100000001',
    tokenValidity: '22/11/2026 12:00',
    dataPlan: 'Active',
  });
});

test.each(MOUNTS)(
  '$mount: every answer carries the scenario’s time and says it is simulated',
  async ({ open }) => {
    const exchange = await opened(open);
    for (const path of ['/healthz', '/v2/profile', '/nowhere']) {
      const { headers } = await exchange.http.send({
        method: 'GET',
        url: exchange.originUrl + path,
        headers: {},
      });
      expect([path, headers['date'], headers['x-simulated']]).toEqual([
        path,
        'Wed, 04 Feb 2026 03:50:00 GMT',
        '1',
      ]);
    }
  },
);

test.each(MOUNTS)('$mount: an unknown path is 404 in shape C', async ({ open }) => {
  const exchange = await opened(open);
  const response = await exchange.http.send({
    method: 'GET',
    url: `${exchange.restUrl}/nowhere`,
    headers: loginHeaders(exchange),
  });
  expect(response.status).toBe(404);
  expect(JSON.parse(response.body)).toEqual({
    timestamp: exchange.clock.nowMs(),
    status: 404,
    error: 'Not Found',
    path: '/v2/nowhere',
  });
});

test.each(MOUNTS)(
  '$mount: requests are counted by route and status, unknown routes together',
  async ({ open }) => {
    const exchange = await opened(open);
    await post(exchange, '/optionchain', NIFTY_CHAIN);
    await post(exchange, '/optionchain', NIFTY_CHAIN);
    await post(exchange, '/nowhere', {});
    await post(exchange, '/elsewhere', {});
    expect(exchange.exchange.counters().requests).toEqual({
      'POST /v2/optionchain': { 200: 1, 429: 1 },
      other: { 404: 2 },
    });
  },
);

test.each(MOUNTS)(
  '$mount: both scrip masters list every instrument, without a login and below /api-data',
  async ({ open }) => {
    const exchange = await opened(open);
    for (const [file, parse] of [
      ['api-scrip-master.csv', parseCompactMaster],
      ['api-scrip-master-detailed.csv', parseDetailedMaster],
    ] as const) {
      const url = `${exchange.originUrl}/api-data/${file}`;
      const response = await exchange.http.send({ method: 'GET', url, headers: {} });
      expect(response.headers['content-type']).toContain('text/csv');
      const { rows, problems } = parse(response.body);
      expect(problems).toEqual([]);
      expect(rows.map((row) => row.securityId)).toEqual(
        exchange.world.universe.instruments.map((instrument) => instrument.securityId),
      );
    }
  },
);
