import { expect, test } from 'vitest';
import { resolveCredentials } from '#engine/cache/credentials.ts';
import type { CredentialSources } from '#engine/cache/credentials.ts';
import { credentialFacts } from '#engine/verify/credential-facts.ts';
import { OPEN_MS } from './fake-targets.ts';

const CLIENT = '1100003626';

function tokenUntil(expiresAtMs: number, mark = ''): string {
  const claims = { iss: 'dhan', exp: expiresAtMs / 1000, dhanClientId: CLIENT };
  return `${encode({ typ: 'JWT', alg: 'HS512' })}.${encode(claims)}.signature${mark}`;
}

function encode(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}

function factsOf(sources: Partial<CredentialSources>) {
  const absent = {
    environment: {},
    dotenv: {},
    storeState: { kind: 'absent', location: 'data.db' },
    nowMs: OPEN_MS,
  } as const;
  return credentialFacts(resolveCredentials({ ...absent, ...sources }));
}

const LIVE = { DHAN_CLIENT_ID: CLIENT, DHAN_ACCESS_TOKEN: tokenUntil(OPEN_MS + 3_600_000) };

test('a live pair is found, with its source and its end', () => {
  expect(factsOf({ environment: LIVE })).toMatchObject({
    state: 'found',
    source: 'environment',
    expiresAtMs: OPEN_MS + 3_600_000,
  });
});

test('nothing anywhere is missing', () => {
  expect(factsOf({})).toMatchObject({ state: 'missing', missing: [] });
});

test.each(['DHAN_CLIENT_ID', 'DHAN_ACCESS_TOKEN'] as const)(
  'a pair without %s is partial and names it',
  (name) => {
    expect(factsOf({ environment: { ...LIVE, [name]: '' } })).toMatchObject({
      state: 'partial',
      missing: [name],
    });
  },
);

test('an expired or a garbled token is unusable, not missing', () => {
  const expired = { ...LIVE, DHAN_ACCESS_TOKEN: tokenUntil(OPEN_MS - 1000) };
  expect(factsOf({ environment: expired }).state).toBe('unusable');
  expect(factsOf({ environment: { ...LIVE, DHAN_ACCESS_TOKEN: 'garbage' } }).state).toBe('unusable');
});

test('two live sources that disagree are ambiguous', () => {
  const dotenv = { ...LIVE, DHAN_ACCESS_TOKEN: tokenUntil(OPEN_MS + 7_200_000, 'x') };
  expect(factsOf({ environment: LIVE, dotenv }).state).toBe('ambiguous');
});

test('no token reaches the facts', () => {
  const secret = LIVE.DHAN_ACCESS_TOKEN.split('.')[1]!;
  for (const sources of [{ environment: LIVE }, { dotenv: { ...LIVE, DHAN_CLIENT_ID: '' } }])
    expect(JSON.stringify(factsOf(sources))).not.toContain(secret);
});
