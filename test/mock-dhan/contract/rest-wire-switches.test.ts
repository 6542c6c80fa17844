/** What each switch of a wire profile changes in the REST answers, in memory and on sockets alike. */
import { expect, test } from 'vitest';
import type { HttpResponse } from '#engine/ports.ts';
import { istToEpochMs } from '#engine/market/ist-time.ts';
import { MOUNTS, openedPerTest } from '#test/support/mounted-exchange.ts';
import type { MountedExchange } from '#test/support/mounted-exchange.ts';
import {
  CALL_SERIES,
  MINUTE_CHART,
  NIFTY,
  NIFTY_CHAIN,
  loginHeaders,
  post,
} from '#test/support/rest-calls.ts';
import { FIRST_LEG_ID, SMALL_DATE, SMALL_EXPIRY } from '#test/support/small-world.ts';
import { CLIENT_ID, ORDER_BODY, buy } from '#test/support/trading-account.ts';

const opened = openedPerTest();

test.each(MOUNTS)('$mount: dead-token=dh-901 answers a replaced token with 401', async ({ open }) => {
  const exchange = await opened(open, { wire: { deadToken: 'dh-901' } });
  const old = loginHeaders(exchange);
  const [account] = exchange.exchange.accounts.all;
  exchange.exchange.accounts.renewToken(account!, {
    consumer: 'SELF',
    partnerId: '',
    nowMs: exchange.clock.nowMs(),
  });
  const dead = await call(exchange, 'GET', '/profile', old);
  expect([dead.status, JSON.parse(dead.body).errorCode]).toEqual([401, 'DH-901']);
  expect((await call(exchange, 'GET', '/profile')).status).toBe(200);
});

test.each(MOUNTS)('$mount: never-traded=empty leaves the time of no trade blank', async ({ open }) => {
  const exchange = await opened(open, { wire: { neverTraded: 'empty' } });
  exchange.world.board.lastTradeAtMs[2] = 0;
  const { body } = await post(exchange, '/marketfeed/quote', { NSE_FNO: [FIRST_LEG_ID, FIRST_LEG_ID + 1] });
  const quotes = JSON.parse(body).data.NSE_FNO;
  expect(quotes[FIRST_LEG_ID].last_trade_time).toBe('');
  expect(quotes[FIRST_LEG_ID + 1].last_trade_time).toBe('04/02/2026 09:19:59');
});

test.each(MOUNTS)(
  '$mount: rolling series by the letter of the documents: 30 days, no end date',
  async ({ open }) => {
    const exchange = await opened(open, {
      wire: { rollingDaysMax: '30', rollingToDate: 'exclusive', rollingInterval25: 'refused' },
    });
    plantTrades(exchange);
    const series = async (changes: object): Promise<[number, number | undefined]> => {
      const { status, body } = await post(exchange, '/charts/rollingoption', { ...CALL_SERIES, ...changes });
      exchange.clock.advanceTo(exchange.clock.nowMs() + 1000);
      return [status, JSON.parse(body).data?.ce.close.length];
    };
    expect(await series({})).toEqual([200, 0]);
    expect(await series({ toDate: '2026-02-05' })).toEqual([200, 2]);
    expect(await series({ toDate: '2026-03-06' })).toEqual([200, 2]);
    expect(await series({ toDate: '2026-03-07' })).toEqual([400, undefined]);
    expect(await series({ toDate: '2026-02-05', interval: '25' })).toEqual([400, undefined]);
  },
);

test.each(MOUNTS)('$mount: open-interest-list=always adds the list unasked', async ({ open }) => {
  const exchange = await opened(open, { wire: { openInterestList: 'always' } });
  plantTrades(exchange);
  const { body } = await post(exchange, '/charts/intraday', MINUTE_CHART);
  expect(JSON.parse(body).open_interest).toEqual([0, 0]);
});

