import { createHash } from 'node:crypto';
import { decodeProtectedHeader, errors, jwtVerify } from 'jose';
import type { CryptoKey, JWTPayload } from 'jose';
import { z } from 'zod';
import { MS_PER_SECOND } from '../../market/ist-time.ts';
import type { Clock } from '../../ports.ts';
import { ALGORITHM } from './jwks-cache.ts';
import type { JwksCache } from './jwks-cache.ts';
import type { Principal, Verdict } from './principal.ts';
import { refused } from './principal.ts';

/** Source: seed-requirements B8. */
const ISSUER = 'user_service';
const AUDIENCE = 'trading_platform';
/** How far the issuer's clock may be from this one. */
const LEEWAY_SECONDS = 30;
const TOKEN_CHARACTERS_MAX = 8192;
/** Verified tokens whose signature is not looked at again; the oldest makes room. */
const VERIFIED_MAX = 10_000;

export interface JwtVerifierOptions {
  readonly keys: JwksCache;
  /** The clock that the issuer's tokens are dated by. */
  readonly clock: Clock;
}

/** Verifies the access tokens of the user service. */
export interface JwtVerifier {
  verify(token: string): Promise<Verdict>;
}

/** What the key of a token said of it once, good until `goodUntilMs`. */
interface VerifiedToken {
  readonly keyId: string;
  readonly key: CryptoKey;
  readonly goodUntilMs: number;
  readonly principal: Principal;
}

const accessClaims = z.object({
  sub: z.string().regex(/^user:\d{1,15}$/),
  exp: z.number(),
  iat: z.number(),
  sid: z.string().max(128),
  scp: z.array(z.string()).default([]),
  typ: z.undefined().optional(),
});

/** A key that a token cannot be verified with. */
class KeyUnavailable extends Error {}

/**
 * RS256 through a JWKS, and nothing else: `alg: none`, shared keys, another issuer or audience, refresh tokens and tokens from the future are
 * refused. The reasons are those of the original. A token that was verified is remembered by its digest until it expires or its key is
 * withdrawn, so that a client that calls often pays for one signature. Source: seed-requirements B8.
 */
export function createJwtVerifier({ keys, clock }: JwtVerifierOptions): JwtVerifier {
  const verified = new Map<string, VerifiedToken>();
  return {
    async verify(token) {
      if (token.length > TOKEN_CHARACTERS_MAX)
        return refused(`Invalid token: more than ${TOKEN_CHARACTERS_MAX} characters`);
      const digest = createHash('sha256').update(token).digest('base64');
      const known = verified.get(digest);
      if (known && clock.nowMs() < known.goodUntilMs) {
        const found = await keys.keyFor(known.keyId);
        if (found.kind === 'key' && found.key === known.key)
          return { kind: 'accepted', principal: known.principal };
      }
      verified.delete(digest);
      try {
        const fresh = await verifiedToken(token, keys, clock.nowMs());
        const [oldest] = verified.keys();
        if (verified.size >= VERIFIED_MAX && oldest !== undefined) verified.delete(oldest);
        verified.set(digest, fresh);
        return { kind: 'accepted', principal: fresh.principal };
      } catch (error) {
        return refused(reasonOf(error));
      }
    },
  };
}

async function verifiedToken(token: string, keys: JwksCache, nowMs: number): Promise<VerifiedToken> {
  const { kid: keyId } = decodeProtectedHeader(token);
  const { payload, key } = await jwtVerify(token, ({ kid }) => keyOf(keys, kid), {
    algorithms: [ALGORITHM],
    issuer: ISSUER,
    audience: AUDIENCE,
    clockTolerance: LEEWAY_SECONDS,
    currentDate: new Date(nowMs),
  });
  const { exp, principal } = readClaims(payload, nowMs);
  return {
    keyId: keyId!,
    key,
    goodUntilMs: (exp + LEEWAY_SECONDS) * MS_PER_SECOND,
    principal,
  };
}

async function keyOf(keys: JwksCache, keyId: string | undefined): Promise<CryptoKey> {
  if (keyId === undefined) throw new KeyUnavailable('Missing key ID in token header');
  const found = await keys.keyFor(keyId);
  if (found.kind === 'key') return found.key;
  if (found.kind === 'unreachable') throw new KeyUnavailable('Failed to fetch JWT verification keys');
  // A key id that is no plain name is not repeated.
  const name = /^[\w.-]{1,64}$/.test(keyId) ? `'${keyId}' ` : '';
  throw new KeyUnavailable(`Key ID ${name}not found in JWKS`);
}

function readClaims(
  payload: JWTPayload,
  nowMs: number,
): { readonly exp: number; readonly principal: Principal } {
  const read = accessClaims.safeParse(payload);
  if (!read.success)
    throw new errors.JWTInvalid(
      `claim ${read.error.issues[0]?.path.join('.') ?? ''} is not that of an access token`,
    );
  const { sub, exp, iat, sid, scp } = read.data;
  if (iat > nowMs / MS_PER_SECOND + LEEWAY_SECONDS) throw new errors.JWTInvalid('issued in the future');
  return {
    exp,
    principal: {
      userId: Number(sub.slice('user:'.length)),
      via: 'jwt',
      permissions: scp,
      credentialId: sid,
    },
  };
}

function reasonOf(error: unknown): string {
  if (error instanceof KeyUnavailable) return error.message;
  if (error instanceof errors.JWTExpired) return 'Token expired';
  if (error instanceof errors.JWTClaimValidationFailed) {
    if (error.claim === 'aud') return 'Invalid token audience';
    if (error.claim === 'iss') return 'Invalid token issuer';
    return `Invalid token: claim ${error.claim} is not as it must be`;
  }
  if (error instanceof errors.JOSEAlgNotAllowed) return `Invalid token: algorithm is not ${ALGORITHM}`;
  if (error instanceof errors.JWSSignatureVerificationFailed) return 'Invalid token: signature does not hold';
  if (error instanceof errors.JWTInvalid) return `Invalid token: ${error.message}`;
  return 'Invalid token: not a signed JWT';
}
