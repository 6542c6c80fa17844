/** A user service and an authentication that trusts it, on one virtual clock, with the transport between them in the test's hand. */
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import type { JWTHeaderParameters, JWTPayload } from 'jose';
import { createMemoryApiKeyStore } from '#engine/adapters/memory-stores.ts';
import { createApiKeyVerifier, newApiKey } from '#engine/api/auth/api-key.ts';
import type { AuthenticationOptions } from '#engine/api/auth/authentication.ts';
import { JwksCache } from '#engine/api/auth/jwks-cache.ts';
import { createJwtVerifier } from '#engine/api/auth/jwt-verifier.ts';
import type { ApiKeyRecord, ApiKeyUsage, HttpResponse, HttpTransport, LogSink } from '#engine/ports.ts';
import { VirtualClock } from '#engine/virtual-clock.ts';
import { TEST_USERS } from '#mock-dhan/platform/platform-users.ts';
import { createUserService, JWKS_PATH } from '#mock-dhan/platform/user-service.ts';
import type { UserService } from '#mock-dhan/platform/user-service.ts';

/** 2026-02-04 09:30 IST. */
export const NOW_MS = Date.UTC(2026, 1, 4, 4, 0);

export interface PlatformAuth extends AuthenticationOptions {
  readonly clock: VirtualClock;
  readonly service: UserService;
  readonly jwks: JwksCache;
  /** Fetches of the JWKS so far. */
  readonly fetches: () => number;
  /** What the JWKS path does from now on: `up`, or this answer instead; an Error is what the transport rejects with. */
  keyServer: 'up' | HttpResponse | Error | Promise<HttpResponse>;
  readonly lines: readonly string[];
  /** Calls that were noted of API keys. */
  readonly usage: () => readonly ApiKeyUsage[];
  /** An access token of the test user, or another one. */
  login(path?: 'access_token' | 'refresh_token'): Promise<string>;
}

export async function createPlatformAuth(keys: readonly ApiKeyRecord[] = []): Promise<PlatformAuth> {
  const clock = new VirtualClock(NOW_MS);
  const loginLimit = { attemptsMax: 1000, windowMs: 60_000 };
  const service = await createUserService({ users: Object.values(TEST_USERS), clock, loginLimit });
  const lines: string[] = [];
  const log: LogSink = { line: (_level, text) => lines.push(text) };
  let fetches = 0;
  const http: HttpTransport = {
    async send({ url }) {
      fetches += 1;
      if (auth.keyServer instanceof Error) throw auth.keyServer;
      if (auth.keyServer !== 'up') return auth.keyServer;
      const response = await service.app.request(url);
      return { status: response.status, headers: {}, body: await response.text() };
    },
  };
  const store = createMemoryApiKeyStore(keys);
  const jwks = new JwksCache({ url: `http://platform.test${JWKS_PATH}`, http, clock, log });
  const auth: PlatformAuth = {
    clock,
    service,
    jwks,
    lines,
    log,
    usage: () => store.usage(),
    fetches: () => fetches,
    keyServer: 'up',
    jwt: createJwtVerifier({ keys: jwks, clock }),
    apiKeys: createApiKeyVerifier({ store, clock }),
    async login(path = 'access_token') {
      const { email, password } = TEST_USERS.trader;
      const body = JSON.stringify({ email, password, persist_session: true });
      const response = await service.app.request('/v1/auth/login', { method: 'POST', body });
      return ((await response.json()) as Record<string, string>)[path]!;
    },
  };
  return auth;
}

/** Somebody with a key of their own, who signs what a test makes up. */
export interface Issuer {
  /** What a key server answers that publishes the key. */
  readonly jwks: HttpResponse;
  sign(changes?: ClaimChanges, header?: { readonly kid?: string | undefined }): Promise<string>;
}

/** Of a token; undefined leaves a claim out. */
export type ClaimChanges = { readonly [Name in keyof JWTPayload]: JWTPayload[Name] | undefined };

export async function createIssuer(kid = 'key-001'): Promise<Issuer> {
  const { privateKey, publicKey } = await generateKeyPair('RS256');
  const jwk = { ...(await exportJWK(publicKey)), kid, use: 'sig', alg: 'RS256' };
  return {
    jwks: { status: 200, headers: {}, body: JSON.stringify({ keys: [jwk] }) },
    sign: (changes = {}, header = { kid }) =>
      new SignJWT(claims(changes))
        .setProtectedHeader({ alg: 'RS256', ...header } as JWTHeaderParameters)
        .sign(privateKey),
  };
}

/** Claims of a good access token with some changed; undefined leaves one out. */
export function claims(changes: ClaimChanges = {}): JWTPayload {
  const issuedAt = NOW_MS / 1000;
  const all = {
    iss: 'user_service',
    sub: 'user:3',
    aud: ['trading_platform'],
    exp: issuedAt + 900,
    iat: issuedAt,
    sid: 'session-1',
    scp: ['read', 'trade'],
    ...changes,
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

/** A key of the test user, good unless its terms or `changes` say otherwise. */
export function testKey(
  terms: Partial<Parameters<typeof newApiKey>[0]> = {},
  changes: Partial<ApiKeyRecord> = {},
): { readonly key: string; readonly record: ApiKeyRecord } {
  const { key, record } = newApiKey({ userId: 3, ...terms });
  return { key, record: { ...record, ...changes } };
}