test.each(MOUNTS)('$mount: chart-numbers chooses how doubles are written', async ({ open }) => {
  for (const [chartNumbers, open0, timestamp0] of [
    ['java', '25000.0', '1.77017694E9'],
    ['java-without-exponent', '25000.0', '1770176940.0'],
    ['plain', '25000', '1770176940'],
  ] as const) {
    const exchange = await opened(open, { wire: { chartNumbers } });
    plantTrades(exchange);
    const { body } = await post(exchange, '/charts/intraday', MINUTE_CHART);
    expect(body).toContain(`{"open":[${open0},`);
    expect(body).toMatch(new RegExp(String.raw`"timestamp":\[${timestamp0.replaceAll('.', String.raw`\.`)}`));
    await exchange.close();
  }
});

test.each(MOUNTS)('$mount: static-ip-fields=four tells what the documents list', async ({ open }) => {
  const exchange = await opened(open, { wire: { staticIpFields: 'four' } });
  await register(exchange, '10.200.10.10');
  const { body } = await call(exchange, 'GET', '/ip/getIP');
  expect(Object.keys(JSON.parse(body))).toEqual([
    'modifyDateSecondary',
    'secondaryIP',
    'modifyDatePrimary',
    'primaryIP',
  ]);
});

test.each(MOUNTS)(
  '$mount: static-ip refuses writes from an address that is not registered',
  async ({ open }) => {
    const exchange = await opened(open, { wire: { staticIp: 'orders' } });
    const messageOf = async (method: 'GET' | 'POST', path: string): Promise<string | undefined> =>
      JSON.parse((await call(exchange, method, path)).body).errorMessage;
    expect(await messageOf('POST', '/orders')).toBe('Invalid IP');
    expect(await messageOf('POST', '/positions/convert')).toMatch('Missing required fields');
    expect(await messageOf('GET', '/orders')).toBeUndefined();
    await register(exchange, '10.200.10.10');
    expect(JSON.parse((await call(exchange, 'GET', '/ip/getIP')).body)).toMatchObject({
      ipMatchStatus: 'MISMATCH',
      ordersAllowed: false,
    });
    await register(exchange, '127.0.0.1', 'SECONDARY');
    expect(await messageOf('POST', '/orders')).toMatch('Missing required fields');
    expect(JSON.parse((await call(exchange, 'GET', '/ip/getIP')).body)).toMatchObject({
      ordersAllowed: true,
    });
  },
);

test.each(MOUNTS)('$mount: static-ip=orders-and-controls counts the controls too', async ({ open }) => {
  const exchange = await opened(open, { wire: { staticIp: 'orders-and-controls' } });
  for (const [method, path] of [
    ['POST', '/super/orders'],
    ['POST', '/positions/convert'],
    ['POST', '/killswitch?killSwitchStatus=ACTIVATE'],
    ['DELETE', '/pnlExit'],
  ] as const)
    expect(JSON.parse((await call(exchange, method, path)).body).errorMessage).toBe('Invalid IP');
});

test.each(MOUNTS)('$mount: unknown-order=dh-905 refuses an order nobody placed', async ({ open }) => {
  const exchange = await opened(open, { wire: { unknownOrder: 'dh-905' } });
  const { status, body } = await call(exchange, 'GET', '/orders/952502167319');
  expect([status, JSON.parse(body).errorCode]).toEqual([400, 'DH-905']);
});

test.each(MOUNTS)('$mount: empty-optionals=accepted takes the documents’ own samples', async ({ open }) => {
  const unused = {
    correlationId: '',
    disclosedQuantity: '',
    triggerPrice: '',
    amoTime: '',
    boProfitValue: '',
  };
  const statusOn = async (emptyOptionals: 'accepted' | 'refused'): Promise<number> => {
    const exchange = await opened(open, { wire: { emptyOptionals } });
    const { status } = await post(exchange, '/orders', { ...ORDER_BODY, ...unused });
    await exchange.close();
    return status;
  };
  expect([await statusOn('accepted'), await statusOn('refused')]).toEqual([200, 400]);
});

test.each(MOUNTS)('$mount: market-orders=limit shows what protects a market order', async ({ open }) => {
  const exchange = await opened(open, { wire: { marketOrders: 'limit' } });
  buy(exchange);
  const [order] = JSON.parse((await call(exchange, 'GET', '/orders')).body);
  expect([order.orderType, order.orderStatus]).toEqual(['LIMIT', 'TRADED']);
  expect(order.price).toBeGreaterThan(200.05);
});

