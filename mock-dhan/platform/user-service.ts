import { randomUUID } from 'node:crypto';
import { Hono } from 'hono';
import type { Context } from 'hono';
import { z } from 'zod';
import { httpDate } from '#engine/market/ist-time.ts';
import type { Clock } from '#engine/ports.ts';
import { limitBody } from '../rest/body-limit.ts';
import { DEFAULT_LOGIN_LIMIT, LoginLimit } from './login-limit.ts';
import type { LoginLimitOptions } from './login-limit.ts';
import { MfaChallenges } from './mfa-challenges.ts';
import { authenticatedUser, isSameText } from './platform-users.ts';
import type { PlatformUser } from './platform-users.ts';
import { RefreshSessions } from './refresh-sessions.ts';
import { accessAnswer, AUTH_PATH, REFRESH_COOKIE, VERIFIABLE_MS, withRefreshToken } from './issued-tokens.ts';
import { createSigningKeys } from './signing-keys.ts';
import type { SigningKeys } from './signing-keys.ts';

/** Where the keys are rotated, below the service's URL. */
export const ROTATE_PATH = '/v1/admin/rotate-keys';
/** Where the keys are published, below the service's URL. */
export const JWKS_PATH = `${AUTH_PATH}/.well-known/jwks.json`;

/** Who may log in, and how time passes. */
export interface UserServiceOptions {
  readonly users: readonly PlatformUser[];
  readonly clock: Clock;
  /** Five attempts in 15 minutes unless told otherwise. */
  readonly loginLimit?: LoginLimitOptions;
  /** Names sessions and tokens; random unless given. */
  readonly newId?: () => string;
  /** Lets whoever has it rotate the keys over HTTP; without it nobody may. */
  readonly adminToken?: string;
}

/** A platform's user service, without a socket. */
export interface UserService {
  readonly app: Hono;
  readonly currentKeyId: string;
  /** Signs with a new key from now on; the last one stays published until its tokens have expired. */
  rotateKeys(): Promise<void>;
}

const loginRequest = z.object({
  email: z.string().min(3).max(254),
  password: z.string().min(1).max(1024),
  persist_session: z.boolean().default(false),
});
const mfaRequest = z.object({ session_token: z.string().min(1).max(128), code: z.string().min(1).max(16) });
const refreshRequest = z.object({ refresh_token: z.string().max(8192).optional() });
const refreshClaims = z.object({ typ: z.literal('refresh'), sid: z.string(), jti: z.string() });

interface Service {
  readonly users: readonly PlatformUser[];
  readonly clock: Clock;
  readonly limit: LoginLimit;
  readonly keys: SigningKeys;
  readonly sessions: RefreshSessions;
  readonly challenges: MfaChallenges;
  readonly newId: () => string;
}

/**
 * `POST /v1/auth/login`, `/v1/auth/mfa/verify`, `/v1/auth/refresh` and `/v1/admin/rotate-keys`, `GET /v1/auth/.well-known/jwks.json` and `/health`. Errors: FastAPI's
 * `{"detail": ...}`, 401 for a wrong login, code or token, 403 for a user who is not active, 422, 429 with Retry-After. Logins are counted before the password is
 * looked at, so the right one is refused too. Source: seed-requirements B8, I30.
 */
export async function createUserService(options: UserServiceOptions): Promise<UserService> {
  const { users, clock, loginLimit = DEFAULT_LOGIN_LIMIT, newId = randomUUID } = options;
  const keys = await createSigningKeys(VERIFIABLE_MS);
  const service: Service = {
    users,
    clock,
    keys,
    newId,
    limit: new LoginLimit(loginLimit),
    sessions: new RefreshSessions(),
    challenges: new MfaChallenges(),
  };
  const rotateKeys = (): Promise<void> => keys.rotate(clock.nowMs());
  const app = new Hono();
  app.use(async (c, next) => {
    c.header('date', httpDate(clock.nowMs()));
    c.header('x-simulated', '1');
    await next();
  });
  app.use(limitBody((c) => c.json({ detail: 'Request body too large' }, 413)));
  app.get('/health', (c) => c.json({ status: 'healthy', service: 'user_service' }));
  app.get(JWKS_PATH, (c) => c.json({ keys: keys.published(clock.nowMs()) }));
  app.post(`${AUTH_PATH}/login`, (c) => login(c, service));
  app.post(`${AUTH_PATH}/mfa/verify`, (c) => verifyCode(c, service));
  app.post(`${AUTH_PATH}/refresh`, (c) => refresh(c, service));
  app.post(ROTATE_PATH, async (c) => {
    if (!isAdmin(c, options.adminToken)) return c.json({ detail: 'Administrator token required' }, 401);
    await rotateKeys();
    return c.json({ key_id: keys.currentKeyId });
  });
  app.notFound((c) => c.json({ detail: 'Not Found' }, 404));
  return {
    app,
    get currentKeyId() {
      return keys.currentKeyId;
    },
    rotateKeys,
  };
}

