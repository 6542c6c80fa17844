/** Whom the exchange lets in and how often: logins and rate limits, in memory and on sockets alike. */
import { expect, test } from 'vitest';
import { MOUNTS, openedPerTest } from '#test/support/mounted-exchange.ts';
import { loginHeaders, NIFTY, NIFTY_CHAIN, post } from '#test/support/rest-calls.ts';

const opened = openedPerTest();

test.each(MOUNTS)('$mount: bad logins to the data tier are 401 with a code each', async ({ open }) => {
  const exchange = await opened(open);
  const good = loginHeaders(exchange);
  const cases: readonly (readonly [headers: Record<string, string>, code: string])[] = [
    [{ 'client-id': good['client-id']! }, '808'],
    [{ ...good, 'access-token': 'garbage' }, '809'],
    [{ ...good, 'access-token': `${good['access-token']!.slice(0, -4)}AAAA` }, '809'],
    [{ ...good, 'client-id': '42' }, '810'],
    [{ 'access-token': good['access-token']! }, '810'],
  ];
  for (const [headers, code] of cases) {
    const response = await post(exchange, '/optionchain/expirylist', NIFTY, headers);
    expect(response.status).toBe(401);
    expect(Object.keys(JSON.parse(response.body).data)).toEqual([code]);
  }
});

test.each(MOUNTS)(
  '$mount: an account without the data plan gets 806 for data and its profile all the same',
  async ({ open }) => {
    const exchange = await opened(open, {
      accounts: [{ clientId: '1100000002', token: 'valid', dataPlan: 'Deactive' }],
    });
    const data = await post(exchange, '/optionchain/expirylist', NIFTY);
    expect([data.status, Object.keys(JSON.parse(data.body).data)]).toEqual([401, ['806']]);
    const url = `${exchange.restUrl}/profile`;
    const profile = await exchange.http.send({ method: 'GET', url, headers: loginHeaders(exchange) });
    expect(JSON.parse(profile.body).dataPlan).toBe('Deactive');
  },
);

test.each(MOUNTS)(
  '$mount: an expired token is 807 on the data tier and DH-906 on the account tier',
  async ({ open }) => {
    const exchange = await opened(open, {
      accounts: [{ clientId: '1100000003', token: 'expired', dataPlan: 'Active' }],
    });
    const data = await post(exchange, '/optionchain/expirylist', NIFTY);
    expect([data.status, Object.keys(JSON.parse(data.body).data)]).toEqual([401, ['807']]);
    const url = `${exchange.restUrl}/profile`;
    const profile = await exchange.http.send({ method: 'GET', url, headers: loginHeaders(exchange) });
    expect(profile.status).toBe(400);
    expect(JSON.parse(profile.body)).toMatchObject({ errorCode: 'DH-906', errorMessage: 'Invalid Token' });
  },
);

test.each(MOUNTS)('$mount: a missing or garbled token is DH-901 on the account tier', async ({ open }) => {
  const exchange = await opened(open);
  for (const headers of [{}, { 'access-token': 'garbage' }]) {
    const url = `${exchange.restUrl}/profile`;
    const response = await exchange.http.send({ method: 'GET', url, headers });
    expect(response.status).toBe(401);
    expect(JSON.parse(response.body)).toMatchObject({
      errorType: 'Invalid_Authentication',
      errorCode: 'DH-901',
    });
  }
});

test.each(MOUNTS)('$mount: the same chain twice within 3 s is 429, another one is not', async ({ open }) => {
  const exchange = await opened(open);
  const bankNifty = { ...NIFTY_CHAIN, UnderlyingScrip: 25 };
  const statusOf = async (body: unknown) => (await post(exchange, '/optionchain', body)).status;
  expect(await statusOf(NIFTY_CHAIN)).toBe(200);
  expect(await statusOf(bankNifty)).toBe(200);
  const refused = await post(exchange, '/optionchain', NIFTY_CHAIN);
  expect([refused.status, Object.keys(JSON.parse(refused.body).data)]).toEqual([429, ['805']]);
  exchange.clock.advanceTo(exchange.clock.nowMs() + 3000);
  expect(await statusOf(NIFTY_CHAIN)).toBe(200);
  expect(exchange.exchange.counters().rateLimited['option-chain']).toBe(1);
});

test.each(MOUNTS)('$mount: the three quote calls share one call a second', async ({ open }) => {
  const exchange = await opened(open);
  expect((await post(exchange, '/marketfeed/ltp', { IDX_I: [13] })).status).toBe(200);
  expect((await post(exchange, '/marketfeed/quote', { IDX_I: [13] })).status).toBe(429);
  exchange.clock.advanceTo(exchange.clock.nowMs() + 1000);
  expect((await post(exchange, '/marketfeed/ohlc', { IDX_I: [13] })).status).toBe(200);
});

test.each(MOUNTS)('$mount: account calls beyond 20 a second are 429 in shape A', async ({ open }) => {
  const exchange = await opened(open);
  const request = {
    method: 'GET',
    url: `${exchange.restUrl}/profile`,
    headers: loginHeaders(exchange),
  } as const;
  for (let call = 0; call < 20; call += 1) expect((await exchange.http.send(request)).status).toBe(200);
  const refused = await exchange.http.send(request);
  expect(refused.status).toBe(429);
  expect(JSON.parse(refused.body)).toMatchObject({ errorType: 'Rate_Limit', errorCode: 'DH-904' });
});
