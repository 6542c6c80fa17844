/** What an access token says about itself. Nothing here ever returns the token or a readable part of it. */

/** Claims of a Dhan access token, as far as they are read. Times in epoch ms. Source: dhan-v2-wire 1.3. */
export interface AccessTokenClaims {
  readonly issuedAtMs: number | undefined;
  readonly expiresAtMs: number | undefined;
  /** The account the token was made for. */
  readonly clientId: string | undefined;
  /** Who it was made for: `SELF` on web.dhan.co, `APP` and `PARTNER` by a login of theirs. */
  readonly consumer: string | undefined;
}

/** A token's claims, or why it is no token. */
export type AccessTokenReading =
  | { readonly ok: true; readonly claims: AccessTokenClaims }
  /** `problem` describes the text without quoting it. */
  | { readonly ok: false; readonly problem: string };

/** Reads a token's claims without checking its signature: only the exchange can do that. */
export function readAccessToken(token: string): AccessTokenReading {
  const problem = visibleProblem(token);
  if (problem !== undefined) return { ok: false, problem };
  const payload = token.split('.')[1] ?? '';
  const claims = parseClaims(payload);
  if (!claims) return { ok: false, problem: 'the middle part of the JWT is not base64url-encoded JSON' };
  return {
    ok: true,
    claims: {
      issuedAtMs: secondsToMs(claims['iat']),
      expiresAtMs: secondsToMs(claims['exp']),
      clientId: textOf(claims['dhanClientId']),
      consumer: textOf(claims['tokenConsumerType']),
    },
  };
}

/** `1100****26`: the first four and the last two characters; short ids are hidden whole. */
export function maskClientId(clientId: string): string {
  if (clientId.length < 8) return '*'.repeat(clientId.length);
  return `${clientId.slice(0, 4)}${'*'.repeat(clientId.length - 6)}${clientId.slice(-2)}`;
}

function visibleProblem(token: string): string | undefined {
  if (token.includes('*')) return 'it contains `*`: a masked copy, not the token';
  if (/\s/.test(token)) return 'it contains blanks or line breaks';
  if (token.length < 16) return `it has ${token.length} characters, too few for a token`;
  const parts = token.split('.').length;
  if (parts !== 3) return `it is not a JWT: expected 3 parts between dots, was ${parts}`;
  return undefined;
}

function parseClaims(payload: string): Record<string, unknown> | undefined {
  const bytes = decodeBase64Url(payload);
  if (!bytes) return undefined;
  try {
    const parsed: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    return typeof parsed === 'object' && parsed !== null ? (parsed as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

const BASE64URL = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

function decodeBase64Url(text: string): Uint8Array | undefined {
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4));
  let bits = 0;
  let bitCount = 0;
  let length = 0;
  for (const character of text) {
    const value = BASE64URL.indexOf(character);
    if (value < 0) return undefined;
    bits = ((bits << 6) | value) & 0xffff;
    bitCount += 6;
    if (bitCount < 8) continue;
    bitCount -= 8;
    bytes[length] = (bits >>> bitCount) & 0xff;
    length += 1;
  }
  return length === 0 ? undefined : bytes.subarray(0, length);
}

function textOf(claim: unknown): string | undefined {
  return typeof claim === 'string' ? claim : undefined;
}

function secondsToMs(claim: unknown): number | undefined {
  return typeof claim === 'number' && Number.isFinite(claim) ? claim * 1000 : undefined;
}
