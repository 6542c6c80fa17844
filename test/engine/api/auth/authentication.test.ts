import { readFileSync } from 'node:fs';
import { Hono } from 'hono';
import { expect, test } from 'vitest';
import { requirePrincipal } from '#engine/api/auth/authentication.ts';
import type { AuthenticatedEnv } from '#engine/api/auth/authentication.ts';
import { createBackend, LIVE } from '../backend.ts';
import type { PlatformAuth } from '#test/support/platform-auth.ts';
import { createIssuer, createPlatformAuth, NOW_MS, testKey } from '#test/support/platform-auth.ts';

const REQUIRED = 'Authentication required. Provide Bearer token (JWT or API key) in Authorization header.';
const NEITHER = 'Invalid or expired credentials (neither valid JWT token nor API key)';
const FAILED = 'Authentication failed. Provide valid JWT token or API key.';
const BAD_KEY = 'Invalid or expired API key';

/** One route behind the authentication, which tells who called. */
function guarded(auth: PlatformAuth): Hono<AuthenticatedEnv> {
  return new Hono<AuthenticatedEnv>()
    .use(requirePrincipal(auth))
    .get('/who', (c) => c.json({ who: c.get('principal') }));
}

async function ask(
  app: Hono<AuthenticatedEnv>,
  authorization: string | undefined,
): Promise<{ status: number; detail: unknown; challenge: string | null; body: Record<string, unknown> }> {
  const response = await app.request(
    '/who',
    authorization === undefined ? {} : { headers: { authorization } },
  );
  const body = (await response.json()) as Record<string, unknown>;
  return {
    status: response.status,
    detail: body['detail'],
    challenge: response.headers.get('www-authenticate'),
    body,
  };
}

test('a JWT and an API key of the same user are one identity', async () => {
  const { key, record } = testKey();
  const auth = await createPlatformAuth([record]);
  const app = guarded(auth);
  const byToken = await ask(app, `Bearer ${await auth.login()}`);
  const byKey = await ask(app, `Bearer ${key}`);
  expect(byToken).toMatchObject({ status: 200, body: { who: { userId: 3, via: 'jwt' } } });
  expect(byKey).toMatchObject({ status: 200, body: { who: { userId: 3, via: 'apiKey' } } });
});

test.each([undefined, '', 'Bearer', 'Bearer ', 'Basic dXNlcjpwYXNz', 'Token abc', 'Bearer two words'])(
  'without a bearer token (%j) the answer says what to provide',
  async (authorization) => {
    const app = guarded(await createPlatformAuth());
    expect(await ask(app, authorization)).toMatchObject({
      status: 401,
      detail: REQUIRED,
      challenge: 'Bearer',
    });
  },
);

test('the scheme is read in any spelling', async () => {
  const auth = await createPlatformAuth();
  const app = guarded(auth);
  expect((await ask(app, `bearer ${await auth.login()}`)).status).toBe(200);
});

test('what is neither a JWT nor an API key is told so', async () => {
  const app = guarded(await createPlatformAuth());
  expect(await ask(app, 'Bearer something')).toMatchObject({
    status: 401,
    detail: FAILED,
    challenge: 'Bearer error="invalid_token", error_description="Neither a JWT nor an API key"',
  });
});

test('a bad JWT is told with its reason in the challenge', async () => {
  const auth = await createPlatformAuth();
  const token = await auth.login();
  auth.clock.advanceTo(NOW_MS + 3_600_000);
  expect(await ask(guarded(auth), `Bearer ${token}`)).toMatchObject({
    status: 401,
    detail: NEITHER,
    challenge: 'Bearer error="invalid_token", error_description="Token expired"',
  });
});

test('a key id cannot write into the challenge or the log', async () => {
  const auth = await createPlatformAuth();
  const issuer = await createIssuer();
  const { challenge } = await ask(
    guarded(auth),
    `Bearer ${await issuer.sign({}, { kid: '", evil="1\r\nx: y' })}`,
  );
  expect(challenge).toBe('Bearer error="invalid_token", error_description="Key ID not found in JWKS"');
  expect(auth.lines.join('')).not.toContain('evil');
});

test.each([
  ['wrong', testKey(), []],
  ['switched off', testKey({}, { isActive: false }), undefined],
  ['expired', testKey({ expiresAtMs: NOW_MS }), undefined],
  ['for another address', testKey({ addresses: ['10.0.0.7'] }), undefined],
] as const)('an API key that is %s is told nothing but that', async (_case, { key, record }, stored) => {
  const auth = await createPlatformAuth(stored ?? [record]);
  expect(await ask(guarded(auth), `Bearer ${key}`)).toMatchObject({
    status: 401,
    detail: BAD_KEY,
    challenge: `Bearer error="invalid_token", error_description="${BAD_KEY}"`,
  });
  expect(auth.lines.at(-1)).toMatch(/^\[AUTH\] GET \/who: 401 (Unknown )?API key/);
  expect(auth.lines.join('')).not.toContain(key.slice(12));
});

