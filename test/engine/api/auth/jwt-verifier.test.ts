import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import type { PlatformAuth } from '#test/support/platform-auth.ts';
import { claims, createIssuer, createPlatformAuth, NOW_MS } from '#test/support/platform-auth.ts';

const issuer = await createIssuer();
const ISSUED_AT = NOW_MS / 1000;

/** An authentication whose key server publishes the key of `issuer`. */
async function trusting(): Promise<PlatformAuth> {
  const auth = await createPlatformAuth();
  auth.keyServer = issuer.jwks;
  return auth;
}

function part(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

test('a token of the user service names its user, session and permissions', async () => {
  const auth = await createPlatformAuth();
  expect(await auth.jwt.verify(await auth.login())).toEqual({
    kind: 'accepted',
    principal: {
      userId: 3,
      via: 'jwt',
      permissions: ['read', 'trade'],
      credentialId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    },
  });
});

test.each([
  ['another audience', { aud: ['elsewhere'] }, 'Invalid token audience'],
  ['no audience', { aud: undefined }, 'Invalid token audience'],
  ['another issuer', { iss: 'somebody' }, 'Invalid token issuer'],
  ['no issuer', { iss: undefined }, 'Invalid token issuer'],
  ['an expiry that is past', { exp: ISSUED_AT - 31 }, 'Token expired'],
  ['no expiry', { exp: undefined }, 'Invalid token: claim exp is not that of an access token'],
  ['an issue in the future', { iat: ISSUED_AT + 31 }, 'Invalid token: issued in the future'],
  ['a start in the future', { nbf: ISSUED_AT + 31 }, 'Invalid token: claim nbf is not as it must be'],
  ['no subject', { sub: undefined }, 'Invalid token: claim sub is not that of an access token'],
  [
    'a subject that is no user',
    { sub: 'service:3' },
    'Invalid token: claim sub is not that of an access token',
  ],
  [
    'the type of a refresh token',
    { typ: 'refresh' },
    'Invalid token: claim typ is not that of an access token',
  ],
])('a token with %s is refused', async (_case, changes, reason) => {
  const auth = await trusting();
  expect(await auth.jwt.verify(await issuer.sign(changes))).toEqual({ kind: 'refused', reason });
});

test.each([
  ['an expiry', { exp: ISSUED_AT - 29 }],
  ['an issue', { iat: ISSUED_AT + 29 }],
  ['a start', { nbf: ISSUED_AT + 29 }],
])('%s within 30 s of skew is forgiven', async (_case, changes) => {
  const auth = await trusting();
  expect(await auth.jwt.verify(await issuer.sign(changes))).toMatchObject({ kind: 'accepted' });
});

test('alg none is refused, in any spelling', async () => {
  const auth = await trusting();
  for (const alg of ['none', 'None', 'NONE'])
    for (const signature of ['', 'AAAA'])
      expect(
        await auth.jwt.verify(`${part({ alg, kid: 'key-001' })}.${part(claims())}.${signature}`),
      ).toMatchObject({ kind: 'refused', reason: expect.stringMatching(/^Invalid token: /) });
});

test('a token signed with the public key as a shared secret is refused', async () => {
  const auth = await trusting();
  const signed = `${part({ alg: 'HS256', kid: 'key-001' })}.${part(claims())}`;
  const signature = createHmac('sha256', issuer.jwks.body).update(signed).digest('base64url');
  expect(await auth.jwt.verify(`${signed}.${signature}`)).toEqual({
    kind: 'refused',
    reason: 'Invalid token: algorithm is not RS256',
  });
});

test('a token by another key under the published name is refused', async () => {
  const auth = await trusting();
  const foreign = await createIssuer();
  expect(await auth.jwt.verify(await foreign.sign())).toEqual({
    kind: 'refused',
    reason: 'Invalid token: signature does not hold',
  });
});

test('a token whose claims were changed is refused', async () => {
  const auth = await trusting();
  const [header, , signature] = (await issuer.sign()).split('.');
  expect(await auth.jwt.verify(`${header}.${part(claims({ sub: 'user:1' }))}.${signature}`)).toEqual({
    kind: 'refused',
    reason: 'Invalid token: signature does not hold',
  });
});

test('a key id that nobody publishes is named only when it is a plain name', async () => {
  const auth = await trusting();
  expect(await auth.jwt.verify(await issuer.sign({}, { kid: 'key-999' }))).toEqual({
    kind: 'refused',
    reason: "Key ID 'key-999' not found in JWKS",
  });
  expect(await auth.jwt.verify(await issuer.sign({}, { kid: '"><script>' }))).toEqual({
    kind: 'refused',
    reason: 'Key ID not found in JWKS',
  });
  expect(await auth.jwt.verify(await issuer.sign({}, {}))).toEqual({
    kind: 'refused',
    reason: 'Missing key ID in token header',
  });
});

test('a refresh token is no access token', async () => {
  const auth = await createPlatformAuth();
  const verdict = await auth.jwt.verify(await auth.login('refresh_token'));
  expect(verdict).toEqual({ kind: 'refused', reason: 'Invalid token audience' });
});

test.each(['a.b.c', '..', 'eyJhbGciOiJSUzI1NiJ9.e30.', `${'x'.repeat(8190)}.y.z`])(
  'what is no token is refused: %#',
  async (token) => {
    const auth = await trusting();
    expect(await auth.jwt.verify(token)).toMatchObject({ kind: 'refused' });
  },
);

test('a token that was verified expires all the same', async () => {
  const auth = await createPlatformAuth();
  const token = await auth.login();
  expect(await auth.jwt.verify(token)).toMatchObject({ kind: 'accepted' });
  auth.clock.advanceTo(NOW_MS + (900 + 30) * 1000 - 1);
  expect(await auth.jwt.verify(token)).toMatchObject({ kind: 'accepted' });
  auth.clock.advanceTo(NOW_MS + (900 + 30) * 1000);
  expect(await auth.jwt.verify(token)).toEqual({ kind: 'refused', reason: 'Token expired' });
});

test('a token that was verified is refused once its key is withdrawn', async () => {
  const auth = await trusting();
  const token = await issuer.sign({ exp: ISSUED_AT + 3600 });
  expect(await auth.jwt.verify(token)).toMatchObject({ kind: 'accepted' });
  auth.keyServer = (await createIssuer('key-002')).jwks;
  auth.clock.advanceTo(NOW_MS + 10 * 60_000);
  await auth.jwt.verify(token);
  await expect.poll(() => auth.jwt.verify(token)).toMatchObject({ kind: 'refused' });
});

test('a token is refused once another key took the name of its own', async () => {
  const auth = await trusting();
  const token = await issuer.sign({ exp: ISSUED_AT + 3600 });
  expect(await auth.jwt.verify(token)).toMatchObject({ kind: 'accepted' });
  auth.keyServer = (await createIssuer()).jwks;
  auth.clock.advanceTo(NOW_MS + 10 * 60_000);
  await auth.jwt.verify(token);
  await expect
    .poll(() => auth.jwt.verify(token))
    .toEqual({ kind: 'refused', reason: 'Invalid token: signature does not hold' });
});
