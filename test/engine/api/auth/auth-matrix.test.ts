/** Every endpoint by every credential, over sockets: the user service, the backend that trusts it, and the suite's own check of both. */
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { Hono } from 'hono';
import { afterAll, expect, test } from 'vitest';
import { createMemoryApiKeyStore } from '#engine/adapters/memory-stores.ts';
import { createAuthMatrixProbe } from '#engine/adapters/probes/auth-matrix-probe.ts';
import { createUndiciTransport } from '#engine/adapters/undici-transport.ts';
import { createApiKeyVerifier } from '#engine/api/auth/api-key.ts';
import { callerOf, requirePrincipal } from '#engine/api/auth/authentication.ts';
import type { AuthenticatedEnv } from '#engine/api/auth/authentication.ts';
import { JwksCache } from '#engine/api/auth/jwks-cache.ts';
import { createJwtVerifier } from '#engine/api/auth/jwt-verifier.ts';
import { judgeAuthMatrix } from '#engine/verify/declared/auth-matrix-check.ts';
import { VirtualClock } from '#engine/virtual-clock.ts';
import { listenUserService } from '#mock-dhan/platform/listen-user-service.ts';
import { TEST_USERS } from '#mock-dhan/platform/platform-users.ts';
import { createUserService } from '#mock-dhan/platform/user-service.ts';
import { authMatrixDeclaration } from '#scenarios/suites/auth-matrix-schema.ts';
import { createIssuer, NOW_MS, testKey } from '#test/support/platform-auth.ts';

const ENDPOINTS = [
  'POST /indicators/subscribe',
  'POST /indicators/unsubscribe',
  'GET /indicators/current',
  'GET /indicators/history',
  'GET /indicators/at-offset',
  'POST /indicators/batch',
] as const;
const BODY = { symbol: 'NIFTY50', timeframe: '1min', indicators: ['SMA_1'] };
const OPEN_ENDPOINT = 'GET /indicators/health';
const NEITHER = 'Invalid or expired credentials (neither valid JWT token nor API key)';
const BAD_KEY = 'Invalid or expired API key';

const clock = new VirtualClock(NOW_MS);
const ADMIN_TOKEN = 'admin-of-the-test';
const service = await createUserService({
  users: Object.values(TEST_USERS),
  clock,
  adminToken: ADMIN_TOKEN,
});
const users = await listenUserService(service);
const http = createUndiciTransport();
const good = testKey({ perSecondMax: 1000, perMinuteMax: 10_000 });
const lapsed = testKey({ expiresAtMs: NOW_MS });
const elsewhere = testKey({ addresses: ['10.0.0.7'] });
const local = testKey({ addresses: ['127.0.0.0/8'], perSecondMax: 1000, perMinuteMax: 10_000 });
const off = testKey({}, { isActive: false });
const records = [good, lapsed, elsewhere, local, off].map(({ record }) => record);
const authentication = {
  jwt: createJwtVerifier({ keys: new JwksCache({ url: users.jwksUrl, http, clock }), clock }),
  apiKeys: createApiKeyVerifier({ store: createMemoryApiKeyStore(records), clock }),
};
const backend = await serve(guardedApp());
const expired = await login('access_token');
clock.advanceTo(NOW_MS + 16 * 60_000);
const jwt = await login('access_token');
const refreshToken = await login('refresh_token');

afterAll(async () => {
  backend.server.close();
  backend.server.closeAllConnections();
  await users.close();
  await http.close();
});

function guardedApp(): Hono<AuthenticatedEnv> {
  const app = new Hono<AuthenticatedEnv>();
  app.get('/indicators/health', (c) => c.json({ status: 'ok' }));
  app.use('/indicators/*', requirePrincipal(authentication));
  app.post('/indicators/*', async (c) => {
    const body: unknown = await c.req.json().catch(() => undefined);
    return body === undefined
      ? c.json({ detail: 'a body is missing' }, 422)
      : c.json({ caller: callerOf(c) });
  });
  app.get('/indicators/*', (c) => c.json({ caller: callerOf(c) }));
  return app;
}

