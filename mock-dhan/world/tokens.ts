import { createHmac, hkdfSync } from 'node:crypto';
import { MS_PER_DAY, MS_PER_SECOND } from '#engine/market/ist-time.ts';

/** Signs the exchange's access tokens. */
export interface TokenMint {
  /** A compact JWS, HS512, with the claims of the real exchange. Source: dhan-v2-wire 1.3. */
  mint(claims: TokenClaims): string;
}

/** `SELF`: made on web.dhan.co, renewable. `APP`: made by TOTP, by an API key or by a partner. Source: dhan-v2-wire 1.3. */
export type TokenConsumer = 'SELF' | 'APP';

/** What a token says of itself. It lives TOKEN_LIFE_MS from `issuedAtSecond`, epoch s. */
export interface TokenClaims {
  readonly clientId: string;
  readonly consumer: TokenConsumer;
  /** The app or partner it was made through; empty for SELF. */
  readonly partnerId: string;
  readonly issuedAtSecond: number;
  /** Where changes of its account's orders are posted; a token of another consumer does not tell. */
  readonly webhookUrl?: string | undefined;
}

/** Tokens live for a day since September 2025. Source: dhan-v2-wire 1.3. */
export const TOKEN_LIFE_MS = MS_PER_DAY;

/** Mints the same token for the same scenario, seed and claims. */
export function createTokenMint(scenarioName: string, seed: number): TokenMint {
  const key = Buffer.from(hkdfSync('sha512', `preopen:${seed}`, scenarioName, 'access-token', 64));
  return { mint: (claims) => mintToken(claims, key) };
}

/** Three base64url parts, the first two JSON objects: what a gateway can tell without a key. */
export function isWellFormedToken(token: string): boolean {
  const parts = token.split('.');
  return parts.length === 3 && parts.every((part) => part !== '') && parts.slice(0, 2).every(isJsonObject);
}

function mintToken(
  { clientId, consumer, partnerId, issuedAtSecond, webhookUrl = '' }: TokenClaims,
  key: Buffer,
): string {
  const header = base64UrlJson({ typ: 'JWT', alg: 'HS512' });
  const claims = base64UrlJson({
    iss: 'dhan',
    partnerId,
    exp: issuedAtSecond + TOKEN_LIFE_MS / MS_PER_SECOND,
    iat: issuedAtSecond,
    tokenConsumerType: consumer,
    ...(consumer === 'SELF' ? { webhookUrl } : {}),
    dhanClientId: clientId,
  });
  return `${header}.${claims}.${sign(`${header}.${claims}`, key).toString('base64url')}`;
}

function base64UrlJson(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function sign(signedPart: string, key: Buffer): Buffer {
  return createHmac('sha512', key).update(signedPart).digest();
}

function isJsonObject(part: string): boolean {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}
