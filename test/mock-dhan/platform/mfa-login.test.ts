import { decodeJwt } from 'jose';
import { expect, test } from 'vitest';
import { VirtualClock } from '#engine/virtual-clock.ts';
import { TEST_USERS } from '#mock-dhan/platform/platform-users.ts';
import { createUserService } from '#mock-dhan/platform/user-service.ts';
import { totpAt } from '#mock-dhan/world/totp.ts';

/** The middle of a step of 30 s. */
const NOW_MS = Date.UTC(2026, 1, 4, 4, 0, 15);
const { mfa } = TEST_USERS;

interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

async function createLogin() {
  const clock = new VirtualClock(NOW_MS);
  const loginLimit = { attemptsMax: 100, windowMs: 60_000 };
  const { app } = await createUserService({ users: Object.values(TEST_USERS), clock, loginLimit });
  const post = async (path: string, body: unknown): Promise<Answer> => {
    const answer = await app.request(path, { method: 'POST', body: JSON.stringify(body) });
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
  };
  return {
    clock,
    code: (plusMs = 0) => totpAt(mfa.totpSecret, clock.nowMs() + plusMs),
    challenge: async (changes: object = {}): Promise<unknown> => {
      const { email, password } = mfa;
      return (await post('/v1/auth/login', { email, password, ...changes })).body['session_token'];
    },
    verify: (token: unknown, code: unknown) => post('/v1/auth/mfa/verify', { session_token: token, code }),
  };
}

const NO_SESSION = { status: 401, body: { detail: 'Invalid or expired MFA session' } };
const WRONG = { status: 401, body: { detail: 'Invalid MFA code' } };

test('the right code ends a login with a token that says so', async () => {
  const { challenge, verify, code } = await createLogin();
  const { status, body } = await verify(await challenge(), code());
  expect({ status, body }).toMatchObject({
    status: 200,
    body: { token_type: 'bearer', user: { mfa_enabled: true } },
  });
  expect(decodeJwt(String(body['access_token']))).toMatchObject({ sub: 'user:4', mfa: true });
  expect(body).not.toHaveProperty('refresh_token');
});

test('a login that is to last brings its refresh token after the code', async () => {
  const { challenge, verify, code } = await createLogin();
  const { body } = await verify(await challenge({ persist_session: true }), code());
  expect(body['refresh_token']).toEqual(expect.any(String));
});

test('a code of the step before is good, one of an hour ago is not, nor is a text that is none', async () => {
  const { challenge, verify, code } = await createLogin();
  const token = await challenge();
  expect(await verify(token, code(-3_600_000))).toEqual(WRONG);
  expect(await verify(token, 'abcdef')).toEqual(WRONG);
  expect((await verify(token, code(-30_000))).status).toBe(200);
});

test('a code is good once, whichever login it comes with, and so are those before it', async () => {
  const { challenge, verify, code } = await createLogin();
  const [first, second] = [await challenge(), await challenge()];
  const used = code();
  expect((await verify(first, used)).status).toBe(200);
  expect(await verify(second, used)).toEqual(WRONG);
  expect(await verify(second, code(-30_000))).toEqual(WRONG);
  expect((await verify(second, code(30_000))).status).toBe(200);
});

test('a session is good once and for five minutes', async () => {
  const { challenge, verify, code, clock } = await createLogin();
  const [used, late, last] = [await challenge(), await challenge(), await challenge()];
  expect((await verify(used, code())).status).toBe(200);
  expect(await verify(used, code(30_000))).toEqual(NO_SESSION);
  clock.advanceTo(NOW_MS + 300_000 - 1);
  expect((await verify(last, code())).status).toBe(200);
  clock.advanceTo(NOW_MS + 300_000);
  expect(await verify(late, code())).toEqual(NO_SESSION);
  expect(await verify('made-up', code())).toEqual(NO_SESSION);
});

test('the fifth wrong code ends the session, so that the right one comes too late', async () => {
  const { challenge, verify, code } = await createLogin();
  const token = await challenge();
  for (let attempt = 1; attempt <= 4; attempt += 1) expect(await verify(token, '000000')).toEqual(WRONG);
  expect(await verify(token, '000000')).toMatchObject({ status: 429 });
  expect(await verify(token, code())).toEqual(NO_SESSION);
});

test('what is missing is told without what was sent', async () => {
  const { verify } = await createLogin();
  const { status, body } = await verify('a-session', 123_456);
  expect(status).toBe(422);
  expect(JSON.stringify(body)).toContain('"loc":["body","code"]');
  expect(JSON.stringify(body)).not.toContain('123456');
});
