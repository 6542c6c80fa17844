import { expect, test } from 'vitest';
import { istToEpochMs } from '#engine/market/ist-time.ts';
import type { ScenarioAccount } from '#engine/scenario.ts';
import { createAccounts } from '#mock-dhan/world/accounts.ts';
import { claimsOf } from '#test/support/access-tokens.ts';
import { smallScenario } from '#test/support/small-world.ts';

const SCENARIO_NOW_MS = istToEpochMs('2026-02-04', '09:20:00');
const LATER_WALL_MS = istToEpochMs('2026-11-21', '10:00:00');
const EARLIER_WALL_MS = istToEpochMs('2025-11-21', '10:00:00');
const DAY_MS = 86_400_000;

function accountsOf(
  account: Partial<ScenarioAccount> = {},
  options: { readonly seed?: number; readonly wallNowMs?: number; readonly webhookUrl?: string } = {},
) {
  return createAccounts({
    scenario: smallScenario({
      accounts: [{ clientId: '1100000001', token: 'valid', dataPlan: 'Active', ...account }],
    }),
    seed: options.seed ?? 1,
    wallNowMs: options.wallNowMs ?? LATER_WALL_MS,
    scenarioNowMs: SCENARIO_NOW_MS,
    webhookUrl: options.webhookUrl,
  });
}

test('a token has the header and the claims of one made on web.dhan.co', () => {
  const { accessToken } = accountsOf().credentialsOf()!;
  expect(accessToken.startsWith('eyJ')).toBe(true);
  expect(claimsOf(accessToken, 0)).toEqual({ typ: 'JWT', alg: 'HS512' });
  expect(claimsOf(accessToken, 1)).toMatchObject({
    iss: 'dhan',
    tokenConsumerType: 'SELF',
    dhanClientId: '1100000001',
    exp: (LATER_WALL_MS + DAY_MS) / 1000,
    iat: LATER_WALL_MS / 1000,
  });
});

test('a token names the webhook of its account, or the one of all, and a renewed one does', () => {
  const own = { postbackUrl: 'http://127.0.0.1:9000/own' };
  const accounts = accountsOf(own);
  const webhookOf = (each: typeof accounts): unknown =>
    claimsOf(each.credentialsOf()!.accessToken, 1)['webhookUrl'];
  expect(webhookOf(accounts)).toBe(own.postbackUrl);
  accounts.renewToken(accounts.all[0]!, { consumer: 'SELF', partnerId: '', nowMs: SCENARIO_NOW_MS });
  expect(webhookOf(accounts)).toBe(own.postbackUrl);
  const all = accountsOf(own, { webhookUrl: 'http://127.0.0.1:9001/all' });
  expect([webhookOf(all), all.all[0]?.postbackUrl]).toEqual(Array(2).fill('http://127.0.0.1:9001/all'));
});

test('a valid token lives a day from the later of wall and scenario time', () => {
  expect(accountsOf({}, { wallNowMs: LATER_WALL_MS }).all[0]!.expiresAtMs).toBe(LATER_WALL_MS + DAY_MS);
  expect(accountsOf({}, { wallNowMs: EARLIER_WALL_MS }).all[0]!.expiresAtMs).toBe(SCENARIO_NOW_MS + DAY_MS);
});

test('an expired token is dead on both clocks', () => {
  for (const wallNowMs of [EARLIER_WALL_MS, LATER_WALL_MS]) {
    const [account] = accountsOf({ token: 'expired' }, { wallNowMs }).all;
    expect(account!.expiresAtMs).toBeLessThan(Math.min(wallNowMs, SCENARIO_NOW_MS));
  }
});

test('the same scenario and seed mint the same token, another seed another', () => {
  const [one, again, other] = [1, 1, 2].map((seed) => accountsOf({}, { seed }).credentialsOf()?.accessToken);
  expect(again).toBe(one);
  expect(other).not.toBe(one);
});

test('every way a login can be wrong has its own verdict', () => {
  const accounts = accountsOf();
  const { accessToken, clientId } = accounts.credentialsOf()!;
  const foreign = accountsOf({}, { seed: 2 }).credentialsOf()!.accessToken;
  const [header, claims, signature] = accessToken.split('.');
  const judge = (token: string | undefined, id: string | undefined = clientId, nowMs = SCENARIO_NOW_MS) =>
    accounts.judgeLogin({ accessToken: token, clientId: id, nowMs, needsDataPlan: true });
  expect(judge(accessToken)).toBe('ok');
  expect(judge(accessToken, undefined)).toBe('ok');
  expect(judge(undefined)).toBe('missing');
  expect(judge('')).toBe('missing');
  for (const token of ['garbage', 'a.b', 'a.b.c', `${header}..${signature}`, `${header}.${claims}.`])
    expect([token.length, judge(token)]).toEqual([token.length, 'malformed']);
  expect(judge(foreign)).toBe('unknown');
  expect(judge(`${header}.${claims}.AAAA`)).toBe('unknown');
  expect(judge(accessToken, '42')).toBe('client-mismatch');
  expect(judge(accessToken, '')).toBe('client-mismatch');
  expect(judge(accessToken, clientId, LATER_WALL_MS + DAY_MS)).toBe('expired');
});

