import { expect, test } from 'vitest';
import type { CredentialFacts } from '#engine/verify/credential-facts.ts';
import {
  credentialsPresent,
  credentialsUnambiguous,
  tokenLife,
  tokenValid,
} from '#engine/verify/checks/credential-checks.ts';
import { healthyCredentials, judge, marketAt, OPEN_MS } from '../fake-targets.ts';
import { istToEpochMs } from '#engine/market/ist-time.ts';

const FOUND: CredentialFacts = {
  state: 'found',
  source: 'environment',
  missing: [],
  details: [],
  expiresAtMs: OPEN_MS + 20 * 3_600_000,
};

function withFacts(facts: Partial<CredentialFacts>, nowMs = OPEN_MS) {
  return healthyCredentials({ facts: async () => ({ ...FOUND, ...facts }), market: marketAt(nowMs) });
}

test.each([credentialsPresent, credentialsUnambiguous, tokenValid, tokenLife])(
  '$id passes on a live pair',
  async (check) => {
    expect((await judge(check, healthyCredentials())).status).toBe('pass');
  },
);

test('no credentials at all names both variables, for a POSIX shell and for PowerShell', async () => {
  const facts = { state: 'missing', details: ['environment: not set', 'database: 0 rows'] } as const;
  const judgement = await judge(credentialsPresent, withFacts(facts));
  expect(judgement.status).toBe('fail');
  expect(judgement.observed).toBe('neither is set: environment: not set; database: 0 rows');
  expect(judgement.remedy).toContain(
    'export DHAN_CLIENT_ID="YOUR_CLIENT_ID"; export DHAN_ACCESS_TOKEN="YOUR_DAILY_TOKEN"',
  );
  expect(judgement.remedy).toContain('$env:DHAN_CLIENT_ID = "YOUR_CLIENT_ID"');
});

test('half a pair names the missing half and only its line', async () => {
  const judgement = await judge(
    credentialsPresent,
    withFacts({ state: 'partial', missing: ['DHAN_ACCESS_TOKEN'] }),
  );
  expect(judgement.status).toBe('fail');
  expect(judgement.observed).toContain('DHAN_ACCESS_TOKEN is missing');
  expect(judgement.remedy).not.toContain('DHAN_CLIENT_ID');
});

test('two live sources that disagree fail; an API key beside the token warns', async () => {
  const details = ['Two live credential sources disagree: environment and database'];
  expect(await judge(credentialsUnambiguous, withFacts({ state: 'ambiguous', details }))).toMatchObject({
    status: 'fail',
    observed: details[0],
  });
  const conflict = withFacts({ details: ['warning: DHAN_API_KEY is set beside the access token'] });
  expect(await judge(credentialsUnambiguous, conflict)).toMatchObject({ status: 'warn' });
});

test('an expired token fails at the time of the target, whatever our clock says', async () => {
  const expiresAtMs = OPEN_MS - 14 * 3_600_000;
  const judgement = await judge(tokenValid, withFacts({ expiresAtMs }));
  expect(judgement).toMatchObject({ status: 'fail', observed: 'it expired 14 h 0 min ago' });
  expect((await judge(tokenValid, withFacts({ expiresAtMs }, expiresAtMs - 1))).status).toBe('pass');
});

test('a garbled token fails with what the engine found', async () => {
  const facts = {
    state: 'unusable',
    details: ['environment: the access token is unusable: it is not a JWT'],
  } as const;
  expect(await judge(tokenValid, withFacts(facts))).toMatchObject({
    status: 'fail',
    observed: facts.details[0],
  });
  expect((await judge(credentialsPresent, withFacts(facts))).status).toBe('pass');
});

test('a token of another account warns', async () => {
  const details = ['using the environment credentials; warning: the token was made for client 1100****26'];
  expect((await judge(tokenValid, withFacts({ details }))).status).toBe('warn');
});

test('a token that ends before the close warns with both times, one that ends after it does not', async () => {
  const early = await judge(tokenLife, withFacts({ expiresAtMs: istToEpochMs('2026-02-04', '15:07:00') }));
  expect(early.status).toBe('warn');
  expect(early.observed).toBe('5 h 22 min left, until 15:07:00 IST');
  expect(early.expected).toContain('15:30:00 IST');
  const late = await judge(tokenLife, withFacts({ expiresAtMs: istToEpochMs('2026-02-04', '15:31:00') }));
  expect(late.status).toBe('pass');
});

test('the end of a token on another day carries its date, and a long life is told in days', async () => {
  const tomorrow = await judge(tokenLife, withFacts({ expiresAtMs: istToEpochMs('2026-02-05', '09:45:00') }));
  expect(tomorrow.observed).toBe('24 h 0 min left, until 2026-02-05 09:45:00 IST');
  const later = await judge(tokenLife, withFacts({ expiresAtMs: istToEpochMs('2026-11-22', '16:26:08') }));
  expect(later.observed).toBe('291 d left, until 2026-11-22 16:26:08 IST');
});

test('after the close a token of today is good enough', async () => {
  const nowMs = istToEpochMs('2026-02-04', '16:30:00');
  expect((await judge(tokenLife, withFacts({ expiresAtMs: nowMs + 60_000 }, nowMs))).status).toBe('pass');
});
