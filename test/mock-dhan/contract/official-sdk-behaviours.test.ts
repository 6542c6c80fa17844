/**
 * What the official Python SDK does on the wire, one test per habit of the reference's list; written from that list, not from the SDK.
 * Its timeout and its hard-coded addresses are the client's own affair. Source: dhan-v2-wire, Appendix B.
 */
import { expect, test } from 'vitest';
import { WebSocket } from 'ws';
import type { HttpRequest, HttpResponse } from '#engine/ports.ts';
import { WIRE_PROFILES } from '#engine/wire/wire-profile.ts';
import { ROUTES } from '#mock-dhan/rest/route-table.ts';
import { FeedListener, MOUNTS, feedQuery, openedPerTest } from '#test/support/mounted-exchange.ts';
import type { MountedExchange } from '#test/support/mounted-exchange.ts';
import { FIRST_LEG_ID, SMALL_DATE, SMALL_EXPIRY } from '#test/support/small-world.ts';
import { ORDER_BODY, settle } from '#test/support/trading-account.ts';
import { testCertificates } from '#test/support/test-certificates.ts';

const opened = openedPerTest();
const wire = WIRE_PROFILES.sdk;
const SOCKET_MOUNTS = MOUNTS.filter(({ mount }) => mount !== 'in process');

/** A call as the SDK makes it: four headers on every call, the client id in every body that is not empty, no body for an empty one. */
function sdkCall(
  { exchange, http, restUrl }: MountedExchange,
  method: HttpRequest['method'],
  path: string,
  payload: Readonly<Record<string, unknown>> = {},
): Promise<HttpResponse> {
  const { accessToken, clientId } = exchange.accounts.credentialsOf()!;
  const isEmpty = method === 'GET' || method === 'DELETE' || Object.keys(payload).length === 0;
  return http.send({
    method,
    url: restUrl + path,
    headers: {
      'access-token': accessToken,
      'client-id': clientId,
      'Content-type': 'application/json',
      Accept: 'application/json',
    },
    ...(isEmpty ? {} : { body: JSON.stringify({ ...payload, dhanClientId: clientId }) }),
  });
}

const CHART = { securityId: 13, exchangeSegment: 'IDX_I', instrument: 'INDEX', expiryCode: 0, oi: false };
const DAY = { fromDate: SMALL_DATE, toDate: SMALL_DATE };
const SERIES = {
  ...DAY,
  securityId: '13',
  exchangeSegment: 'NSE_FNO',
  instrument: 'OPTIDX',
  expiryFlag: 'WEEK',
  expiryCode: 1,
  strike: 'ATM',
  drvOptionType: 'CALL',
  requiredData: ['open'],
  interval: 1,
};

test.each(MOUNTS)('1. $mount: the client id in every body is passed over', async ({ open }) => {
  const exchange = await opened(open, { wire });
  const chain = { UnderlyingScrip: 13, UnderlyingSeg: 'IDX_I' };
  const calls = [
    ['/marketfeed/ltp', { NSE_FNO: [FIRST_LEG_ID] }],
    ['/optionchain', { ...chain, Expiry: SMALL_EXPIRY }],
    ['/optionchain/expirylist', chain],
    ['/charts/intraday', { ...CHART, ...DAY, interval: 1 }],
    ['/charts/historical', { ...CHART, ...DAY }],
    ['/charts/rollingoption', SERIES],
  ] as const;
  for (const [path, payload] of calls)
    expect([path, (await sdkCall(exchange, 'POST', path, payload)).status]).toEqual([path, 200]);
});

test.each(MOUNTS)(
  '1. $mount: a GET with headers for a body it does not have is answered',
  async ({ open }) => {
    const exchange = await opened(open, { wire });
    for (const path of ['/fundlimit', '/orders', '/positions', '/holdings', '/profile'])
      expect([path, (await sdkCall(exchange, 'GET', path)).status]).toEqual([path, 200]);
  },
);

