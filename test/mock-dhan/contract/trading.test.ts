/** Paths and bodies of the trading calls that no single case shows, in memory and on sockets alike. */
import { expect, test } from 'vitest';
import type { HttpResponse } from '#engine/ports.ts';
import { parseDetailedMaster } from '#engine/wire/scrip-master.ts';
import type { MountedExchange } from '#test/support/mounted-exchange.ts';
import { MOUNTS, openedPerTest } from '#test/support/mounted-exchange.ts';
import { loginHeaders } from '#test/support/rest-calls.ts';
import { FIRST_LEG_ID } from '#test/support/small-world.ts';
import { CLIENT_ID, LOT, lastStatus, place, settle } from '#test/support/trading-account.ts';

const opened = openedPerTest();

test.each(MOUNTS)('$mount: the funds are plain cash under the wire’s own keys', async ({ open }) => {
  const exchange = await opened(open);
  const { status, body } = await call(exchange, 'GET', '/fundlimit');
  expect(status).toBe(200);
  expect(body).toBe(
    '{"dhanClientId":"1100000001","availabelBalance":1000000.0,"sodLimit":1000000.0,"collateralAmount":0.0,' +
      '"receiveableAmount":0.0,"utilizedAmount":0.0,"blockedPayoutAmount":0.0,"withdrawableBalance":1000000.0}',
  );
});

test.each(MOUNTS)('$mount: surfaces nobody has documented are 501 with their name', async ({ open }) => {
  const exchange = await opened(open);
  for (const path of ['/technical-metrics', '/market-movers/top', '/company-info/1333', '/global-stocks']) {
    const { status, body } = await call(exchange, 'GET', path);
    expect(status).toBe(501);
    expect(JSON.parse(body).error).toContain(path.split('/')[1]!.replace('-', ' '));
  }
});

test.each(MOUNTS)('$mount: the curl’s path of the forever list is 404 in shape C', async ({ open }) => {
  const exchange = await opened(open);
  const { status, body } = await call(exchange, 'GET', '/forever/all');
  expect([status, JSON.parse(body).path]).toEqual([404, '/v2/forever/all']);
});

test.each(MOUNTS)('$mount: requests with parameters are counted by their route', async ({ open }) => {
  const exchange = await opened(open);
  await call(exchange, 'GET', '/orders/1');
  await call(exchange, 'GET', '/orders/2');
  expect(exchange.exchange.counters().requests).toEqual({ 'GET /v2/orders/:orderId': { 200: 2 } });
});

test.each(MOUNTS)(
  '$mount: a segment’s instruments come as detailed CSV without a login',
  async ({ open }) => {
    const exchange = await opened(open);
    const idsOf = async (segment: string): Promise<number[]> => {
      const { status, headers, body } = await call(exchange, 'GET', `/instrument/${segment}`, undefined, {});
      expect([segment, status]).toEqual([segment, 200]);
      expect(headers['content-type']).toContain('text/csv');
      return parseDetailedMaster(body).rows.map(({ securityId }) => securityId);
    };
    expect(await idsOf('IDX_I')).toEqual([13, 25]);
    expect(await idsOf('NSE_FNO')).toHaveLength(12);
    expect(await idsOf('MCX_COMM')).toEqual([]);
    for (const segment of ['NOWHERE', 'constructor', 'nse_fno']) {
      const { status, body } = await call(exchange, 'GET', `/instrument/${segment}`, undefined, {});
      expect([segment, status, JSON.parse(body).errorCode]).toEqual([segment, 400, 'DH-905']);
    }
  },
);

test.each(MOUNTS)('$mount: an order is modified 25 times and no more', async ({ open }) => {
  const exchange = await opened(open);
  const orderId = place(exchange);
  const modify = async (price: number): Promise<number> => {
    const change = { dhanClientId: CLIENT_ID, orderId, orderType: 'LIMIT', validity: 'DAY', price };
    exchange.clock.advanceTo(exchange.clock.nowMs() + 1000);
    const answer = await call(exchange, 'PUT', `/orders/${orderId}`, JSON.stringify(change));
    return answer.status;
  };
  for (let price = 100; price < 125; price += 1) expect([price, await modify(price)]).toEqual([price, 200]);
  expect(await modify(125)).toBe(400);
  settle(exchange);
  expect(exchange.exchange.trading.orders.find(CLIENT_ID, orderId)?.pricePaise).toBe(12_400);
});

test.each(MOUNTS)('$mount: an order that fills in parts is one row of the history', async ({ open }) => {
  const exchange = await opened(open);
  for (const delayMs of [300, 600])
    exchange.world.plan(exchange.clock.nowMs() + delayMs, (board) => {
      const index = exchange.world.universe.indexOf('NSE_FNO', FIRST_LEG_ID);
      board.quote(index, { bid: 189, bidQuantity: LOT, ask: 190, askQuantity: LOT });
    });
  place(exchange, { quantity: 2 * LOT });
  exchange.clock.advanceTo(exchange.clock.nowMs() + 1000);
  const trades = JSON.parse((await call(exchange, 'GET', '/trades')).body);
  expect(trades).toHaveLength(2);
  const rows = JSON.parse((await call(exchange, 'GET', '/trades/2026-02-04/2026-02-04/0')).body);
  expect(rows).toMatchObject([{ tradedQuantity: 2 * LOT, tradedPrice: 190, brokerageCharges: 20 }]);
});

test.each(MOUNTS)('$mount: what an account did is its own, and nobody else’s', async ({ open }) => {
  const other = { clientId: '1100000002', token: 'valid', dataPlan: 'Active' } as const;
  const accounts = [{ ...other, clientId: CLIENT_ID }, other];
  const exchange = await opened(open, { accounts });
  const orderId = place(exchange);
  const headers = {
    'access-token': exchange.exchange.accounts.credentialsOf(other.clientId)!.accessToken,
  };
  expect((await call(exchange, 'GET', '/orders', undefined, headers)).body).toBe('[]');
  expect((await call(exchange, 'GET', `/orders/${orderId}`, undefined, headers)).body).toBe('[]');
  expect((await call(exchange, 'DELETE', `/orders/${orderId}`, undefined, headers)).status).toBe(400);
  expect(lastStatus(exchange)).toBe('PENDING');
});

function call(
  exchange: MountedExchange,
  method: 'GET' | 'POST' | 'PUT' | 'DELETE',
  path: string,
  body?: string,
  headers = loginHeaders(exchange),
): Promise<HttpResponse> {
  const url = `${exchange.restUrl}${path}`;
  const hasBody = body !== undefined && method !== 'GET';
  return exchange.http.send({ method, url, headers, ...(hasBody ? { body } : {}) });
}
