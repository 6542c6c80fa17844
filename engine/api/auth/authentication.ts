import type { Context, MiddlewareHandler } from 'hono';
import type { LogSink } from '../../ports.ts';
import type { ApiKeyVerifier } from './api-key.ts';
import type { JwtVerifier } from './jwt-verifier.ts';
import { refused } from './principal.ts';
import type { KeyOwner, Principal, Verdict } from './principal.ts';

/** Texts of the original. Source: seed-requirements B8. */
const NO_CREDENTIAL =
  'Authentication required. Provide Bearer token (JWT or API key) in Authorization header.';
const BAD_TOKEN = 'Invalid or expired credentials (neither valid JWT token nor API key)';
const BAD_CREDENTIAL = 'Authentication failed. Provide valid JWT token or API key.';
const BAD_KEY = 'Invalid or expired API key';
const TOO_MANY = 'Rate limit exceeded. Please try again later.';

export interface AuthenticationOptions {
  readonly jwt: JwtVerifier;
  readonly apiKeys: ApiKeyVerifier;
  /** What the caller must be allowed to do; `read` unless told otherwise. */
  readonly permission?: string;
  readonly log?: LogSink | undefined;
}

/** What routes behind the authentication read: `c.get('principal')`. */
export interface AuthenticatedEnv {
  readonly Variables: { readonly principal: Principal };
}

const ROUTE_CHARACTERS_MAX = 200;

/**
 * Asks every caller who they are: a JWT first, an API key second, both as `Authorization: Bearer`, one identity after it. Every call with a known API key is noted.
 * Errors: 401 with WWW-Authenticate, whose `error_description` has the reason that the text of the body leaves out; 403 without the permission; 429 with Retry-After for
 * an API key that calls too often.
 */
export function requirePrincipal(options: AuthenticationOptions): MiddlewareHandler<AuthenticatedEnv> {
  return async (c, next) => {
    const credential = bearerOf(c.req.header('authorization'));
    if (credential === undefined)
      return c.json({ detail: NO_CREDENTIAL }, 401, { 'www-authenticate': 'Bearer' });
    const verdict = await verdictOn(credential, options, addressOf(c));
    const refusal = refusalOf(c, { credential, verdict, options });
    if (!refusal) await next();
    const owner = ownerOf(verdict);
    if (owner) {
      const { method, path } = c.req;
      const { status } = refusal ?? c.res;
      options.apiKeys.note(owner, { method, route: path.slice(0, ROUTE_CHARACTERS_MAX), status });
    }
    return refusal;
  };
}

/** Undefined where the caller may go on. */
function refusalOf(
  c: Context<AuthenticatedEnv>,
  asked: {
    readonly credential: string;
    readonly verdict: Verdict;
    readonly options: AuthenticationOptions;
  },
): Response | undefined {
  const { credential, verdict, options } = asked;
  const { permission = 'read', log } = options;
  switch (verdict.kind) {
    case 'accepted':
      if (!verdict.principal.permissions.includes(permission))
        return c.json({ detail: `Permission '${permission}' required` }, 403);
      c.set('principal', verdict.principal);
      return undefined;
    case 'limited':
      return c.json({ detail: TOO_MANY }, 429, { 'retry-after': String(verdict.retryAfterSeconds) });
    case 'refused':
      log?.line('warn', `[AUTH] ${c.req.method} ${c.req.path}: 401 ${verdict.reason}`);
      return c.json({ detail: detailFor(credential) }, 401, {
        'www-authenticate': `Bearer error="invalid_token", error_description="${shownReason(credential, verdict.reason)}"`,
      });
  }
}

function ownerOf(verdict: Verdict): KeyOwner | undefined {
  if (verdict.kind !== 'accepted') return verdict.owner;
  const { via, credentialId, userId } = verdict.principal;
  return via === 'apiKey' ? { keyId: credentialId, userId } : undefined;
}

/** `user:3`, for routes behind the authentication: the same whichever way the caller proved it. */
export function callerOf(c: Context<AuthenticatedEnv>): string {
  return `user:${c.get('principal').userId}`;
}

/** What follows `Bearer` in the header; undefined when nothing does. */
function bearerOf(header: string | undefined): string | undefined {
  return /^Bearer +(\S+)\s*$/i.exec(header ?? '')?.[1];
}

/** No JWT begins as an API key does, and no API key has dots, so each goes where it belongs. */
function verdictOn(
  credential: string,
  { jwt, apiKeys }: AuthenticationOptions,
  address: string | undefined,
): Promise<Verdict> | Verdict {
  if (isJwtLike(credential)) return jwt.verify(credential);
  if (isKeyLike(credential)) return apiKeys.verify(credential, address);
  return refused('Neither a JWT nor an API key');
}

function detailFor(credential: string): string {
  if (isJwtLike(credential)) return BAD_TOKEN;
  return isKeyLike(credential) ? BAD_KEY : BAD_CREDENTIAL;
}

/** Whoever holds a stolen or guessed API key does not learn what is missing; the log does. */
function shownReason(credential: string, reason: string): string {
  return isKeyLike(credential) ? BAD_KEY : reason.replaceAll(/["\\]/g, '');
}

function isJwtLike(credential: string): boolean {
  return credential.split('.').length === 3;
}

function isKeyLike(credential: string): boolean {
  return credential.startsWith('sb_') && !isJwtLike(credential);
}

/** The peer of the socket. X-Forwarded-For is not believed: anybody can write it. */
function addressOf(c: Context): string | undefined {
  const { incoming } = (c.env ?? {}) as {
    readonly incoming?: { readonly socket: { readonly remoteAddress?: string } };
  };
  return incoming?.socket.remoteAddress;
}
