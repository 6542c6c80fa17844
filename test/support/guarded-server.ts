/** An HTTP server on loopback that asks for a JWT or an API key, and the issuer whose keys it publishes. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, exportSPKI, generateKeyPair, jwtVerify, SignJWT } from 'jose';
import type { JWTPayload } from 'jose';

export const API_KEY = 'api-key-of-the-guarded-server';
export const ISSUER = 'https://issuer.test';
export const AUDIENCE = 'backend';
export const KEY_ID = 'key-1';

export interface GuardedServer extends AsyncDisposable {
  readonly url: string;
  readonly jwksUrl: string;
  /** PEM. */
  readonly publicKey: string;
  /** Signed by the published key unless said otherwise; it lives an hour unless its claims say otherwise. */
  token(claims?: TokenClaims, options?: TokenOptions): Promise<string>;
}

/** Of a token; undefined leaves a usual one out. */
export type TokenClaims = { readonly [Name in keyof JWTPayload]: JWTPayload[Name] | undefined };

export interface TokenOptions {
  /** In the header; the published key's unless given. */
  readonly keyId?: string;
  /** By a key that nobody published. */
  readonly isForeign?: boolean;
}

export interface GuardedServerOptions {
  /** Paths that forget to ask who calls. */
  readonly open?: readonly string[];
  /** True takes tokens that have expired. */
  readonly takesExpired?: boolean;
  /** What the JWKS path answers instead of the keys. */
  readonly jwks?: { readonly status: number; readonly body: string };
  /** The document at `/openapi.json`. */
  readonly openApi?: unknown;
  /** Paths that answer 200 with nothing. */
  readonly empty?: readonly string[];
  /** By how much its clock is ahead. */
  readonly aheadMs?: number;
}

/** Listens on a free port: `/jwks.json`, `/openapi.json` and, behind the authentication, every other path. */
export async function serveGuarded(options: GuardedServerOptions = {}): Promise<GuardedServer> {
  const own = await generateKeyPair('ES256', { extractable: true });
  const foreign = await generateKeyPair('ES256');
  const jwk = { ...(await exportJWK(own.publicKey)), kid: KEY_ID, alg: 'ES256', use: 'sig' };
  const jwks = options.jwks ?? { status: 200, body: JSON.stringify({ keys: [jwk] }) };
  const isWelcome = async (request: IncomingMessage): Promise<boolean> => {
    if (request.headers['x-api-key'] === API_KEY) return true;
    const [, token] = /^Bearer (.+)$/.exec(request.headers.authorization ?? '') ?? [];
    if (token === undefined) return false;
    const clock = options.takesExpired ? { currentDate: new Date(0) } : {};
    return jwtVerify(token, own.publicKey, { issuer: ISSUER, ...clock }).then(
      () => true,
      () => false,
    );
  };
  const answerKnown = async (
    request: IncomingMessage,
    response: ServerResponse,
    path: string,
  ): Promise<void> => {
    const isLetIn = (await isWelcome(request)) || options.open?.includes(path);
    if (!isLetIn) answer(response, 401, '{"detail":"who are you"}');
    else if (/^\/orders\/(?!42$)/.test(path)) answer(response, 404, '{"detail":"no such order"}');
    else answer(response, 200, options.empty?.includes(path) ? '' : '{"data":[1]}');
  };
  const server = createServer((request, response) => {
    const path = (request.url ?? '').split('?')[0]!;
    response.setHeader('date', new Date(Date.now() + (options.aheadMs ?? 0)).toUTCString());
    if (path === '/jwks.json') return answer(response, jwks.status, jwks.body);
    if (path === '/openapi.json') return answer(response, 200, JSON.stringify(options.openApi ?? {}));
    void answerKnown(request, response, path);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    jwksUrl: `${url}/jwks.json`,
    publicKey: await exportSPKI(own.publicKey),
    token: (claims = {}, { keyId = KEY_ID, isForeign = false } = {}) =>
      new SignJWT(signedClaims(claims))
        .setProtectedHeader({ alg: 'ES256', kid: keyId })
        .sign(isForeign ? foreign.privateKey : own.privateKey),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function answer(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(body);
}

function signedClaims(claims: TokenClaims): JWTPayload {
  const all = { iss: ISSUER, aud: AUDIENCE, exp: Math.floor(Date.now() / 1000) + 3600, ...claims };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}
