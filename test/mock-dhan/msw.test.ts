import { http, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { exchangeHandlers } from '#mock-dhan/msw.ts';
import { createSmallExchange, SMALL_EXPIRY } from '#test/support/small-world.ts';

const server = setupServer(http.all('https://other.test/*', () => HttpResponse.json({ from: 'other.test' })));

/** A request that no handler takes must fail here: it would go out to the real exchange. */
beforeAll(() => server.listen({ onUnhandledFrame: 'error' }));
afterEach(() => server.resetHandlers());
afterAll(() => server.close());

test("the global fetch to Dhan's option chain is answered by the exchange in this process", async () => {
  const { exchange } = createSmallExchange();
  server.use(...exchangeHandlers(exchange));
  const { accessToken, clientId } = exchange.accounts.credentialsOf()!;
  const response = await fetch('https://api.dhan.co/v2/optionchain/expirylist', {
    method: 'POST',
    headers: { 'access-token': accessToken, 'client-id': clientId, 'content-type': 'application/json' },
    body: JSON.stringify({ UnderlyingScrip: 13, UnderlyingSeg: 'IDX_I' }),
  });
  expect(response.status).toBe(200);
  expect(response.headers.get('x-simulated')).toBe('1');
  expect(await response.json()).toEqual({ data: [SMALL_EXPIRY], status: 'success' });
});

test('the scrip master, a wrong token and an unknown path get the answers of the exchange too', async () => {
  const { exchange } = createSmallExchange();
  server.use(...exchangeHandlers(exchange));
  const master = await fetch('https://images.dhan.co/api-data/api-scrip-master.csv');
  expect(await master.text()).toMatch(/^SEM_EXM_EXCH_ID,/);
  const refused = await fetch('https://api.dhan.co/v2/profile', { headers: { 'access-token': 'garbage' } });
  expect(refused.ok).toBe(false);
  expect((await fetch('https://api.dhan.co/v2/nowhere')).status).toBe(404);
  expect(exchange.counters().requests['other']).toEqual({ '404': 1 });
});

test('the auth host is answered by the exchange too', async () => {
  const { exchange } = createSmallExchange();
  server.use(...exchangeHandlers(exchange));
  const response = await fetch('https://auth.dhan.co/app/generateAccessToken', { method: 'POST' });
  expect(response.status).toBe(200);
  expect(await response.json()).toEqual({ message: 'Invalid Client ID', status: 'error' });
});

test('hosts that are not of Dhan are left alone', async () => {
  const { exchange } = createSmallExchange();
  server.use(...exchangeHandlers(exchange));
  const response = await fetch('https://other.test/v2/profile');
  expect(await response.json()).toEqual({ from: 'other.test' });
  expect(exchange.counters().requests).toEqual({});
});
