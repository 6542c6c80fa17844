import { createRemoteJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose';
import type { Hono } from 'hono';
import { expect, onTestFinished, test } from 'vitest';
import { VirtualClock } from '#engine/virtual-clock.ts';
import { listenUserService } from '#mock-dhan/platform/listen-user-service.ts';
import { TEST_USERS } from '#mock-dhan/platform/platform-users.ts';
import { createUserService } from '#mock-dhan/platform/user-service.ts';
import type { UserService, UserServiceOptions } from '#mock-dhan/platform/user-service.ts';

const NOW_MS = Date.UTC(2026, 1, 4, 4, 0);
const MINUTE_MS = 60_000;
const { trader } = TEST_USERS;

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown>;
}

async function createService(options: Partial<UserServiceOptions> = {}) {
  const clock = new VirtualClock(NOW_MS);
  const service = await createUserService({ users: Object.values(TEST_USERS), clock, ...options });
  return { clock, service, app: service.app };
}

async function post(
  app: Hono,
  path: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const response = await app.request(path, {
    method: 'POST',
    body: typeof body === 'string' ? body : JSON.stringify(body),
    headers: { 'content-type': 'application/json', ...headers },
  });
  return {
    status: response.status,
    headers: response.headers,
    body: (await response.json()) as Record<string, unknown>,
  };
}

function login(app: Hono, changes: Record<string, unknown> = {}): Promise<Answer> {
  const { email, password } = trader;
  return post(app, '/v1/auth/login', { email, password, ...changes });
}

function refresh(app: Hono, token: unknown): Promise<Answer> {
  return post(app, '/v1/auth/refresh', { refresh_token: token });
}

async function publishedKeyIds({ app }: UserService): Promise<unknown[]> {
  const response = await app.request('/v1/auth/.well-known/jwks.json');
  const { keys } = (await response.json()) as { keys: { kid: string }[] };
  return keys.map(({ kid }) => kid);
}

test('a login answers a bearer token of 15 minutes and the user', async () => {
  const { app } = await createService();
  const { status, body } = await login(app);
  expect(status).toBe(200);
  expect(body).toEqual({
    access_token: expect.any(String),
    token_type: 'bearer',
    expires_in: 900,
    user: { user_id: 3, email: trader.email, name: trader.name, roles: ['user'], mfa_enabled: false },
  });
});

test('an access token carries the documented header and claims', async () => {
  let count = 0;
  const { app } = await createService({ newId: () => `id-${(count += 1)}` });
  const { body } = await login(app);
  const token = String(body['access_token']);
  expect(decodeProtectedHeader(token)).toEqual({ alg: 'RS256', typ: 'JWT', kid: 'key-001' });
  const iat = NOW_MS / 1000;
  expect(decodeJwt(token)).toEqual({
    iss: 'user_service',
    sub: 'user:3',
    aud: ['trading_platform'],
    exp: iat + 900,
    iat,
    sid: 'id-1',
    scp: ['read', 'trade'],
    roles: ['user'],
    acct_ids: [1],
    mfa: false,
    ver: 1,
  });
});

test.each([
  ['a wrong password', { password: 'wrong' }],
  ['an unknown e-mail', { email: 'nobody@platform.test' }],
  ['an unknown e-mail with an odd password', { email: 'nobody@platform.test', password: ' ' }],
])('%s is 401 with the same words', async (_case, changes) => {
  const { app } = await createService();
  const { status, body } = await login(app, changes);
  expect({ status, body }).toEqual({ status: 401, body: { detail: 'Invalid email or password' } });
});

test('an e-mail is compared without regard to case', async () => {
  const { app } = await createService();
  expect((await login(app, { email: trader.email.toUpperCase() })).status).toBe(200);
});

test('a user who is not active is 403, but only with the right password', async () => {
  const { app } = await createService();
  const { email } = TEST_USERS.inactive;
  expect((await login(app, { email })).status).toBe(403);
  expect((await login(app, { email, password: 'wrong' })).status).toBe(401);
});

test('a user with MFA gets no token for the password alone', async () => {
  const { app } = await createService();
  const { status, body } = await login(app, { email: TEST_USERS.mfa.email });
  expect({ status, body }).toEqual({
    status: 200,
    body: { mfa_required: true, session_token: expect.any(String), methods: ['totp'], expires_in: 300 },
  });
});

