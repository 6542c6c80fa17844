import { expect, test } from 'vitest';
import type { CredentialFacts } from '#engine/verify/credential-facts.ts';
import {
  credentialsPresent,
  credentialsUnambiguous,
  tokenValid,
} from '#engine/verify/checks/credential-checks.ts';
import { healthyCredentials, judge, marketAt, OPEN_MS } from '../fake-targets.ts';

const FOUND: CredentialFacts = {
  state: 'found',
  source: 'environment',
  missing: [],
  details: [],
  expiresAtMs: OPEN_MS + 20 * 3_600_000,
  issuedAtMs: OPEN_MS - 4 * 3_600_000,
  consumer: 'SELF',
};

function withFacts(facts: Partial<CredentialFacts>, nowMs = OPEN_MS) {
  return healthyCredentials({ facts: async () => ({ ...FOUND, ...facts }), market: marketAt(nowMs) });
}

test.each([credentialsPresent, credentialsUnambiguous, tokenValid])(
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
