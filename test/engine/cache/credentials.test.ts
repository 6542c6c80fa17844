import { expect, test } from 'vitest';
import { resolveCredentials } from '#engine/cache/credentials.ts';
import type { CredentialSources } from '#engine/cache/credentials.ts';
import { istToEpochMs } from '#engine/market/ist-time.ts';
import { makeAccessToken } from '#test/support/access-tokens.ts';

const NOW_MS = istToEpochMs('2026-02-04', '08:55:00');
const HOUR_MS = 3_600_000;
const CLIENT = '1100003626';

const live = makeAccessToken({ clientId: CLIENT, expiresAtMs: NOW_MS + 6 * HOUR_MS });
const newer = makeAccessToken({ clientId: CLIENT, expiresAtMs: NOW_MS + 20 * HOUR_MS, serial: 'second' });
const expired = makeAccessToken({ clientId: CLIENT, expiresAtMs: NOW_MS - 14 * HOUR_MS });

function resolve(sources: Partial<CredentialSources>) {
  return resolveCredentials({
    environment: {},
    dotenv: {},
    storeState: { kind: 'absent', location: 'broker.db' },
    nowMs: NOW_MS,
    ...sources,
  });
}

function pair(accessToken: string, clientId = CLIENT) {
  return { DHAN_CLIENT_ID: clientId, DHAN_ACCESS_TOKEN: accessToken };
}

function rows(accessToken: string, isDefault = true) {
  const row = { clientId: CLIENT, accessToken, isDefault, savedAtMs: istToEpochMs('2026-02-04', '08:41:00') };
  return { kind: 'rows' as const, location: 'broker.db', rows: [row] };
}

test('the environment comes first and its remaining life is told', () => {
  const found = resolve({ environment: pair(live) });
  expect(found).toMatchObject({
    kind: 'found',
    source: 'environment',
    credentials: { clientId: CLIENT, accessToken: live },
    expiresAtMs: NOW_MS + 6 * HOUR_MS,
  });
  expect(found.notes[0]).toBe('using the environment credentials, valid for 6 h more, until 14:55:00 IST');
});

test('a token that ends on another day is told with the date', () => {
  const { notes } = resolve({ environment: pair(newer) });
  expect(notes[0]).toBe(
    'using the environment credentials, valid for 20 h more, until 2026-02-05 04:55:00 IST',
  );
});

test('.env serves when the environment is empty, the database when both are', () => {
  expect(resolve({ dotenv: pair(live) })).toMatchObject({ kind: 'found', source: '.env' });
  expect(resolve({ storeState: rows(live) })).toMatchObject({ kind: 'found', source: 'database' });
});

test('an expired environment token is skipped, named, and the database token is used', () => {
  const found = resolve({ environment: pair(expired), storeState: rows(live) });
  expect(found).toMatchObject({ kind: 'found', source: 'database' });
  expect(found.notes).toEqual([
    'using the database credentials, valid for 6 h more, until 14:55:00 IST, saved 08:41',
    'environment: the token expired 14 h ago',
    '.env: DHAN_CLIENT_ID and DHAN_ACCESS_TOKEN are not set',
  ]);
});

test('two live sources with the same pair agree', () => {
  expect(resolve({ environment: pair(live), storeState: rows(live) }).kind).toBe('found');
});

test.each([
  ['tokens', pair(newer)],
  ['client ids', pair(live, '1100009999')],
])('two live sources with different %s are refused', (what, dotenv) => {
  const refused = resolve({ environment: pair(live), dotenv });
  expect(refused).toMatchObject({ kind: 'refused' });
  expect(refused.kind === 'refused' && refused.causes[0]).toBe(
    `Two live credential sources disagree: environment and .env hold different ${what}`,
  );
});

test('with nothing anywhere the whole chain is told in order', () => {
  expect(resolve({})).toMatchObject({
    kind: 'refused',
    causes: [
      'No usable DhanHQ credentials: expected a client id and a live access token in the environment, .env or the database',
      'environment: DHAN_CLIENT_ID and DHAN_ACCESS_TOKEN are not set',
      '.env: DHAN_CLIENT_ID and DHAN_ACCESS_TOKEN are not set',
      'database: no file at broker.db',
    ],
  });
  const empty = resolve({ storeState: { kind: 'empty', location: 'broker.db' } });
  expect(empty.kind === 'refused' && empty.causes[3]).toBe(
    'database: table dhan_credentials in broker.db has 0 rows',
  );
});

test.each([
  [{ DHAN_CLIENT_ID: CLIENT }, 'environment: DHAN_ACCESS_TOKEN is missing (DHAN_CLIENT_ID is set)'],
  [{ DHAN_ACCESS_TOKEN: live }, 'environment: DHAN_CLIENT_ID is missing (DHAN_ACCESS_TOKEN is set)'],
])('a partial pair names the missing half', (environment, cause) => {
  const refused = resolve({ environment });
  expect(refused.kind === 'refused' && refused.causes).toContain(cause);
});

test('a client id in .env completes a token in the environment', () => {
  expect(
    resolve({ environment: { DHAN_ACCESS_TOKEN: live }, dotenv: { DHAN_CLIENT_ID: CLIENT } }),
  ).toMatchObject({
    kind: 'found',
    source: 'environment and .env',
  });
});

test('an API key beside the token warns of a mode conflict', () => {
  const found = resolve({ environment: { ...pair(live), DHAN_API_KEY: 'k', DHAN_API_SECRET: 's' } });
  expect(found.notes.at(-1)).toContain('warning: DHAN_API_KEY and DHAN_API_SECRET are set beside');
});

test('a token made for another client is pointed out', () => {
  const found = resolve({ environment: pair(live, '1100009999') });
  expect(found.notes[0]).toContain('the token was made for client 1100****26, not 1100****99');
});

test('the default row of the database is preferred, and a live one over an expired default', () => {
  const first = { ...rows(live, false).rows[0]!, clientId: '1100001111' };
  const second = rows(newer).rows[0]!;
  const storeState = { kind: 'rows' as const, location: 'broker.db', rows: [first, second] };
  expect(resolve({ storeState })).toMatchObject({ credentials: { accessToken: newer } });
  const expiredDefault = { ...storeState, rows: [first, { ...second, accessToken: expired }] };
  expect(resolve({ storeState: expiredDefault })).toMatchObject({ credentials: { clientId: '1100001111' } });
});

test('no answer ever contains a token, however it was broken', () => {
  const tokens = [
    live,
    expired,
    `${live.slice(0, 30)}****`,
    `${live} `,
    'not-a-jwt-but-a-secret-anyway',
    live.replace('.', ''),
  ];
  for (const token of tokens) {
    const resolution = resolve({ environment: pair(token), dotenv: pair(newer), storeState: rows(expired) });
    const said = resolution.kind === 'refused' ? [...resolution.causes, resolution.remedy] : [];
    const text = [...said, ...resolution.notes].join('\n');
    for (const part of [token.trim(), newer, expired, ...token.split('.')])
      if (part.length > 8) expect(text).not.toContain(part);
  }
});
