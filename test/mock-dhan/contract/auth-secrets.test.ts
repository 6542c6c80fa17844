/** Nothing a client logs in with is repeated in a refusal, a counter or a list of connections. */
import { expect, test } from 'vitest';
import { createControlApp } from '#mock-dhan/control/app.ts';
import { TEST_APP } from '#mock-dhan/world/consenting-parties.ts';
import { totpAt } from '#mock-dhan/world/totp.ts';
import { FeedListener, MOUNTS, feedQuery, openedPerTest } from '#test/support/mounted-exchange.ts';
import type { MountedExchange } from '#test/support/mounted-exchange.ts';
import { loginHeaders } from '#test/support/rest-calls.ts';

const opened = openedPerTest();

const CLIENT_ID = '1100000001';
const PIN = '975318';
const TOTP_SECRET = 'PLANTEDPLANTEDPLANTEDPLANTED2345';
const ACCOUNT = {
  clientId: CLIENT_ID,
  token: 'valid',
  dataPlan: 'Active',
  pin: PIN,
  totpSecret: TOTP_SECRET,
} as const;
const GENERATE = `/app/generateAccessToken?dhanClientId=${CLIENT_ID}&pin=${PIN}`;

test.each(MOUNTS)(
  '$mount: no refusal, counter or connection repeats a token, a PIN or a secret',
  async ({ open }) => {
    const exchange = await opened(open, { accounts: [ACCOUNT] });
    const old = loginHeaders(exchange)['access-token']!;
    await FeedListener.connect(exchange, feedQuery(exchange));
    const totp = totpAt(TOTP_SECRET, exchange.clock.nowMs());
    await exchange.http.send({
      method: 'POST',
      url: `${exchange.originUrl}${GENERATE}&totp=${totp}`,
      headers: {},
    });
    const fresh = loginHeaders(exchange)['access-token']!;
    expect(fresh).not.toBe(old);
    const told = await refusals(exchange, old, fresh);
    expect(told).toHaveLength(REFUSED_CALLS.length);
    told.push(...(await controlAnswers(exchange)));
    for (const text of told)
      for (const secret of [old, fresh, old.split('.')[1]!, PIN, TOTP_SECRET, TEST_APP.secret])
        expect(text).not.toContain(secret);
  },
);

const REFUSED_CALLS = [
  ['POST', `${GENERATE}&totp=000000`],
  ['POST', `/app/generateAccessToken?dhanClientId=${TOTP_SECRET}&pin=${PIN}`],
  ['GET', `${GENERATE}&totp=000000`],
  ['GET', '/v2/profile'],
  ['GET', '/v2/RenewToken'],
  ['POST', '/v2/RenewToken'],
  ['PUT', '/v2/ip/modifyIP'],
  ['POST', '/v2/optionchain'],
  ['POST', '/app/generate-consent?client_id=42'],
  ['GET', `/app/consumeApp-consent?tokenId=${TOTP_SECRET}`],
  ['GET', `/login/consentApp-login?consentAppId=${TOTP_SECRET}`],
] as const;

/** What the exchange says to calls that carry secrets and fail, the dead token in the header and both tokens in a query. */
async function refusals(exchange: MountedExchange, old: string, fresh: string): Promise<string[]> {
  const told: string[] = [];
  for (const [method, path] of REFUSED_CALLS) {
    const { body } = await exchange.http.send({
      method,
      url: `${exchange.originUrl}${path}${path.includes('?') ? '&' : '?'}old=${old}&fresh=${fresh}`,
      headers: { 'access-token': old, app_id: TEST_APP.id, app_secret: TEST_APP.secret },
    });
    expect(body).toMatch(/error|failed|Not Found/i);
    told.push(body);
  }
  return told;
}

async function controlAnswers({ exchange }: MountedExchange): Promise<string[]> {
  const control = createControlApp(exchange, { token: 'control' });
  const headers = { authorization: 'Bearer control' };
  const answers = await Promise.all(
    ['/counters', '/connections'].map(async (path) => (await control.request(path, { headers })).text()),
  );
  expect(answers[0]).toContain('POST /app/generateAccessToken');
  expect(answers[1]).toContain(CLIENT_ID);
  return answers;
}
