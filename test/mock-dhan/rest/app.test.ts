import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { createSmallExchange } from '#test/support/small-world.ts';

const POST_PATHS = [
  '/v2/optionchain',
  '/v2/optionchain/expirylist',
  '/v2/marketfeed/ltp',
  '/v2/marketfeed/ohlc',
  '/v2/marketfeed/quote',
] as const;

const looksLikeARequest = fc.record(
  {
    UnderlyingScrip: fc.oneof(fc.constant(13), fc.jsonValue()),
    UnderlyingSeg: fc.oneof(fc.constant('IDX_I'), fc.jsonValue()),
    Expiry: fc.oneof(fc.constant('2026-02-10'), fc.string(), fc.jsonValue()),
    NSE_FNO: fc.oneof(fc.array(fc.integer()), fc.jsonValue()),
    IDX_I: fc.oneof(fc.array(fc.constantFrom(13, 25, 0, -1)), fc.jsonValue()),
    __proto__: fc.jsonValue(),
  },
  { requiredKeys: [] },
);

const anyBody = fc.oneof(
  fc.string(),
  fc.json(),
  looksLikeARequest.map((body) => JSON.stringify(body)),
  fc.uint8Array({ maxLength: 200 }),
);

test('no body makes the exchange fail: 200 or a 400 in shape B, never a stack trace', async () => {
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...POST_PATHS), anyBody, async (path, body) => {
      const { exchange } = createSmallExchange();
      const { accessToken, clientId } = exchange.accounts.credentialsOf()!;
      const request = new Request(`http://exchange.test${path}`, {
        method: 'POST',
        headers: { 'access-token': accessToken, 'client-id': clientId },
        body: typeof body === 'string' ? body : new Uint8Array(body),
      });
      const response = await exchange.app.fetch(request);
      const text = await response.text();
      expect([200, 400]).toContain(response.status);
      expect(JSON.parse(text).status).toBe(response.status === 200 ? 'success' : 'failed');
      expect(text).not.toContain('    at ');
    }),
    { numRuns: 300 },
  );
});

test('no token makes the exchange fail or let anyone in', async () => {
  const { exchange } = createSmallExchange();
  const token = fc.string({ unit: fc.constantFrom('e', 'y', 'J', '0', '.', '-', '_', '=') });
  await fc.assert(
    fc.asyncProperty(token, async (accessToken) => {
      const headers = { 'access-token': accessToken, 'client-id': '1100000001' };
      for (const path of ['/v2/profile', '/v2/marketfeed/ltp']) {
        const method = path === '/v2/profile' ? 'GET' : 'POST';
        const request = new Request(`http://exchange.test${path}`, { method, headers });
        const { status } = await exchange.app.fetch(request);
        expect([400, 401]).toContain(status);
      }
    }),
    { numRuns: 200 },
  );
});

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
