/** Logins by consent, of an API key and of a partner, in memory and on sockets alike. */
import { expect, test } from 'vitest';
import { TEST_APP, TEST_PARTNER } from '#mock-dhan/world/consenting-parties.ts';
import { claimsOf } from '#test/support/access-tokens.ts';
import { MOUNTS, openedPerTest } from '#test/support/mounted-exchange.ts';
import type { MountedExchange } from '#test/support/mounted-exchange.ts';
import { loginHeaders } from '#test/support/rest-calls.ts';

const opened = openedPerTest();

const CLIENT_ID = '1100000001';
const UUID = /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-8[\da-f]{3}-[\da-f]{12}$/;
const APP = { app_id: TEST_APP.id, app_secret: TEST_APP.secret };
const PARTNER = { partner_id: TEST_PARTNER.id, partner_secret: TEST_PARTNER.secret };
const ACCOUNT = {
  clientId: CLIENT_ID,
  token: 'valid',
  dataPlan: 'Active',
  redirectUrl: 'http://127.0.0.1:9/callback/',
} as const;

async function call(
  exchange: MountedExchange,
  method: 'GET' | 'POST',
  path: string,
  headers: Readonly<Record<string, string>> = {},
) {
  const { status, body } = await exchange.http.send({ method, url: `${exchange.originUrl}${path}`, headers });
  expect(status).toBe(200);
  return JSON.parse(body) as Record<string, string>;
}

/** The browser's visit, whose redirect is looked at and not followed. */
async function visit({ exchange, originUrl }: MountedExchange, path: string): Promise<Response> {
  const url = `${originUrl}${path}`;
  return url.startsWith('http://127.0.0.1:') ? fetch(url, { redirect: 'manual' }) : exchange.app.request(url);
}

function tokenIdOf(response: Response): string {
  expect(response.status).toBe(302);
  const location = response.headers.get('location')!;
  expect(location).toMatch(/^http:\/\/127\.0\.0\.1:9\/callback\/\?tokenId=[\da-f-]{36}$/);
  return new URL(location).searchParams.get('tokenId')!;
}

test.each(MOUNTS)('$mount: an API key comes to its token through the browser, once', async ({ open }) => {
  const exchange = await opened(open, { accounts: [ACCOUNT] });
  const asked = await call(exchange, 'POST', `/app/generate-consent?client_id=${CLIENT_ID}`, APP);
  expect(asked).toEqual({
    consentAppId: expect.stringMatching(UUID),
    consentAppStatus: 'GENERATED',
    status: 'success',
  });
  const login = `/login/consentApp-login?consentAppId=${asked['consentAppId']}`;
  const page = await visit(exchange, login);
  expect([page.status, page.headers.get('content-type')]).toEqual([
    200,
    expect.stringContaining('text/html'),
  ]);
  const html = await page.text();
  expect(html.match(/<button/g)).toHaveLength(1);
  expect(html).toContain(`name="consentAppId" value="${asked['consentAppId']}"`);
  const tokenId = tokenIdOf(await visit(exchange, `${login}&auto=1`));
  const old = loginHeaders(exchange)['access-token'];
  const granted = await call(exchange, 'GET', `/app/consumeApp-consent?tokenId=${tokenId}`, APP);
  expect(granted).toMatchObject({ dhanClientId: CLIENT_ID, accessToken: expect.stringMatching(/^eyJ/) });
  expect(granted['expiryTime']).toMatch(/^2026-02-05T09:20:0\d$/);
  expect(claimsOf(granted['accessToken']!, 1)).toMatchObject({
    tokenConsumerType: 'APP',
    partnerId: TEST_APP.id,
    dhanClientId: CLIENT_ID,
  });
  expect(loginHeaders(exchange)['access-token']).toBe(granted['accessToken']);
  expect(granted['accessToken']).not.toBe(old);
  const again = await call(exchange, 'POST', `/app/consumeApp-consent?tokenId=${tokenId}`, APP);
  expect(again).toEqual({ message: 'Invalid tokenId', status: 'error' });
  expect(await (await visit(exchange, `${login}&auto=1`)).json()).toMatchObject({ status: 'error' });
});

test.each(MOUNTS)('$mount: a partner comes to a token that names it', async ({ open }) => {
  const exchange = await opened(open, { accounts: [ACCOUNT] });
  const asked = await call(exchange, 'POST', '/partner/generate-consent', PARTNER);
  expect(asked).toEqual({ consentId: expect.stringMatching(UUID), consentStatus: 'GENERATED' });
  const login = `/consent-login?consentId=${asked['consentId']}`;
  expect(await (await visit(exchange, login)).text()).toContain('<button');
  const tokenId = tokenIdOf(await visit(exchange, `${login}&auto=1`));
  const path = `/partner/consume-consent?tokenId=${tokenId}`;
  expect(await call(exchange, 'POST', `/app/consumeApp-consent?tokenId=${tokenId}`, APP)).toMatchObject({
    message: 'Invalid tokenId',
  });
  const granted = await call(exchange, 'POST', path, PARTNER);
  expect(claimsOf(granted['accessToken']!, 1)).toMatchObject({
    tokenConsumerType: 'APP',
    partnerId: TEST_PARTNER.id,
  });
});

test.each(MOUNTS)('$mount: a day has 25 consents, the next day 25 more', async ({ open }) => {
  const exchange = await opened(open, { accounts: [ACCOUNT] });
  const ask = () => call(exchange, 'POST', `/app/generate-consent?client_id=${CLIENT_ID}`, APP);
  const ids = new Set<string>();
  for (let count = 0; count < 25; count += 1) ids.add((await ask())['consentAppId']!);
  expect(ids.size).toBe(25);
  expect(await ask()).toMatchObject({ status: 'error', message: expect.stringContaining('25 per day') });
  exchange.clock.advanceTo(exchange.clock.nowMs() + 86_400_000);
  expect(await ask()).toMatchObject({ status: 'success' });
});

test.each(MOUNTS)('$mount: wrong keys, clients and ids are shape E', async ({ open }) => {
  const exchange = await opened(open, { accounts: [ACCOUNT] });
  const cases = [
    ['POST', `/app/generate-consent?client_id=${CLIENT_ID}`, { ...APP, app_secret: 'other' }],
    ['POST', '/app/generate-consent?client_id=42', APP],
    ['GET', '/login/consentApp-login?consentAppId=nobody', {}],
    ['GET', '/app/consumeApp-consent?tokenId=nobody', APP],
    ['GET', '/app/consumeApp-consent?tokenId=nobody', {}],
    ['POST', '/partner/generate-consent', APP],
    ['GET', '/consent-login', {}],
    ['POST', '/partner/consume-consent?tokenId=nobody', PARTNER],
  ] as const;
  for (const [method, path, headers] of cases)
    expect(await call(exchange, method, path, headers)).toEqual({
      message: expect.stringMatching(/^Invalid /),
      status: 'error',
    });
});
