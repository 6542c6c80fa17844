/** A future is an instrument like any other, in memory and on sockets alike. */
import { expect, test } from 'vitest';
import type { HttpResponse } from '#engine/ports.ts';
import { decodePacket } from '#engine/wire/feed-packets.ts';
import { encodeSubscribe } from '#engine/wire/feed-requests.ts';
import { parseCompactMaster, parseDetailedMaster } from '#engine/wire/scrip-master.ts';
import type { MountedExchange } from '#test/support/mounted-exchange.ts';
import { FeedListener, MOUNTS, feedQuery, openedPerTest } from '#test/support/mounted-exchange.ts';
import { loginHeaders, post } from '#test/support/rest-calls.ts';
import { FUTURE_EXPIRY, FUTURE_ID, SMALL_DATE } from '#test/support/small-world.ts';
import { CLIENT_ID, LOT } from '#test/support/trading-account.ts';

const opened = openedPerTest();
const WITH_FUTURE = { hasFuture: true };
const KEY = { exchangeSegment: 'NSE_FNO', securityId: FUTURE_ID } as const;

async function call(exchange: MountedExchange, method: 'GET' | 'PUT' | 'POST', path: string, body?: object) {
  const answer: HttpResponse = await exchange.http.send({
    method,
    url: `${exchange.restUrl}${path}`,
    headers: loginHeaders(exchange),
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  return JSON.parse(answer.body);
}

const orderOf = (changes: object): object => ({
  dhanClientId: CLIENT_ID,
  transactionType: 'BUY',
  exchangeSegment: KEY.exchangeSegment,
  productType: 'MARGIN',
  orderType: 'LIMIT',
  validity: 'DAY',
  securityId: String(FUTURE_ID),
  quantity: LOT,
  disclosedQuantity: 0,
  price: 25_100.1,
  triggerPrice: 0,
  afterMarketOrder: false,
  ...changes,
});

test.each(MOUNTS)('$mount: both masters and the segment list have its row', async ({ open }) => {
  const exchange = await opened(open, WITH_FUTURE);
  const text = async (path: string): Promise<string> =>
    (await exchange.http.send({ method: 'GET', url: exchange.urlOf(path), headers: {} })).body;
  const row = {
    instrument: 'FUTIDX',
    underlyingSymbol: 'NIFTY',
    tradingSymbol: 'NIFTY-Feb2026-FUT',
    displayName: 'NIFTY FEB FUT',
    expiry: FUTURE_EXPIRY,
    lotSize: 65,
    tickSize: 0.1,
    strike: undefined,
    ...KEY,
  };
  const detailed = parseDetailedMaster(await text('/api-data/api-scrip-master-detailed.csv'));
  const compact = parseCompactMaster(await text('/api-data/api-scrip-master.csv'));
  const segment = parseDetailedMaster(await text('/v2/instrument/NSE_FNO'));
  for (const { rows } of [detailed, compact, segment])
    expect(rows.filter(({ instrument }) => instrument === 'FUTIDX')).toMatchObject([row]);
});

test.each(MOUNTS)(
  '$mount: the live feed tells price, volume, open interest and depth of it',
  async ({ open }) => {
    const exchange = await opened(open, WITH_FUTURE);
    const listener = await FeedListener.connect(exchange, feedQuery(exchange));
    for (const mode of ['quote', 'full'] as const)
      for (const message of encodeSubscribe(mode, [KEY])) listener.send(message);
    await listener.untilMessages(3);
    const packets = listener.messages.map((bytes) => {
      const packet = decodePacket(bytes);
      return packet.ok ? packet.value : undefined;
    });
    expect(packets).toMatchObject([
      { kind: 'quote', ltp: expect.closeTo(25_100, 1), close: expect.closeTo(25_050, 1), volume: 65_000 },
      { kind: 'oi', oi: 6500 },
      { kind: 'full', oi: 6500, ltp: expect.closeTo(25_100, 1) },
    ]);
    listener.close();
  },
);

test.each(MOUNTS)('$mount: quotes and charts are of it', async ({ open }) => {
  const exchange = await opened(open, WITH_FUTURE);
  const { body } = await post(exchange, '/marketfeed/quote', { NSE_FNO: [FUTURE_ID] });
  const quote = JSON.parse(body).data.NSE_FNO[FUTURE_ID];
  expect(quote).toMatchObject({
    last_price: 25_100,
    oi: 6500,
    volume: 65_000,
    lower_circuit_limit: 22_545,
    upper_circuit_limit: 27_555,
    ohlc: { close: 25_050 },
  });
  expect(quote.depth.buy[0]).toEqual({ quantity: 130, orders: 1, price: 25_099.9 });
  const chart = { securityId: String(FUTURE_ID), exchangeSegment: 'NSE_FNO', interval: '1' };
  const span = { fromDate: '2026-02-02', toDate: SMALL_DATE };
  const future = await call(exchange, 'POST', '/charts/intraday', {
    ...chart,
    instrument: 'FUTIDX',
    oi: true,
    ...span,
  });
  const index = await call(exchange, 'POST', '/charts/intraday', {
    ...chart,
    securityId: '13',
    exchangeSegment: 'IDX_I',
    instrument: 'INDEX',
    ...span,
  });
  expect(future.close).toHaveLength(2 * 375 + 1);
  expect(future.close.at(-1)).toBe(25_100);
  expect(future.close[2 * 375 - 1]).toBe(25_050);
  for (const minute of [0, 100, 400, 749]) {
    const premium = future.close[minute] / index.close[minute];
    expect(premium).toBeGreaterThan(1.002);
    expect(premium).toBeLessThan(1.004);
    expect(future.volume[minute]).toBeGreaterThan(0);
    expect(future.open_interest[minute] % 65).toBe(0);
  }
  const refused = await call(exchange, 'POST', '/charts/intraday', {
    ...chart,
    instrument: 'OPTIDX',
    ...span,
  });
  expect(refused.errorCode).toBe('DH-907');
});

test.each(MOUNTS)(
  '$mount: it is bought against margin, modified, filled and sold again',
  async ({ open }) => {
    const exchange = await opened(open, WITH_FUTURE);
    const settle = (ms = 1000): void => exchange.clock.advanceTo(exchange.clock.nowMs() + ms);
    const { orderId } = await call(exchange, 'POST', '/orders', orderOf({ price: 25_000 }));
    settle();
    expect(await call(exchange, 'GET', `/orders/${orderId}`)).toMatchObject([
      {
        orderStatus: 'PENDING',
        tradingSymbol: 'NIFTY-Feb2026-FUT',
        drvExpiryDate: FUTURE_EXPIRY,
        drvOptionType: 'NA',
        drvStrikePrice: 0,
      },
    ]);
    // 14 % of the index's previous close, of one lot.
    const margin = Math.round(24_980 * 0.14 * LOT * 100) / 100;
    expect(await call(exchange, 'GET', '/fundlimit')).toMatchObject({ availabelBalance: 1_000_000 - margin });
    await call(exchange, 'PUT', `/orders/${orderId}`, {
      dhanClientId: CLIENT_ID,
      orderId,
      orderType: 'LIMIT',
      validity: 'DAY',
      price: 25_100.1,
    });
    settle();
    expect(await call(exchange, 'GET', '/positions')).toMatchObject([
      { positionType: 'LONG', netQty: LOT, buyAvg: 25_100.1, drvOptionType: 'NA', unrealizedProfit: -6.5 },
    ]);
    expect(await call(exchange, 'GET', '/fundlimit')).toMatchObject({ availabelBalance: 1_000_000 - margin });
    await call(exchange, 'POST', '/orders', orderOf({ transactionType: 'SELL', price: 25_099.9 }));
    settle();
    expect(await call(exchange, 'GET', '/positions')).toMatchObject([
      { positionType: 'CLOSED', netQty: 0, realizedProfit: -13 },
    ]);
    expect(await call(exchange, 'GET', '/fundlimit')).toMatchObject({ availabelBalance: 1_000_000 - 13 });
    const [closing] = await call(exchange, 'GET', `/ledger?from-date=${SMALL_DATE}&to-date=${SMALL_DATE}`);
    // Two brokerages, taxes and the loss of 13 rupees, and never the contract's value.
    expect(Number(closing.runbal)).toBeGreaterThan(1_000_000 - 600);
    expect(Number(closing.runbal)).toBeLessThan(1_000_000 - 400);
    const rows = await call(exchange, 'GET', `/trades/${SMALL_DATE}/${SMALL_DATE}/0`);
    expect(rows).toMatchObject([
      // 0.02 % of 25,099.90 for 65 units.
      {
        instrument: 'FUTIDX',
        customSymbol: 'NIFTY FEB FUT',
        transactionType: 'SELL',
        stt: 326,
        stampDuty: 0,
      },
      { instrument: 'FUTIDX', transactionType: 'BUY', stt: 0, stampDuty: 33 },
    ]);
  },
);

test.each(MOUNTS)(
  '$mount: the margin calculator asks the same of both sides, and the tick is its own',
  async ({ open }) => {
    const exchange = await opened(open, WITH_FUTURE);
    const needs = [];
    for (const transactionType of ['BUY', 'SELL']) {
      const need = await call(exchange, 'POST', '/margincalculator', orderOf({ transactionType }));
      needs.push([need.totalMargin, need.spanMargin, need.exposureMargin]);
    }
    expect(needs[0]).toEqual([227_318, 194_844, 32_474]);
    expect(needs[1]).toEqual(needs[0]);
    const { orderId } = await call(exchange, 'POST', '/orders', orderOf({ price: 25_100.05 }));
    exchange.clock.advanceTo(exchange.clock.nowMs() + 1000);
    const [order] = await call(exchange, 'GET', `/orders/${orderId}`);
    expect([order.orderStatus, order.omsErrorDescription]).toEqual([
      'REJECTED',
      expect.stringContaining('multiples of the Tick Size of 0.10'),
    ]);
  },
);
