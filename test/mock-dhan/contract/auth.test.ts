/** How a client comes by its token and loses it, in memory and on sockets alike. */
import { expect, test } from 'vitest';
import { istToEpochMs } from '#engine/market/ist-time.ts';
import { decodePacket } from '#engine/wire/feed-packets.ts';
import { totpAt } from '#mock-dhan/world/totp.ts';
import { claimsOf } from '#test/support/access-tokens.ts';
import { FeedListener, MOUNTS, feedQuery, openedPerTest } from '#test/support/mounted-exchange.ts';
import type { MountedExchange } from '#test/support/mounted-exchange.ts';
import { loginHeaders, NIFTY, post } from '#test/support/rest-calls.ts';

const opened = openedPerTest();

const CLIENT_ID = '1100000001';
const SECRETS = { pin: '246813', totpSecret: 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ' };
const ACCOUNT = { clientId: CLIENT_ID, token: 'valid', dataPlan: 'Active', ...SECRETS } as const;
const DAY_MS = 86_400_000;

/** The TOTP login as the SDK makes it; good unless changed. */
async function generate(exchange: MountedExchange, changes: Readonly<Record<string, string>> = {}) {
  const totp = totpAt(SECRETS.totpSecret, exchange.clock.nowMs());
  const query = new URLSearchParams({ dhanClientId: CLIENT_ID, pin: SECRETS.pin, totp, ...changes });
  const url = `${exchange.originUrl}/app/generateAccessToken?${query.toString()}`;
  const { status, body } = await exchange.http.send({ method: 'POST', url, headers: {} });
  return { status, body: JSON.parse(body) as Record<string, string> };
}

async function renew(exchange: MountedExchange, changes: Readonly<Record<string, string>> = {}) {
  const headers = { ...loginHeaders(exchange), dhanClientId: CLIENT_ID, ...changes };
  const url = `${exchange.restUrl}/RenewToken`;
  const { status, body } = await exchange.http.send({ method: 'GET', url, headers });
  return { status, body: JSON.parse(body) as Record<string, string> };
}

async function profile(exchange: MountedExchange, accessToken: string) {
  const url = `${exchange.restUrl}/profile`;
  const headers = { 'access-token': accessToken };
  const { status, body } = await exchange.http.send({ method: 'GET', url, headers });
  return { status, body: JSON.parse(body) as Record<string, string> };
}

test.each(MOUNTS)(
  '$mount: PIN and TOTP give an APP token that lives a day of scenario time',
  async ({ open }) => {
    const exchange = await opened(open, { accounts: [ACCOUNT] });
    exchange.clock.advanceTo(istToEpochMs('2026-02-04', '10:00:00'));
    const { status, body } = await generate(exchange);
    expect(status).toBe(200);
    expect(body).toEqual({
      dhanClientId: CLIENT_ID,
      dhanClientName: expect.stringMatching(/\w/),
      dhanClientUcc: expect.stringMatching(/^[A-Z]{4}\d{5}[A-Z]$/),
      givenPowerOfAttorney: false,
      accessToken: expect.stringMatching(/^eyJ/),
      expiryTime: '2026-02-05T10:00:00.000',
    });
    const claims = claimsOf(body['accessToken']!, 1);
    expect(claims).toMatchObject({ tokenConsumerType: 'APP', partnerId: expect.stringMatching(/\w/) });
    expect(claims).not.toHaveProperty('webhookUrl');
    expect((await profile(exchange, body['accessToken']!)).body['tokenValidity']).toBe('05/02/2026 10:00');
    exchange.clock.advanceTo(istToEpochMs('2026-02-04', '10:00:00') + DAY_MS - 1);
    expect((await profile(exchange, body['accessToken']!)).status).toBe(200);
    exchange.clock.advanceTo(exchange.clock.nowMs() + 1);
    expect(await profile(exchange, body['accessToken']!)).toMatchObject({
      status: 400,
      body: { errorCode: 'DH-906', errorMessage: 'Invalid Token' },
    });
  },
);

test.each(MOUNTS)('$mount: a bad login is HTTP 200 in shape E and mints nothing', async ({ open }) => {
  const exchange = await opened(open, { accounts: [ACCOUNT] });
  const before = exchange.exchange.accounts.credentialsOf();
  const staleTotp = totpAt(SECRETS.totpSecret, exchange.clock.nowMs() - 60_000);
  for (const [changes, message] of [
    [{ totp: staleTotp }, 'Invalid TOTP'],
    [{ totp: '' }, 'Invalid TOTP'],
    [{ pin: '000000' }, 'Invalid Pin'],
    [{ dhanClientId: '42' }, 'Invalid Client ID'],
  ] as const)
    expect(await generate(exchange, changes)).toEqual({ status: 200, body: { message, status: 'error' } });
  expect(exchange.exchange.accounts.credentialsOf()).toEqual(before);
  expect((await generate(exchange)).body).toHaveProperty('accessToken');
});

test.each(MOUNTS)('$mount: a token can be generated once every two minutes', async ({ open }) => {
  const exchange = await opened(open, { accounts: [ACCOUNT] });
  const first = (await generate(exchange)).body['accessToken'];
  exchange.clock.advanceTo(exchange.clock.nowMs() + 119_999);
  const early = await generate(exchange);
  expect(early.body).toEqual({ message: 'Token can be generated once every 2 minutes.', status: 'error' });
  exchange.clock.advanceTo(exchange.clock.nowMs() + 1);
  const second = (await generate(exchange)).body['accessToken'];
  expect(second).toMatch(/^eyJ/);
  expect(second).not.toBe(first);
  exchange.clock.set(exchange.clock.nowMs() - 3_600_000);
  expect((await generate(exchange)).body).toHaveProperty('accessToken');
});

test.each(MOUNTS)('$mount: a new token kills the old one on every tier at once', async ({ open }) => {
  const exchange = await opened(open, { accounts: [ACCOUNT] });
  const old = loginHeaders(exchange);
  const { body } = await generate(exchange);
  const dead = await profile(exchange, old['access-token']!);
  expect(dead).toMatchObject({ status: 400, body: { errorCode: 'DH-906', errorMessage: 'Invalid Token' } });
  const data = await post(exchange, '/optionchain/expirylist', NIFTY, old);
  expect([data.status, Object.keys(JSON.parse(data.body).data)]).toEqual([401, ['809']]);
  const fresh = { ...old, 'access-token': body['accessToken']! };
  expect((await post(exchange, '/optionchain/expirylist', NIFTY, fresh)).status).toBe(200);
});

test.each(MOUNTS)('$mount: a feed session whose token was renewed elsewhere hears 809', async ({ open }) => {
  const exchange = await opened(open, { accounts: [ACCOUNT] });
  const listener = await FeedListener.connect(exchange, feedQuery(exchange));
  expect((await renew(exchange)).status).toBe(200);
  const successor = await FeedListener.connect(exchange, feedQuery(exchange));
  exchange.clock.advanceTo(exchange.clock.nowMs() + 250);
  await listener.untilClosed();
  const packet = decodePacket(listener.messages.at(-1) ?? new Uint8Array());
  expect(packet).toMatchObject({ ok: true, value: { kind: 'disconnect', reason: 809 } });
  expect(listener.closed?.code).toBe(1000);
  expect(successor.closed).toBeUndefined();
  expect(exchange.exchange.connections()).toHaveLength(1);
});

test.each(MOUNTS)(
  '$mount: a renewal answers the new SELF token by both names, and the old one is dead',
  async ({ open }) => {
    const exchange = await opened(open, { accounts: [ACCOUNT] });
    const old = loginHeaders(exchange)['access-token']!;
    const { status, body } = await renew(exchange);
    expect(status).toBe(200);
    expect(body['token']).toBe(body['accessToken']);
    expect(body['token']).not.toBe(old);
    expect(body['expiryTime']).toMatch(/^2026-02-05T09:20:0\d\.000$/);
    expect(claimsOf(body['token']!, 1)).toMatchObject({ tokenConsumerType: 'SELF', webhookUrl: '' });
    expect((await profile(exchange, old)).body['errorCode']).toBe('DH-906');
    expect((await renew(exchange)).body['token']).not.toBe(body['token']);
  },
);

test.each(MOUNTS)('$mount: an APP token cannot be renewed', async ({ open }) => {
  const exchange = await opened(open, { accounts: [ACCOUNT] });
  const { accessToken } = (await generate(exchange)).body;
  expect(await renew(exchange)).toEqual({
    status: 400,
    body: {
      errorType: 'Input_Exception',
      errorCode: 'DH-905',
      errorMessage: 'Renewal of token not allowed for this token type',
    },
  });
  expect((await profile(exchange, accessToken!)).status).toBe(200);
});

test.each(MOUNTS)('$mount: a renewal needs its verb, its client id and a live token', async ({ open }) => {
  const exchange = await opened(open, { accounts: [ACCOUNT] });
  const url = `${exchange.restUrl}/RenewToken`;
  for (const method of ['POST', 'PUT'] as const) {
    const response = await exchange.http.send({ method, url, headers: loginHeaders(exchange) });
    expect([response.status, JSON.parse(response.body).errorCode]).toEqual([400, 'DH-905']);
  }
  const refusals = [
    [{ dhanClientId: '' }, 400, 'DH-905'],
    [{ dhanClientId: '42' }, 401, 'DH-901'],
    [{ 'access-token': 'garbage' }, 401, 'DH-901'],
  ] as const;
  for (const [changes, status, errorCode] of refusals)
    expect(await renew(exchange, changes)).toMatchObject({ status, body: { errorCode } });
  exchange.clock.set(exchange.exchange.accounts.all[0]!.expiresAtMs);
  expect(await renew(exchange)).toMatchObject({ status: 400, body: { errorCode: 'DH-906' } });
});
