/** Paths and bodies of the trading calls that no single case shows, in memory and on sockets alike. */
import { expect, test } from 'vitest';
import type { HttpResponse } from '#engine/ports.ts';
import { parseDetailedMaster } from '#engine/wire/scrip-master.ts';
import type { MountedExchange } from '#test/support/mounted-exchange.ts';
import { MOUNTS, openedPerTest } from '#test/support/mounted-exchange.ts';
import { loginHeaders } from '#test/support/rest-calls.ts';

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