test.each(MOUNTS)(
  '2. $mount: the trades behind a slash, deletes without a body and the kill switch’s query are each a route',
  async ({ open }) => {
    const exchange = await opened(open, { wire });
    expect((await sdkCall(exchange, 'GET', '/trades/')).body).toBe('[]');
    await sdkCall(exchange, 'DELETE', '/positions');
    await sdkCall(exchange, 'DELETE', '/pnlExit');
    await sdkCall(exchange, 'POST', '/killswitch?killSwitchStatus=ACTIVATE');
    expect(Object.keys(exchange.exchange.counters().requests)).toEqual([
      'GET /v2/trades/',
      'DELETE /v2/positions',
      'DELETE /v2/pnlExit',
      'POST /v2/killswitch',
    ]);
  },
);

test.each(MOUNTS)('3. $mount: ids and intervals may be numbers as well as texts', async ({ open }) => {
  const exchange = await opened(open, { wire });
  const bodies = [];
  for (const [securityId, interval] of [
    ['13', '1'],
    [13, 1],
  ] as const) {
    const { status, body } = await sdkCall(exchange, 'POST', '/charts/intraday', {
      ...CHART,
      ...DAY,
      securityId,
      interval,
    });
    expect(status).toBe(200);
    bodies.push(body);
  }
  expect(bodies[1]).toBe(bodies[0]);
  expect(JSON.parse(bodies[0]!).close).toEqual([25_000]);
});

test.each(MOUNTS)('3. $mount: an order’s nulls and empty leg name mean nothing', async ({ open }) => {
  const exchange = await opened(open, { wire });
  const order = { ...ORDER_BODY, boProfitValue: null, boStopLossValue: null, legName: '' };
  const placed = await sdkCall(exchange, 'POST', '/orders', order);
  expect([placed.status, Object.keys(JSON.parse(placed.body))]).toEqual([200, ['orderId', 'orderStatus']]);
  settle(exchange);
  const { orderId } = JSON.parse(placed.body);
  const { orderType, validity } = ORDER_BODY;
  const change = { orderId, orderType, legName: null, validity, quantity: 130, disclosedQuantity: 0 };
  const modified = await sdkCall(exchange, 'PUT', `/orders/${orderId}`, change);
  expect([modified.status, JSON.parse(modified.body).orderId]).toEqual([200, orderId]);
});

test.each(MOUNTS)(
  '4. $mount: every answer of the account’s routes is JSON, but that to a T-PIN',
  async ({ open }) => {
    const exchange = await opened(open, { wire });
    const routes = ROUTES.filter(({ tier, answer }) => tier === 'java' && answer !== 'out-of-scope');
    expect(routes.length).toBeGreaterThan(40);
    for (const { method, path } of routes) {
      if (method === 'ALL') throw new Error(`${path}: expected one method`);
      exchange.clock.advanceTo(exchange.clock.nowMs() + 15_000);
      const { status, body } = await sdkCall(
        exchange,
        method,
        path.slice('/v2'.length).replaceAll(/:\w+/g, '1'),
      );
      if (path === '/v2/edis/tpin') expect([status, body]).toEqual([202, '']);
      else expect([path, JSON.parse(body) === null, status < 500]).toEqual([path, false, true]);
    }
  },
);

test.each(MOUNTS)('5. $mount: an eDIS call that fails says so with an error code', async ({ open }) => {
  const exchange = await opened(open, { wire });
  const isin = { isin: 'INE00IN01015', qty: 1, exchange: 'NSE', segment: 'EQ', bulk: true };
  for (const answer of [
    await sdkCall(exchange, 'POST', '/edis/form', isin),
    await sdkCall(exchange, 'POST', '/edis/bulkform', isin),
    await sdkCall(exchange, 'GET', '/edis/inquire/INE00IN01015'),
  ])
    expect([answer.status, JSON.parse(answer.body)]).toEqual([
      400,
      { errorType: expect.any(String), errorCode: 'DH-905', errorMessage: expect.any(String) },
    ]);
});

