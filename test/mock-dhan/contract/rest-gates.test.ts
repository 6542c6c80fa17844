/** Whom the exchange lets in and how often: logins and rate limits, in memory and on sockets alike. */
import { expect, test } from 'vitest';
import { MOUNTS, openedPerTest } from '#test/support/mounted-exchange.ts';
import { loginHeaders, NIFTY, NIFTY_CHAIN, post } from '#test/support/rest-calls.ts';

const opened = openedPerTest();

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
