import { randomUUID } from 'node:crypto';
import { Hono } from 'hono';
import type { Context } from 'hono';
import { z } from 'zod';
import { MS_PER_DAY, MS_PER_MINUTE, httpDate } from '#engine/market/ist-time.ts';
import type { Clock } from '#engine/ports.ts';
import { limitBody } from '../rest/body-limit.ts';
import { DEFAULT_LOGIN_LIMIT, LoginLimit } from './login-limit.ts';
import type { LoginLimitOptions } from './login-limit.ts';
import { authenticatedUser } from './platform-users.ts';
import type { PlatformUser } from './platform-users.ts';
import { RefreshSessions } from './refresh-sessions.ts';
import type { RefreshClaims } from './refresh-sessions.ts';
import { createSigningKeys } from './signing-keys.ts';
import type { SigningKeys } from './signing-keys.ts';

/** What its tokens say. Source: seed-requirements B8. */
const TOKEN_ISSUER = 'user_service';
const TOKEN_AUDIENCE = 'trading_platform';
const ACCESS_LIFE_MS = 15 * MS_PER_MINUTE;
const REFRESH_LIFE_MS = 90 * MS_PER_DAY;
const REFRESH_COOKIE = '__Secure-refresh_token';
const AUTH_PATH = '/v1/auth';
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
}

/** A platform's user service, without a socket. */
export interface UserService {
  readonly app: Hono;
  readonly currentKeyId: string;
  /** Signs with a new key from now on; the last one stays published, older ones are withdrawn. */
  rotateKeys(): Promise<void>;
}

const loginRequest = z.object({
  email: z.string().min(3).max(254),
  password: z.string().min(1).max(1024),
  persist_session: z.boolean().default(false),
});
const refreshRequest = z.object({ refresh_token: z.string().max(8192).optional() });
const refreshClaims = z.object({ typ: z.literal('refresh'), sid: z.string(), jti: z.string() });

interface Service {
  readonly users: readonly PlatformUser[];
  readonly clock: Clock;
  readonly limit: LoginLimit;
  readonly keys: SigningKeys;
  readonly sessions: RefreshSessions;
  readonly newId: () => string;
}

/**
 * `POST /v1/auth/login`, `POST /v1/auth/refresh`, `GET /v1/auth/.well-known/jwks.json` and `/health`. Errors: FastAPI's `{"detail": ...}`, 401 for
 * a wrong login or refresh token, 403 for a user who is not active, 422, 429 with Retry-After. Logins are counted before the password is looked
 * at, so the right one is refused too. The second step of an MFA login is not simulated. Source: seed-requirements B8, I30.
 */
export async function createUserService(options: UserServiceOptions): Promise<UserService> {
  const { users, clock, loginLimit = DEFAULT_LOGIN_LIMIT, newId = randomUUID } = options;
  const keys = await createSigningKeys();
  const service: Service = {
    users,
    clock,
    keys,
    newId,
    limit: new LoginLimit(loginLimit),
    sessions: new RefreshSessions(),
  };
  const app = new Hono();
  app.use(async (c, next) => {
    c.header('date', httpDate(clock.nowMs()));
    c.header('x-simulated', '1');
    await next();
  });
  app.use(limitBody((c) => c.json({ detail: 'Request body too large' }, 413)));
  app.get('/health', (c) => c.json({ status: 'healthy', service: 'user_service' }));
  app.get(JWKS_PATH, (c) => c.json({ keys: keys.published() }));
  app.post(`${AUTH_PATH}/login`, (c) => login(c, service));
  app.post(`${AUTH_PATH}/refresh`, (c) => refresh(c, service));
  app.notFound((c) => c.json({ detail: 'Not Found' }, 404));
  return {
    app,
    get currentKeyId() {
      return keys.currentKeyId;
    },
    rotateKeys: () => keys.rotate(),
  };
}

async function login(c: Context, service: Service): Promise<Response> {
  const asked = loginRequest.safeParse(await jsonBody(c));
  if (!asked.success) return unprocessable(c, asked.error);
  const { email, password, persist_session: isPersistent } = asked.data;
  const { limit, clock, users, sessions, newId } = service;
  if (!limit.admits(email, clock.nowMs()))
    return c.json({ detail: 'Rate limit exceeded. Please try again later.' }, 429, {
      'retry-after': String(limit.retryAfterSeconds),
    });
  const user = authenticatedUser(users, { email, password });
  if (!user) return c.json({ detail: 'Invalid email or password' }, 401);
  if (!user.isActive) return c.json({ detail: 'Account is not active' }, 403);
  if (user.hasMfa) return c.json({ mfa_required: true });
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

async function accessAnswer({ keys, clock }: Service, user: PlatformUser, sid: string): Promise<object> {
  const issuedAt = Math.floor(clock.nowMs() / 1000);
  const token = await keys.sign({
    iss: TOKEN_ISSUER,
    sub: `user:${user.userId}`,
    aud: [TOKEN_AUDIENCE],
    exp: issuedAt + ACCESS_LIFE_MS / 1000,
    iat: issuedAt,
    sid,
    scp: ['read', 'trade'],
    roles: user.roles,
    acct_ids: user.accountIds,
    mfa: user.hasMfa,
    ver: 1,
  });
  return { access_token: token, token_type: 'bearer', expires_in: ACCESS_LIFE_MS / 1000 };
}

/** In the body, which the original forgot and its SDK looks for, and in the cookie of the original. Source: seed-requirements B8. */
async function withRefreshToken(
  c: Context,
  { keys, clock }: Service,
  { user, session }: { readonly user: PlatformUser; readonly session: RefreshClaims },
): Promise<{ readonly refresh_token: string }> {
  const issuedAt = Math.floor(clock.nowMs() / 1000);
  const lifeSeconds = REFRESH_LIFE_MS / 1000;
  const token = await keys.sign({
    iss: TOKEN_ISSUER,
    sub: `user:${user.userId}`,
    exp: issuedAt + lifeSeconds,
    iat: issuedAt,
    ...session,
    typ: 'refresh',
  });
  c.header(
    'set-cookie',
    `${REFRESH_COOKIE}=${token}; Max-Age=${lifeSeconds}; Path=${AUTH_PATH}; HttpOnly; Secure; SameSite=Strict`,
  );
  return { refresh_token: token };
}

function shownUser({ userId, email, name, roles, hasMfa }: PlatformUser): object {
  return { user_id: userId, email, name, roles, mfa_enabled: hasMfa };
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