test('the sixth login in 15 minutes is 429 with Retry-After, the right password included', async () => {
  const { app, clock } = await createService();
  for (let attempt = 0; attempt < 5; attempt += 1)
    expect((await login(app, { password: 'wrong' })).status).toBe(401);
  const { status, headers, body } = await login(app);
  expect(status).toBe(429);
  expect(body).toEqual({ detail: 'Rate limit exceeded. Please try again later.' });
  expect(headers.get('retry-after')).toBe('900');
  clock.advanceTo(NOW_MS + 15 * MINUTE_MS - 1);
  expect((await login(app)).status).toBe(429);
  clock.advanceTo(NOW_MS + 15 * MINUTE_MS);
  expect((await login(app)).status).toBe(200);
});

test('the window is fixed: refused attempts do not move it', async () => {
  const { app, clock } = await createService({ loginLimit: { attemptsMax: 1, windowMs: MINUTE_MS } });
  expect((await login(app)).status).toBe(200);
  clock.advanceTo(NOW_MS + MINUTE_MS - 1);
  expect((await login(app)).status).toBe(429);
  clock.advanceTo(NOW_MS + MINUTE_MS);
  expect((await login(app)).status).toBe(200);
});

test('logins are counted per e-mail, however it is spelt', async () => {
  const { app } = await createService({ loginLimit: { attemptsMax: 1, windowMs: MINUTE_MS } });
  await login(app);
  expect((await login(app, { email: trader.email.toUpperCase() })).status).toBe(429);
  expect((await login(app, { email: TEST_USERS.mfa.email })).status).toBe(200);
});

test('a login without persist_session brings no refresh token', async () => {
  const { app } = await createService();
  const { body, headers } = await login(app);
  expect(body).not.toHaveProperty('refresh_token');
  expect(headers.get('set-cookie')).toBeNull();
});

test('a refresh token works once and brings the next one', async () => {
  const { app } = await createService();
  const first = await login(app, { persist_session: true });
  const second = await refresh(app, first.body['refresh_token']);
  expect(second.status).toBe(200);
  expect(second.body['refresh_token']).not.toBe(first.body['refresh_token']);
  const claims = decodeJwt(String(second.body['access_token']));
  expect(claims['sid']).toBe(decodeJwt(String(first.body['access_token']))['sid']);
  expect((await refresh(app, second.body['refresh_token'])).status).toBe(200);
});

test('a replayed refresh token is refused and ends its session', async () => {
  const { app } = await createService();
  const first = await login(app, { persist_session: true });
  const second = await refresh(app, first.body['refresh_token']);
  const replayed = await refresh(app, first.body['refresh_token']);
  expect(replayed).toMatchObject({ status: 401, body: { detail: 'Invalid or expired refresh token' } });
  expect((await refresh(app, second.body['refresh_token'])).status).toBe(401);
});

test('of two refreshes at the same time one is refused', async () => {
  const { app } = await createService();
  const { body } = await login(app, { persist_session: true });
  const answers = await Promise.all([
    refresh(app, body['refresh_token']),
    refresh(app, body['refresh_token']),
  ]);
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 401]));
});

test('a refresh token is taken from the cookie too', async () => {
  const { app } = await createService();
  const { headers } = await login(app, { persist_session: true });
  const [cookie = ''] = (headers.get('set-cookie') ?? '').split(';');
  expect(headers.get('set-cookie')).toMatch(/^__Secure-refresh_token=.*; HttpOnly; Secure; SameSite=Strict$/);
  expect((await post(app, '/v1/auth/refresh', '', { cookie })).status).toBe(200);
});

test('an access token, an expired, a damaged and no refresh token are refused', async () => {
  const { app, clock } = await createService();
  const { body } = await login(app, { persist_session: true });
  const token = String(body['refresh_token']);
  for (const bad of [body['access_token'], `${token.slice(0, -8)}AAAAAAAA`, 'no-token', undefined])
    expect((await refresh(app, bad)).status).toBe(401);
  clock.advanceTo(NOW_MS + 90 * 24 * 60 * MINUTE_MS);
  expect((await refresh(app, token)).status).toBe(401);
});

