import { expect, test } from 'vitest';
import { createSmallExchange } from '#test/support/small-world.ts';

test('a body too large to be a request is refused without being parsed', async () => {
  const { exchange } = createSmallExchange();
  const { accessToken, clientId } = exchange.accounts.credentialsOf()!;
  const response = await exchange.app.fetch(
    new Request('http://exchange.test/v2/marketfeed/ltp', {
      method: 'POST',
      headers: { 'access-token': accessToken, 'client-id': clientId },
      body: `{"IDX_I":[${'13,'.repeat(200_000)}13]}`,
    }),
  );
  expect(response.status).toBe(400);
  expect(await response.text()).toBe('{"data":{"814":"Invalid Request"},"status":"failed"}');
});

test.each([
  ['/app/generateAccessToken', 200, { message: 'Invalid Client ID', status: 'error' }],
  ['/v2/technical-metrics/x', 501, { error: 'technical metrics: not simulated' }],
  ['/v2/nowhere', 404, { status: 404, error: 'Not Found', path: '/v2/nowhere' }],
])('%s reads no body, so one that is too large changes nothing', async (path, status, body) => {
  const { exchange } = createSmallExchange();
  const response = await exchange.app.request(path, { method: 'POST', body: 'x'.repeat(300 * 1024) });
  expect(response.status).toBe(status);
  expect(await response.json()).toMatchObject(body);
});

test('a DELETE reads no body either: an exit is stopped whatever comes with it', async () => {
  const { exchange } = createSmallExchange();
  const response = await exchange.app.request('/v2/pnlExit', {
    method: 'DELETE',
    headers: { 'access-token': exchange.accounts.credentialsOf()!.accessToken },
    body: 'x'.repeat(300 * 1024),
  });
  expect([response.status, await response.json()]).toEqual([
    200,
    expect.objectContaining({ pnlExitStatus: 'DISABLED' }),
  ]);
});

test('an error inside the exchange is 500 with code 800 and tells nothing of itself', async () => {
  const { exchange, world } = createSmallExchange();
  const { accessToken, clientId } = exchange.accounts.credentialsOf()!;
  world.sync = () => {
    throw new Error('secret detail');
  };
  const response = await exchange.app.fetch(
    new Request('http://exchange.test/v2/marketfeed/ltp', {
      method: 'POST',
      headers: { 'access-token': accessToken, 'client-id': clientId },
      body: '{"IDX_I":[13]}',
    }),
  );
  expect(response.status).toBe(500);
  expect(await response.text()).toBe('{"data":{"800":"Internal Server Error"},"status":"failed"}');
});