test('an API key that calls too often is 429 with Retry-After', async () => {
  const { key, record } = testKey({ perSecondMax: 1 });
  const app = guarded(await createPlatformAuth([record]));
  expect((await ask(app, `Bearer ${key}`)).status).toBe(200);
  const response = await app.request('/who', { headers: { authorization: `Bearer ${key}` } });
  expect(response.status).toBe(429);
  expect(response.headers.get('retry-after')).toBe('1');
});

test('a credential without the permission is 403', async () => {
  const { key, record } = testKey({ permissions: [] });
  const app = guarded(await createPlatformAuth([record]));
  expect(await ask(app, `Bearer ${key}`)).toMatchObject({
    status: 403,
    detail: "Permission 'read' required",
  });
});

test('while the key server was never reached a JWT is refused by name, and API keys still work', async () => {
  const { key, record } = testKey();
  const auth = await createPlatformAuth([record]);
  const token = await auth.login();
  auth.keyServer = new Error('connect ECONNREFUSED');
  const app = guarded(auth);
  expect(await ask(app, `Bearer ${token}`)).toMatchObject({
    status: 401,
    detail: NEITHER,
    challenge: 'Bearer error="invalid_token", error_description="Failed to fetch JWT verification keys"',
  });
  expect((await ask(app, `Bearer ${key}`)).status).toBe(200);
});

test('of the backend the six indicator routes ask who calls, before anything else is looked at', async () => {
  const { app } = createBackend({ authentication: await createPlatformAuth() });
  for (const name of ['subscribe', 'unsubscribe', 'current', 'history', 'at-offset', 'batch'])
    for (const method of ['GET', 'POST'])
      expect((await app.request(`/indicators/${name}`, { method })).status).toBe(401);
  for (const path of ['/', '/prices', LIVE]) expect((await app.request(path)).status).toBe(200);
});

test('the preflight of a page carries no credential and needs none', async () => {
  const { app } = createBackend({ authentication: await createPlatformAuth() });
  const { status, headers } = await app.request('/indicators/current', {
    method: 'OPTIONS',
    headers: {
      origin: 'http://localhost:5173',
      'access-control-request-method': 'GET',
      'access-control-request-headers': 'authorization',
    },
  });
  expect(status).toBe(204);
  expect(headers.get('access-control-allow-headers')).toBe('authorization');
});

test('no token and no key ever reaches the log', async () => {
  const auth = await createPlatformAuth();
  const app = guarded(auth);
  const issuer = await createIssuer();
  const credentials = [await issuer.sign(), testKey().key, 'plain-secret'];
  for (const credential of credentials) await ask(app, `Bearer ${credential}`);
  expect(auth.lines.length).toBeGreaterThanOrEqual(3);
  for (const credential of credentials) expect(auth.lines.join('\n')).not.toContain(credential.slice(-20));
});

test('credentials are compared by timingSafeEqual and nowhere by ===', () => {
  const source = readFileSync(new URL('../../../../engine/api/auth/api-key.ts', import.meta.url), 'utf8');
  expect(source).toContain('compare = timingSafeEqual');
  expect(source).not.toMatch(/digest\w*(\([^)]*\))? ?[!=]==/);
});

test('every call with a known API key is noted with what it was answered, and none with another credential', async () => {
  const good = testKey({ perSecondMax: 1 });
  const lapsed = testKey({ expiresAtMs: NOW_MS });
  const blind = testKey({ permissions: ['trade'] });
  const auth = await createPlatformAuth([good, lapsed, blind].map(({ record }) => record));
  const app = guarded(auth);
  app.get('/broken', () => {
    throw new Error('mine');
  });
  app.onError((_error, c) => c.json({ detail: 'broken' }, 500));
  const calls = [good.key, good.key, lapsed.key, blind.key, testKey().key, await auth.login(), undefined];
  for (const credential of calls) await ask(app, credential && `Bearer ${credential}`);
  auth.clock.advanceTo(NOW_MS + 1000);
  await app.request('/broken?with=query', { headers: { authorization: `Bearer ${good.key}` } });
  const noted = auth.usage();
  expect(noted.map(({ keyId, status }) => [keyId, status])).toEqual([
    [good.record.keyId, 200],
    [good.record.keyId, 429],
    [lapsed.record.keyId, 401],
    [blind.record.keyId, 403],
    [good.record.keyId, 500],
  ]);
  expect(noted.at(-1)).toEqual({
    keyId: good.record.keyId,
    userId: 3,
    method: 'GET',
    route: '/broken',
    status: 500,
    atMs: NOW_MS + 1000,
  });
  expect(JSON.stringify(noted)).not.toContain(good.key.slice(12));
});