test('a token altered to live longer is not accepted', () => {
  const accounts = accountsOf({ token: 'expired' });
  const { accessToken, clientId } = accounts.credentialsOf()!;
  const [header, , signature] = accessToken.split('.');
  const longer = Buffer.from(JSON.stringify({ ...claimsOf(accessToken, 1), exp: 9_999_999_999 }));
  const forged = `${header}.${longer.toString('base64url')}.${signature}`;
  expect(
    accounts.judgeLogin({ accessToken: forged, clientId, nowMs: SCENARIO_NOW_MS, needsDataPlan: true }),
  ).toBe('unknown');
});

test('an account without the data plan is told so only when all else is well', () => {
  const accounts = accountsOf({ dataPlan: 'Deactive' });
  const { accessToken, clientId } = accounts.credentialsOf()!;
  expect(accounts.judgeLogin({ accessToken, clientId, nowMs: SCENARIO_NOW_MS, needsDataPlan: true })).toBe(
    'no-data-plan',
  );
  expect(
    accounts.judgeLogin({ accessToken, clientId: '42', nowMs: SCENARIO_NOW_MS, needsDataPlan: true }),
  ).toBe('client-mismatch');
});

test('a scenario without accounts has no credentials to hand out', () => {
  const accounts = createAccounts({
    scenario: smallScenario({ accounts: [] }),
    seed: 1,
    wallNowMs: LATER_WALL_MS,
    scenarioNowMs: SCENARIO_NOW_MS,
  });
  expect(accounts.credentialsOf()).toBeUndefined();
});

test('a renewal replaces the token of its account alone, and no two tokens of an account are alike', () => {
  const accounts = createAccounts({
    scenario: smallScenario({
      accounts: ['1', '2'].map((clientId) => ({ clientId, token: 'valid', dataPlan: 'Active' })),
    }),
    seed: 1,
    wallNowMs: LATER_WALL_MS,
    scenarioNowMs: SCENARIO_NOW_MS,
  });
  const [account, other] = accounts.all;
  const untouched = other!.accessToken;
  const tokens = [account!.accessToken];
  // The clock stands still, then is set back: neither may bring an old token to life again.
  for (const nowMs of [SCENARIO_NOW_MS, SCENARIO_NOW_MS, SCENARIO_NOW_MS - 5000]) {
    accounts.renewToken(account!, { consumer: 'SELF', partnerId: '', nowMs });
    tokens.push(account!.accessToken);
  }
  expect(new Set(tokens).size).toBe(4);
  const verdicts = tokens.map((token) => accounts.judgeToken(token, SCENARIO_NOW_MS));
  expect(verdicts).toEqual(['unknown', 'unknown', 'unknown', 'ok']);
  expect(accounts.ownerOf(tokens[0]!)).toBeUndefined();
  expect(other!.accessToken).toBe(untouched);
  expect(accounts.judgeToken(untouched, SCENARIO_NOW_MS)).toBe('ok');
});

test('an account whose token has expired comes to a live one', () => {
  const accounts = accountsOf({ token: 'expired' });
  const [account] = accounts.all;
  expect(accounts.judgeToken(account!.accessToken, SCENARIO_NOW_MS)).toBe('expired');
  const nowMs = SCENARIO_NOW_MS + 60_000;
  accounts.renewToken(account!, { consumer: 'APP', partnerId: 'app', nowMs });
  expect(accounts.judgeToken(account!.accessToken, nowMs)).toBe('ok');
  expect(account!.expiresAtMs).toBe(nowMs + DAY_MS);
});

test('the scenario’s own login secrets outrank the mock’s', () => {
  const [own] = accountsOf({
    pin: '246813',
    totpSecret: 'GEZDGNBVGY3TQOJQ',
    redirectUrl: 'http://a.test//',
  }).all;
  expect(own!.secrets).toEqual({ pin: '246813', totpSecret: 'GEZDGNBVGY3TQOJQ' });
  expect(own!.redirectUrl).toBe('http://a.test');
  expect(accountsOf().all[0]!.secrets).toEqual({
    pin: '111111',
    totpSecret: expect.stringMatching(/^[A-Z2-7]{32}$/),
  });
});