test.each(MOUNTS)(
  '7. $mount: subscriptions sent at once in the order 15, 17, 19, 21 are all heard, one packet a message',
  async ({ open }) => {
    const exchange = await opened(open, { wire });
    const listener = await FeedListener.connect(exchange, feedQuery(exchange));
    for (const code of [15, 17, 19, 21]) listener.send(subscription(code));
    await listener.untilHeard((message) => message[0] === 8);
    const codes = new Set(listener.codes());
    for (const code of [2, 4, 5, 6, 8]) expect(codes).toContain(code);
    for (const code of [1, 41, 51]) expect(codes).not.toContain(code);
    for (const message of listener.messages)
      expect(new DataView(message.buffer, message.byteOffset).getUint16(1, true)).toBe(message.length);
  },
);

test.each(SOCKET_MOUNTS)(
  '7. $mount: a client that says 12 and then sends 83 bytes is closed in peace',
  async ({ open }) => {
    const exchange = await opened(open, { wire });
    const { ca } = await testCertificates();
    const socket = new WebSocket(`${exchange.feedUrl}/?${feedQuery(exchange)}`, { ca: ca.cert });
    const closed = new Promise<number>((resolve) => socket.once('close', resolve));
    await new Promise((resolve) => socket.once('open', resolve));
    socket.send(subscription(15));
    socket.send('{"RequestCode":12}');
    socket.send(new Uint8Array(83).fill(12, 0, 1));
    expect(await closed).toBe(1000);
    expect(exchange.exchange.connections()).toEqual([]);
    const successor = await FeedListener.connect(exchange, feedQuery(exchange));
    successor.send(subscription(15));
    await successor.untilHeard((message) => message[0] === 2);
  },
);

test.each(MOUNTS)('8. $mount: a depth message is walked by length to its very end', async ({ open }) => {
  const exchange = await opened(open, { wire });
  for (const [path, ids] of [
    ['/twentydepth', [FIRST_LEG_ID, FIRST_LEG_ID + 1]],
    ['/twohundreddepth', [FIRST_LEG_ID]],
  ] as const) {
    const listener = await FeedListener.connect(exchange, feedQuery(exchange), path);
    listener.send(subscription(23, ids));
    await listener.untilMessages(1);
    const [message] = listener.messages;
    const sides = walk(message!);
    expect(sides).toEqual(ids.flatMap((id) => [`41 2 ${id}`, `51 2 ${id}`]));
  }
});

test.each(SOCKET_MOUNTS)(
  '9. $mount: the 200-level feed is at the root of its host, as the SDK has it',
  async ({ open }) => {
    const exchange = await opened(open, { wire });
    const { ca } = await testCertificates();
    const socket = new WebSocket(`${exchange.feedUrl}/?${feedQuery(exchange)}`, {
      ca: ca.cert,
      headers: { Host: 'full-depth-api.dhan.co' },
    });
    await new Promise((resolve) => socket.once('open', resolve));
    expect(exchange.exchange.connections()).toMatchObject([{ feed: 'depth-200' }]);
    socket.terminate();
  },
);

function subscription(code: number, ids: readonly number[] = [FIRST_LEG_ID]): string {
  return JSON.stringify({
    RequestCode: code,
    InstrumentCount: ids.length,
    InstrumentList: ids.map((id) => ({ ExchangeSegment: 'NSE_FNO', SecurityId: String(id) })),
  });
}

/** `code segment id` of each packet, found as the SDK finds them; fails unless the last one ends where the message does. */
function walk(message: Uint8Array): string[] {
  const view = new DataView(message.buffer, message.byteOffset, message.byteLength);
  const found: string[] = [];
  let at = 0;
  while (at < message.length) {
    found.push(`${view.getUint8(at + 2)} ${view.getUint8(at + 3)} ${view.getInt32(at + 4, true)}`);
    at += view.getInt16(at, true);
  }
  expect(at).toBe(message.length);
  return found;
}
