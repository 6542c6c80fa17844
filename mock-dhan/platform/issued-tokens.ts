/** The tokens that the user service issues. Source: seed-requirements B8. */
import type { Context } from 'hono';
import { MS_PER_DAY, MS_PER_MINUTE } from '#engine/market/ist-time.ts';
import type { Clock } from '#engine/ports.ts';
import type { PlatformUser } from './platform-users.ts';
import type { RefreshClaims } from './refresh-sessions.ts';
import type { SigningKeys } from './signing-keys.ts';

const TOKEN_ISSUER = 'user_service';
const TOKEN_AUDIENCE = 'trading_platform';
const ACCESS_LIFE_MS = 15 * MS_PER_MINUTE;
/** Verifiers let clocks differ by so much. */
const LEEWAY_MS = MS_PER_MINUTE;
const REFRESH_LIFE_MS = 90 * MS_PER_DAY;
/** Name of the cookie that holds a refresh token. */
export const REFRESH_COOKIE = '__Secure-refresh_token';
/** Where everything of a login is, below the service's URL. */
export const AUTH_PATH = '/v1/auth';
/** How long a verifier may need the key of an access token after it was signed. */
export const VERIFIABLE_MS = ACCESS_LIFE_MS + LEEWAY_MS;

/** What signs, and when. */
export interface TokenIssuer {
  readonly keys: SigningKeys;
  readonly clock: Clock;
}

/** What a login or a refresh answers: an access token of the session. */
export async function accessAnswer(
  { keys, clock }: TokenIssuer,
  user: PlatformUser,
  sid: string,
): Promise<object> {
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
    mfa: user.totpSecret !== undefined,
    ver: 1,
  });
  return { access_token: token, token_type: 'bearer', expires_in: ACCESS_LIFE_MS / 1000 };
}

/** In the body, which the original forgot and its SDK looks for, and in the cookie of the original. Source: seed-requirements B8. */
export async function withRefreshToken(
  c: Context,
  { keys, clock }: TokenIssuer,
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