async function login(c: Context, service: Service): Promise<Response> {
  const asked = loginRequest.safeParse(await jsonBody(c));
  if (!asked.success) return unprocessable(c, asked.error);
  const { email, password, persist_session: isPersistent } = asked.data;
  const { limit, clock, users } = service;
  if (!limit.admits(email, clock.nowMs()))
    return c.json({ detail: 'Rate limit exceeded. Please try again later.' }, 429, {
      'retry-after': String(limit.retryAfterSeconds),
    });
  const user = authenticatedUser(users, { email, password });
  if (!user) return c.json({ detail: 'Invalid email or password' }, 401);
  if (!user.isActive) return c.json({ detail: 'Account is not active' }, 403);
  if (user.totpSecret !== undefined) return challenged(c, service, { user, isPersistent });
  return loggedIn(c, service, { user, isPersistent });
}

/** The password was right, and a code is asked for. */
function challenged(
  c: Context,
  { challenges, clock, newId }: Service,
  { user, isPersistent }: Login,
): Response {
  const token = newId();
  challenges.open(token, { userId: user.userId, isPersistent }, clock.nowMs());
  return c.json({
    mfa_required: true,
    session_token: token,
    methods: ['totp'],
    expires_in: challenges.lifeSeconds,
  });
}

async function verifyCode(c: Context, service: Service): Promise<Response> {
  const asked = mfaRequest.safeParse(await jsonBody(c));
  if (!asked.success) return unprocessable(c, asked.error);
  const { users, clock, challenges, limit } = service;
  const userOf = (userId: number): PlatformUser | undefined =>
    users.find((candidate) => candidate.userId === userId);
  const outcome = challenges.answer(asked.data.session_token, asked.data.code, {
    secretOf: (userId) => userOf(userId)?.totpSecret,
    nowMs: clock.nowMs(),
  });
  switch (outcome.kind) {
    case 'no-challenge':
      return c.json({ detail: 'Invalid or expired MFA session' }, 401);
    case 'wrong-code':
      return c.json({ detail: 'Invalid MFA code' }, 401);
    case 'too-many':
      return c.json({ detail: 'Too many invalid MFA codes. Please log in again.' }, 429, {
        'retry-after': String(limit.retryAfterSeconds),
      });
    case 'passed': {
      const { isPersistent } = outcome;
      return loggedIn(c, service, { user: userOf(outcome.userId)!, isPersistent });
    }
  }
}

interface Login {
  readonly user: PlatformUser;
  readonly isPersistent: boolean;
}

async function loggedIn(c: Context, service: Service, { user, isPersistent }: Login): Promise<Response> {
  const { sessions, newId } = service;
  const session = { sid: newId(), jti: newId() };
  const access = await accessAnswer(service, user, session.sid);
  if (!isPersistent) return c.json({ ...access, user: shownUser(user) });
  sessions.open(session, user.userId);
  const refreshed = await withRefreshToken(c, service, { user, session });
  return c.json({ ...access, ...refreshed, user: shownUser(user) });
}

/** Takes the refresh token from the body or the cookie, once: the answer brings the next one. */
async function refresh(c: Context, service: Service): Promise<Response> {
  const asked = refreshRequest.safeParse((await jsonBody(c)) ?? {});
  if (!asked.success) return unprocessable(c, asked.error);
  const token = asked.data.refresh_token ?? cookieValue(c, REFRESH_COOKIE);
  const { keys, clock, sessions, users, newId } = service;
  const claims = refreshClaims.safeParse(token && (await keys.claimsOf(token, clock.nowMs())));
  const next = newId();
  const userId = claims.success ? sessions.rotate(claims.data, next) : undefined;
  const user = users.find((candidate) => candidate.userId === userId);
  if (!claims.success || !user) return c.json({ detail: 'Invalid or expired refresh token' }, 401);
  const session = { sid: claims.data.sid, jti: next };
  const access = await accessAnswer(service, user, session.sid);
  return c.json({ ...access, ...(await withRefreshToken(c, service, { user, session })) });
}

function shownUser({ userId, email, name, roles, totpSecret }: PlatformUser): object {
  return { user_id: userId, email, name, roles, mfa_enabled: totpSecret !== undefined };
}

function isAdmin(c: Context, adminToken: string | undefined): boolean {
  const presented = /^Bearer +(\S+)$/i.exec(c.req.header('authorization') ?? '')?.[1];
  return adminToken !== undefined && presented !== undefined && isSameText(presented, adminToken);
}

async function jsonBody(c: Context): Promise<unknown> {
  try {
    return await c.req.json();
  } catch {
    return undefined;
  }
}

function cookieValue(c: Context, name: string): string | undefined {
  const pairs = (c.req.header('cookie') ?? '').split(/;\s*/);
  return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1);
}

/** Names what is wrong and never what was sent, which may be a password. */
function unprocessable(c: Context, { issues }: z.ZodError): Response {
  const detail = issues.map(({ code, path, message }) => ({
    type: code,
    loc: ['body', ...path.map(String)],
    msg: message,
  }));
  return c.json({ detail }, 422);
}
