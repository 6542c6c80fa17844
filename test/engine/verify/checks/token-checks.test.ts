import { expect, test } from 'vitest';
import { istToEpochMs } from '#engine/market/ist-time.ts';
import type { CredentialFacts } from '#engine/verify/credential-facts.ts';
import {
  tokenClaims,
  tokenDataPlan,
  tokenOutlivesClose,
  tokenRenewal,
  tokenStaticIp,
} from '#engine/verify/checks/token-checks.ts';
import type { CredentialTarget, ExchangeTarget, StaticIpFacts } from '#engine/verify/targets.ts';
import { healthyCredentials, healthyExchange, judge, marketAt, OPEN_MS } from '../fake-targets.ts';

function withFacts(facts: Partial<CredentialFacts>, nowMs = OPEN_MS): CredentialTarget {
  const healthy = healthyCredentials({ market: marketAt(nowMs) });
  return { ...healthy, facts: async () => ({ ...(await healthy.facts()), ...facts }) };
}

function withIp(value: StaticIpFacts): ExchangeTarget {
  return healthyExchange({ staticIp: async () => ({ kind: 'ok', value }) });
}

test.each([tokenClaims, tokenOutlivesClose, tokenRenewal])(
  '$id passes on a token of today',
  async (check) => {
    expect((await judge(check, healthyCredentials())).status).toBe('pass');
  },
);

test.each([tokenDataPlan, tokenStaticIp])('$id passes on a healthy exchange', async (check) => {
  expect((await judge(check, healthyExchange())).status).toBe('pass');
});

test('a token that ends before the close fails with both times, one that ends after it does not', async () => {
  const early = await judge(
    tokenOutlivesClose,
    withFacts({ expiresAtMs: istToEpochMs('2026-02-04', '15:07:00') }),
  );
  expect(early.status).toBe('fail');
  expect(early.observed).toBe('5 h 22 min left, until 15:07:00 IST');
  expect(early.expected).toContain('15:30:00 IST');
  const late = await judge(
    tokenOutlivesClose,
    withFacts({ expiresAtMs: istToEpochMs('2026-02-04', '15:31:00') }),
  );
  expect(late.status).toBe('pass');
});

test('the end of a token on another day carries its date, and a long life is told in days', async () => {
  const tomorrow = await judge(
    tokenOutlivesClose,
    withFacts({ expiresAtMs: istToEpochMs('2026-02-05', '09:45:00') }),
  );
  expect(tomorrow.observed).toBe('24 h 0 min left, until 2026-02-05 09:45:00 IST');
  const later = await judge(
    tokenOutlivesClose,
    withFacts({ expiresAtMs: istToEpochMs('2026-11-22', '16:26:08') }),
  );
  expect(later.observed).toBe('291 d left, until 2026-11-22 16:26:08 IST');
});

test('after the close a token of today is good enough', async () => {
  const nowMs = istToEpochMs('2026-02-04', '16:30:00');
  expect((await judge(tokenOutlivesClose, withFacts({ expiresAtMs: nowMs + 60_000 }, nowMs))).status).toBe(
    'pass',
  );
});

test('on a day without a session the time left is told and nothing more', async () => {
  const saturday = istToEpochMs('2026-02-07', '11:00:00');
  const judgement = await judge(tokenOutlivesClose, withFacts({ expiresAtMs: saturday + 60_000 }, saturday));
  expect(judgement).toMatchObject({ status: 'pass', expected: 'time left on the token' });
});

test('before the open the close of today counts as well', async () => {
  const early = istToEpochMs('2026-02-04', '08:55:00');
  const target = withFacts({ expiresAtMs: istToEpochMs('2026-02-04', '15:07:00') }, early);
  expect((await judge(tokenOutlivesClose, target)).status).toBe('fail');
});

test("an earlier end in the exchange's words is the end", async () => {
  const target = { ...withFacts({}), validUntilMs: async () => istToEpochMs('2026-02-04', '12:00:00') };
  expect(await judge(tokenOutlivesClose, target)).toMatchObject({
    status: 'fail',
    observed: '2 h 15 min left, until 12:00:00 IST',
  });
  const { measurements } = await judge(tokenOutlivesClose, target);
  expect(measurements).toEqual([
    { name: 'left', value: 135, unit: 'min', limit: { kind: 'min', value: 345 } },
  ]);
});

test.each([
  [{ issuedAtMs: undefined }, 'the token states no beginning (iat)'],
  [{ expiresAtMs: undefined }, 'the token states no end (exp)'],
  [{ issuedAtMs: OPEN_MS - 48 * 3_600_000 }, 'made for 2 d'],
  [{ issuedAtMs: OPEN_MS + 48 * 3_600_000 }, 'made for no time at all'],
])('claims that are no day of %o warn', async (facts, observed) => {
  const judgement = await judge(tokenClaims, withFacts(facts));
  expect(judgement.status).toBe('warn');
  expect(judgement.observed).toContain(observed);
});

test('an exchange that tells another end warns with both', async () => {
  const target = { ...withFacts({}), validUntilMs: async () => OPEN_MS };
  expect(await judge(tokenClaims, target)).toMatchObject({
    status: 'warn',
    observed: 'the token ends 2026-02-05 05:45:00 IST, GET /profile says 09:45:00 IST',
  });
  const minute = { ...withFacts({}), validUntilMs: async () => OPEN_MS + 20 * 3_600_000 - 59_000 };
  expect((await judge(tokenClaims, minute)).status).toBe('pass');
});

test('a token made for an app cannot be renewed, one that does not say is not judged', async () => {
  expect((await judge(tokenRenewal, withFacts({ consumer: 'APP' }))).status).toBe('fail');
  expect(tokenRenewal.severity).toBe('warn');
  expect((await judge(tokenRenewal, withFacts({ consumer: undefined }))).status).toBe('skip');
});

test('a plan that lapsed fails', async () => {
  const value = { clientId: '1', tokenValidUntilMs: undefined, dataPlan: 'Deactive', activeSegment: '' };
  const target = healthyExchange({ profile: async () => ({ kind: 'ok', value }) });
  expect(await judge(tokenDataPlan, target)).toMatchObject({
    status: 'fail',
    observed: '200, but dataPlan is "Deactive"',
  });
});

test('a call from another address than the registered one warns; without one nothing is judged', async () => {
  const foreign = withIp({ isRegistered: true, isMatch: false, detected: '10.0.0.9' });
  const judgement = await judge(tokenStaticIp, foreign);
  expect(judgement.status).toBe('fail');
  expect(judgement.observed).toContain('this call came from 10.0.0.9, which is not registered');
  expect(tokenStaticIp.severity).toBe('warn');
  for (const value of [
    { isRegistered: false, isMatch: undefined, detected: undefined },
    { isRegistered: true, isMatch: undefined, detected: undefined },
  ])
    expect((await judge(tokenStaticIp, withIp(value))).status).toBe('skip');
});
