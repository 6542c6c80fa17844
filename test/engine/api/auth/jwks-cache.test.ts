import { exportJWK, generateKeyPair } from 'jose';
import { expect, test } from 'vitest';
import type { HttpResponse } from '#engine/ports.ts';
import { createIssuer, createPlatformAuth, NOW_MS } from '#test/support/platform-auth.ts';

const MINUTE_MS = 60_000;
const OUTAGE = new Error('connect ECONNREFUSED');

function answer(body: unknown, status = 200): HttpResponse {
  return { status, headers: {}, body: typeof body === 'string' ? body : JSON.stringify(body) };
}

test('keys are fetched once for many calls, also when they come at the same time', async () => {
  const { jwks, fetches } = await createPlatformAuth();
  const found = await Promise.all(Array.from({ length: 20 }, () => jwks.keyFor('key-001')));
  expect(found.every(({ kind }) => kind === 'key')).toBe(true);
  await jwks.keyFor('key-001');
  expect(fetches()).toBe(1);
});

test('a key that was rotated in is fetched at once, and the one before it stays good', async () => {
  const { jwks, service, fetches } = await createPlatformAuth();
  await jwks.keyFor('key-001');
  await service.rotateKeys();
  expect(await jwks.keyFor('key-002')).toMatchObject({ kind: 'key' });
  expect(await jwks.keyFor('key-001')).toMatchObject({ kind: 'key' });
  expect(fetches()).toBe(2);
});

test('made-up key ids are asked for with back-off: 1, 2, 4 ... 30 seconds', async () => {
  const { jwks, clock, fetches } = await createPlatformAuth();
  await jwks.keyFor('key-001');
  const fetchedAtSeconds: number[] = [];
  for (let second = 0; second <= 120; second += 1) {
    clock.advanceTo(NOW_MS + second * 1000);
    const before = fetches();
    expect(await jwks.keyFor(`made-up-${second}`)).toEqual({ kind: 'unknown' });
    if (fetches() > before) fetchedAtSeconds.push(second);
  }
  expect(fetchedAtSeconds).toEqual([0, 1, 3, 7, 15, 31, 61, 91]);
});

test('a rotation after made-up key ids is found when the back-off is over', async () => {
  const { jwks, clock, service } = await createPlatformAuth();
  await jwks.keyFor('made-up');
  await service.rotateKeys();
  expect(await jwks.keyFor('key-002')).toEqual({ kind: 'unknown' });
  clock.advanceTo(NOW_MS + 1000);
  expect(await jwks.keyFor('key-002')).toMatchObject({ kind: 'key' });
});

test('the last good keys outlive an outage of an hour, and no longer', async () => {
  const auth = await createPlatformAuth();
  const { jwks, clock, lines } = auth;
  await jwks.keyFor('key-001');
  auth.keyServer = OUTAGE;
  clock.advanceTo(NOW_MS + 60 * MINUTE_MS - 1);
  expect(await jwks.keyFor('key-001')).toMatchObject({ kind: 'key' });
  clock.advanceTo(NOW_MS + 60 * MINUTE_MS);
  expect(await jwks.keyFor('key-001')).toEqual({ kind: 'unreachable' });
  expect(lines.at(-1)).toContain('expected keys from http://platform.test');
});

test('a key server that never answered leaves nothing to verify with, and is asked with back-off', async () => {
  const auth = await createPlatformAuth();
  auth.keyServer = OUTAGE;
  expect(await auth.jwks.keyFor('key-001')).toEqual({ kind: 'unreachable' });
  expect(await auth.jwks.keyFor('key-001')).toEqual({ kind: 'unreachable' });
  expect(auth.fetches()).toBe(1);
  auth.keyServer = 'up';
  auth.clock.advanceTo(NOW_MS + 1000);
  expect(await auth.jwks.keyFor('key-001')).toMatchObject({ kind: 'key' });
});

test('a silent key server is given up after 5 s', async () => {
  const auth = await createPlatformAuth();
  auth.keyServer = new Promise(() => undefined);
  const found = auth.jwks.keyFor('key-001');
  auth.clock.advanceTo(NOW_MS + 5000);
  expect(await found).toEqual({ kind: 'unreachable' });
  expect(auth.lines.at(-1)).toContain('no answer in 5 s');
});

test.each([
  ['HTTP 500', answer('Internal Server Error', 500)],
  ['no JSON', answer('<html>')],
  ['no JWKS of at most 32 keys', answer({ key: [] })],
  ['no JWKS of at most 32 keys', answer({ keys: Array.from({ length: 33 }, () => ({})) })],
  ['none of 0 keys is a public RS256 key', answer({ keys: [] })],
])('a key server that answers with %s has no keys', async (reason, response) => {
  const auth = await createPlatformAuth();
  auth.keyServer = response;
  expect(await auth.jwks.keyFor('key-001')).toEqual({ kind: 'unreachable' });
  expect(auth.lines.at(-1)).toContain(`(${reason})`);
});

test('keys of another kind, short ones, private ones and shared ones are not used', async () => {
  const auth = await createPlatformAuth();
  const rsa = await generateKeyPair('RS256', { extractable: true });
  const elliptic = await exportJWK((await generateKeyPair('ES256')).publicKey);
  const publicKey = await exportJWK(rsa.publicKey);
  const weak = await crypto.subtle.generateKey(
    {
      name: 'RSASSA-PKCS1-v1_5',
      modulusLength: 1024,
      publicExponent: new Uint8Array([1, 0, 1]),
      hash: 'SHA-256',
    },
    true,
    ['sign', 'verify'],
  );
  const keys = [
    { ...elliptic, kid: 'elliptic' },
    { ...(await exportJWK(weak.publicKey)), kid: 'short' },
    { ...(await exportJWK(rsa.privateKey)), kid: 'private' },
    { ...publicKey, kid: 'encryption', use: 'enc' },
    { ...publicKey, kid: 'other-algorithm', alg: 'RS512' },
    { ...publicKey, kid: 'damaged', n: '%%%' },
    { kty: 'oct', kid: 'shared', k: 'c2VjcmV0' },
    { ...publicKey, kid: 'good' },
  ];
  auth.keyServer = answer({ keys });
  for (const { kid } of keys) {
    auth.clock.advanceTo(auth.clock.nowMs() + MINUTE_MS);
    expect({ kid, kind: (await auth.jwks.keyFor(kid)).kind }).toEqual({
      kid,
      kind: kid === 'good' ? 'key' : 'unknown',
    });
  }
});

test('an older key is used while it is fetched again', async () => {
  const auth = await createPlatformAuth();
  auth.keyServer = (await createIssuer('old')).jwks;
  await auth.jwks.keyFor('old');
  auth.keyServer = (await createIssuer('new')).jwks;
  auth.clock.advanceTo(NOW_MS + 10 * MINUTE_MS - 1);
  expect(await auth.jwks.keyFor('old')).toMatchObject({ kind: 'key' });
  expect(auth.fetches()).toBe(1);
  auth.clock.advanceTo(NOW_MS + 10 * MINUTE_MS);
  expect(await auth.jwks.keyFor('old')).toMatchObject({ kind: 'key' });
  expect(auth.fetches()).toBe(2);
  await expect.poll(async () => (await auth.jwks.keyFor('old')).kind).toBe('unknown');
});