async function serve(
  app: Hono<AuthenticatedEnv>,
): Promise<{ readonly server: Server; readonly url: string }> {
  const server = createAdaptorServer({ fetch: app.fetch }) as Server;
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

async function login(token: string): Promise<string> {
  const { email, password } = TEST_USERS.trader;
  const response = await fetch(`${users.url}/v1/auth/login`, {
    method: 'POST',
    body: JSON.stringify({ email, password, persist_session: true }),
  });
  return ((await response.json()) as Record<string, string>)[token]!;
}

async function call(endpoint: string, credential: string | undefined) {
  const [method = '', path = ''] = endpoint.split(' ');
  const response = await fetch(`${backend.url}${path}`, {
    method,
    headers: credential === undefined ? {} : { authorization: `Bearer ${credential}` },
    ...(method === 'POST' ? { body: JSON.stringify(BODY) } : {}),
  });
  const body = (await response.json()) as Record<string, unknown>;
  return { status: response.status, challenge: response.headers.get('www-authenticate'), body };
}

const forger = await createIssuer();
const [header = '', payload = '', signature = ''] = jwt.split('.');
const unsigned = Buffer.from('{"alg":"none","kid":"key-001"}').toString('base64url');
const REFUSED: readonly (readonly [name: string, credential: string | undefined, detail: string])[] = [
  [
    'nothing',
    undefined,
    'Authentication required. Provide Bearer token (JWT or API key) in Authorization header.',
  ],
  ['something else', 'not-a-credential', 'Authentication failed. Provide valid JWT token or API key.'],
  ['an expired JWT', expired, NEITHER],
  ['a forged JWT', await forger.sign(), NEITHER],
  ['a JWT of an unknown key', await forger.sign({}, { kid: 'key-777' }), NEITHER],
  ['a JWT without a key id', await forger.sign({}, {}), NEITHER],
  ['an unsigned JWT', `${unsigned}.${payload}.`, NEITHER],
  ['a JWT with another header', `${unsigned}.${payload}.${signature}`, NEITHER],
  ['a JWT without its signature', `${header}.${payload}.`, NEITHER],
  ['a refresh token', refreshToken, NEITHER],
  ['an unknown API key', testKey().key, BAD_KEY],
  ['an expired API key', lapsed.key, BAD_KEY],
  ['an API key that is switched off', off.key, BAD_KEY],
  ['an API key for another address', elsewhere.key, BAD_KEY],
  ['half an API key', good.key.slice(0, 30), BAD_KEY],
];

test.each(ENDPOINTS.flatMap((endpoint) => REFUSED.map((row) => [endpoint, ...row] as const)))(
  '%s refuses %s',
  async (endpoint, _name, credential, detail) => {
    const { status, challenge, body } = await call(endpoint, credential);
    expect({ status, body }).toEqual({ status: 401, body: { detail } });
    expect(challenge).toMatch(credential === undefined ? /^Bearer$/ : /^Bearer error="invalid_token", /);
  },
);

const WELCOME = [
  ['a JWT', jwt],
  ['an API key', good.key],
  ['an API key for this address', local.key],
] as const;

test.each(ENDPOINTS.flatMap((endpoint) => WELCOME.map((row) => [endpoint, ...row] as const)))(
  '%s lets %s in as the same user',
  async (endpoint, _name, credential) => {
    expect(await call(endpoint, credential)).toMatchObject({ status: 200, body: { caller: 'user:3' } });
  },
);

test('an endpoint that asks nobody answers whatever comes with the call', async () => {
  for (const credential of [undefined, 'not-a-credential', expired, jwt])
    expect((await call(OPEN_ENDPOINT, credential)).status).toBe(200);
});

test('keys that are rotated over HTTP while tokens live: old and new tokens are both good, and nothing is started again', async () => {
  const rotated = await fetch(`${users.url}/v1/admin/rotate-keys`, {
    method: 'POST',
    headers: { authorization: `Bearer ${ADMIN_TOKEN}` },
  });
  expect(await rotated.json()).toEqual({ key_id: 'key-002' });
  // Key ids that nobody publishes were asked for above: the longest back-off is waited out.
  clock.advanceTo(clock.nowMs() + 30_000);
  expect((await call(ENDPOINTS[2], await login('access_token'))).status).toBe(200);
  expect((await call(ENDPOINTS[2], jwt)).status).toBe(200);
});

test('the declared check authMatrix is green on it', async () => {
  const declaration = authMatrixDeclaration.parse({
    base: backend.url,
    methods: ['GET', 'POST'],
    endpoints: [
      ...ENDPOINTS.map((endpoint) => (endpoint.startsWith('POST') ? { endpoint, json: BODY } : endpoint)),
      { endpoint: OPEN_ENDPOINT, expect: { none: 200, bad: 200, expired: 200 } },
    ],
    credentials: { expired, jwt, apiKey: { header: 'authorization', value: `Bearer ${good.key}` } },
  });
  const judgement = await judgeAuthMatrix(
    declaration,
    createAuthMatrixProbe(http, () => performance.now()),
  );
  expect(judgement).toMatchObject({ status: 'pass', observed: '35 answers as expected from 7 endpoints' });
});