test.each(MOUNTS)('$mount: holding-mtf=none leaves out the keys of margin trading', async ({ open }) => {
  const account = { clientId: CLIENT_ID, token: 'valid', dataPlan: 'Active' } as const;
  const shares = { tradingSymbol: 'TCS', securityId: '11536', isin: 'INE467B01029', quantity: 3 };
  const holdings = [{ ...shares, t1Quantity: 0, averagePrice: 3345.8, lastPrice: 3400 }];
  const exchange = await opened(open, {
    wire: { holdingMtf: 'none' },
    accounts: [{ ...account, holdings }],
  });
  const [held] = JSON.parse((await call(exchange, 'GET', '/holdings')).body);
  expect(Object.keys(held).at(-1)).toBe('lastTradedPrice');
  expect(held).toMatchObject({ totalQty: 3, availableQty: 3, avgCostPrice: 3345.8 });
});

test.each(MOUNTS)('$mount: empty-holdings=empty-list answers an empty demat with 200', async ({ open }) => {
  const exchange = await opened(open, { wire: { emptyHoldings: 'empty-list' } });
  expect(await call(exchange, 'GET', '/holdings')).toMatchObject({ status: 200, body: '[]' });
});

test.each(MOUNTS)('$mount: greek-clock=clean gives every leg a higher volatility', async ({ open }) => {
  const volatility = async (greekClock: 'dhan' | 'clean'): Promise<number> => {
    const exchange = await opened(open, { wire: { greekClock } });
    const { body } = await post(exchange, '/optionchain', NIFTY_CHAIN);
    await exchange.close();
    return JSON.parse(body).data.oc['25000.000000'].ce.implied_volatility;
  };
  expect(await volatility('clean')).toBeGreaterThan(await volatility('dhan'));
});

test.each(MOUNTS)('$mount: seed-names=accepted serves the first original system', async ({ open }) => {
  const exchange = await opened(open, { wire: { seedNames: 'accepted' } });
  const chain = await post(exchange, '/optionchain', {
    UnderlyingScrip: 13_626,
    UnderlyingSeg: 'I',
    ExpiryDate: SMALL_EXPIRY,
  });
  expect(JSON.parse(chain.body).data.last_price).toBe(25_000);
  const quote = await call(exchange, 'GET', '/market-data/quote/13626');
  expect(JSON.parse(quote.body)).toEqual({ data: { ltp: 25_000 }, status: 'success' });
  expect((await call(exchange, 'GET', '/market-data/quote/99')).status).toBe(400);
});

test.each(MOUNTS)('$mount: by the observed wire those names do not exist', async ({ open }) => {
  const exchange = await opened(open);
  expect((await call(exchange, 'GET', '/market-data/quote/13626')).status).toBe(404);
  const list = await post(exchange, '/optionchain/expirylist', { ...NIFTY, UnderlyingScrip: 13_626 });
  expect([list.status, JSON.parse(list.body).data]).toEqual([400, { 813: 'Invalid SecurityId' }]);
});

/** Two minutes with a trade of NIFTY, one of them with a trade of its call at the money. */
function plantTrades({ world, clock }: MountedExchange): void {
  const minute = (time: string): number => istToEpochMs(SMALL_DATE, time);
  world.board.trade(0, 25_001, minute('09:20:10'));
  world.board.trade(4, 201, minute('09:20:20'));
  clock.advanceTo(minute('09:21:30'));
}

function call(
  exchange: MountedExchange,
  method: 'GET' | 'POST' | 'DELETE',
  path: string,
  headers = loginHeaders(exchange),
): Promise<HttpResponse> {
  return exchange.http.send({ method, url: `${exchange.restUrl}${path}`, headers });
}

async function register(exchange: MountedExchange, ip: string, ipFlag = 'PRIMARY'): Promise<void> {
  const { clientId } = exchange.exchange.accounts.credentialsOf()!;
  const saved = await post(exchange, '/ip/setIP', { dhanClientId: clientId, ip, ipFlag });
  expect(saved.status).toBe(200);
}
