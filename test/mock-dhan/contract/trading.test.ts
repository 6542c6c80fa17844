/** What an account that has never traded is told, in memory and on sockets alike. */
import { expect, test } from 'vitest';
import type { HttpResponse } from '#engine/ports.ts';
import { parseDetailedMaster } from '#engine/wire/scrip-master.ts';
import { ROUTES } from '#mock-dhan/rest/route-table.ts';
import type { MountedExchange } from '#test/support/mounted-exchange.ts';
import { MOUNTS, openedPerTest } from '#test/support/mounted-exchange.ts';
import { loginHeaders } from '#test/support/rest-calls.ts';

const opened = openedPerTest();

test.each(MOUNTS)('$mount: books, positions and statements are empty lists', async ({ open }) => {
  const exchange = await opened(open);
  const paths = [
    '/orders',
    '/orders/952502167319',
    '/trades',
    '/trades/',
    '/trades/952502167319',
    '/positions',
    '/super/orders',
    '/forever/orders',
    '/alerts/orders',
    '/trades/2026-01-01/2026-02-01/0',
  ];
  for (const path of paths) {
    const { status, headers, body } = await call(exchange, 'GET', path);
    expect([path, status, body, headers['x-simulated']]).toEqual([path, 200, '[]', '1']);
  }
});

test.each(MOUNTS)('$mount: reads with an error of their own answer it', async ({ open }) => {
  const exchange = await opened(open);
  const cases = [
    ['/orders/external/my-order', 404, 'DH-906'],
    ['/holdings', 500, 'DH-1111'],
    ['/ledger', 400, 'DH-905'],
    ['/ledger?from-date=01-01-2026&to-date=2026-02-01', 400, 'DH-905'],
    ['/trades/2026-01-01/2026-02-31/0', 400, 'DH-905'],
    ['/trades/2026-01-01/2026-02-01/first', 400, 'DH-905'],
  ] as const;
  for (const [path, status, code] of cases) {
    const response = await call(exchange, 'GET', path);
    expect([path, response.status, JSON.parse(response.body).errorCode]).toEqual([path, status, code]);
  }
});

test.each(MOUNTS)('$mount: the funds are plain cash under the wire’s own keys', async ({ open }) => {
  const exchange = await opened(open);
  const { status, body } = await call(exchange, 'GET', '/fundlimit');
  expect(status).toBe(200);
  expect(body).toBe(
    '{"dhanClientId":"1100000001","availabelBalance":1000000.0,"sodLimit":0.0,"collateralAmount":0.0,' +
      '"receiveableAmount":0.0,"utilizedAmount":0.0,"blockedPayoutAmount":0.0,"withdrawableBalance":0.0}',
  );
});

test.each(MOUNTS)('$mount: what is not simulated says so', async ({ open }) => {
  const exchange = await opened(open);
  const routes = ROUTES.filter(({ answer }) => answer === 'not-simulated');
  expect(routes.length).toBeGreaterThan(20);
  for (const { method, path } of routes) {
    exchange.clock.advanceTo(exchange.clock.nowMs() + 1000);
    if (method === 'ALL') throw new Error(`${path}: expected one method`);
    const { status, body } = await call(exchange, method, concrete(path).slice('/v2'.length), '{}');
    expect([path, status]).toEqual([path, 400]);
    expect(JSON.parse(body)).toEqual({
      errorType: 'Input_Exception',
      errorCode: 'DH-905',
      errorMessage: 'This mock does not simulate orders yet.',
    });
  }
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

test.each(MOUNTS)('$mount: every account route asks for a live token', async ({ open }) => {
  const exchange = await opened(open);
  const routes = ROUTES.filter(
    ({ tier, family, answer: kind }) => tier === 'java' && family !== undefined && kind !== 'seed-compat',
  );
  for (const { method, path } of routes) {
    if (method === 'ALL') throw new Error(`${path}: expected one method`);
    const missing = await call(exchange, method, concrete(path).slice('/v2'.length), undefined, {});
    expect([path, missing.status, JSON.parse(missing.body).errorCode]).toEqual([path, 401, 'DH-901']);
    const { 'access-token': token = '' } = loginHeaders(exchange);
    const headers = { 'access-token': `${token.slice(0, -4)}AAAA` };
    const dead = await call(exchange, method, concrete(path).slice('/v2'.length), undefined, headers);
    expect([path, dead.status, JSON.parse(dead.body).errorMessage]).toEqual([path, 400, 'Invalid Token']);
  }
});

test.each(MOUNTS)('$mount: the eleventh order within a second is 429 in shape A', async ({ open }) => {
  const exchange = await opened(open);
  for (let order = 0; order < 10; order += 1)
    expect((await call(exchange, 'POST', '/orders', '{}')).status).toBe(400);
  const refused = await call(exchange, 'POST', '/orders', '{}');
  expect([refused.status, JSON.parse(refused.body).errorCode]).toEqual([429, 'DH-904']);
  expect(exchange.exchange.counters().rateLimited.order).toBe(1);
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

/** A path with something in the place of each parameter. */
function concrete(path: string): string {
  return path.replaceAll(/:\w+/g, '1');
}