test('a key that was replaced is published until the last token that it signed has expired', async () => {
  const { service, app, clock } = await createService();
  const { body } = await login(app, { persist_session: true });
  expect(await publishedKeyIds(service)).toEqual(['key-001']);
  await service.rotateKeys();
  expect(decodeProtectedHeader(String((await login(app)).body['access_token'])).kid).toBe('key-002');
  await service.rotateKeys();
  expect(service.currentKeyId).toBe('key-003');
  expect(await publishedKeyIds(service)).toEqual(['key-003', 'key-002', 'key-001']);
  clock.advanceTo(NOW_MS + 16 * MINUTE_MS);
  expect(await publishedKeyIds(service)).toEqual(['key-003', 'key-002', 'key-001']);
  clock.advanceTo(NOW_MS + 16 * MINUTE_MS + 1);
  expect(await publishedKeyIds(service)).toEqual(['key-003']);
  // Only the service itself reads refresh tokens, and it remembers its keys.
  expect((await refresh(app, body['refresh_token'])).status).toBe(200);
});

test('keys are rotated over HTTP by whoever has the administrator token, and by nobody else', async () => {
  const { app } = await createService({ adminToken: 'let-me-rotate' });
  const rotate = (headers: Record<string, string>): Promise<Answer> =>
    post(app, '/v1/admin/rotate-keys', {}, headers);
  for (const authorization of [
    '',
    'Bearer ',
    'Bearer let-me-rotat',
    'Bearer let-me-rotate2',
    'let-me-rotate',
  ])
    expect((await rotate({ authorization })).status).toBe(401);
  expect(await rotate({ authorization: 'Bearer let-me-rotate' })).toMatchObject({
    status: 200,
    body: { key_id: 'key-002' },
  });
  const closed = await createService();
  expect(
    (await post(closed.app, '/v1/admin/rotate-keys', {}, { authorization: 'Bearer undefined' })).status,
  ).toBe(401);
});

test('the published keys are public and verify the tokens, over a served service', async () => {
  const { service } = await createService();
  const listening = await listenUserService(service);
  onTestFinished(() => listening.close());
  const answer = await fetch(`${listening.url}/v1/auth/login`, {
    method: 'POST',
    body: JSON.stringify({ email: trader.email, password: trader.password }),
  });
  const { access_token: token } = (await answer.json()) as { access_token: string };
  const { payload } = await jwtVerify(token, createRemoteJWKSet(new URL(listening.jwksUrl)), {
    currentDate: new Date(NOW_MS),
  });
  expect(payload.sub).toBe('user:3');
  const { keys } = (await (await fetch(listening.jwksUrl)).json()) as { keys: object[] };
  expect(Object.keys(keys[0]!).sort()).toEqual(['alg', 'e', 'kid', 'kty', 'n', 'use']);
});

test.each([
  ['no JSON', 'not json', []],
  ['a list', [], []],
  ['no e-mail', { password: 'hidden-word' }, ['email']],
  ['no password', { email: trader.email }, ['password']],
  ['a password that is no text', { email: trader.email, password: 42_424_242 }, ['password']],
  ['an e-mail beyond its length', { email: 'x'.repeat(255), password: 'hidden-word' }, ['email']],
])('%s is 422, names the field and repeats nothing', async (_case, sent, path) => {
  const { app } = await createService();
  const { status, body } = await post(app, '/v1/auth/login', sent);
  expect(status).toBe(422);
  expect(body['detail']).toEqual([expect.objectContaining({ loc: ['body', ...path] })]);
  expect(JSON.stringify(body)).not.toMatch(/hidden-word|42424242/);
});

test('a body beyond its limit is 413, an unknown path 404, health is healthy', async () => {
  const { app } = await createService();
  const big = JSON.stringify({ email: 'x'.repeat(300_000) });
  expect((await post(app, '/v1/auth/login', big)).status).toBe(413);
  expect((await app.request('/v1/auth/nowhere')).status).toBe(404);
  const health = await app.request('/health');
  expect(await health.json()).toMatchObject({ status: 'healthy' });
  expect(health.headers.get('date')).toBe('Wed, 04 Feb 2026 04:00:00 GMT');
});
