import { readFile } from 'node:fs/promises';
import type * as jose from 'jose';
import type { CryptoKey, FlattenedJWSInput, JWSHeaderParameters } from 'jose';
import type { HttpTransport } from '../../ports.ts';
import { ProbeUnreachable } from '../../verify/check.ts';
import type {
  JwtDeclaration,
  JwtFacts,
  JwtKeySource,
  JwtProbe,
  KeyFacts,
  TokenFacts,
} from '../../verify/declared/jwt-check.ts';
import { httpAnswer, membersOf, spokenAnswer } from '../../verify/http-answer.ts';
import { parsedJson, valuesAt } from './json-path.ts';
import { ask, httpDateMs, targetOffsetMs } from './target-http.ts';

/** What a JWT probe needs: `clock` in epoch ms for what tokens say, `monotonicMs` for latency. */
export interface JwtProbeOptions {
  readonly http: HttpTransport;
  readonly clockMs: () => number;
  readonly monotonicMs: () => number;
}

type Jose = typeof jose;
type KeyFinder = (header: JWSHeaderParameters, token: FlattenedJWSInput) => Promise<CryptoKey>;
/** Keys to try a token with; undefined when the source holds none. */
interface ReadKeys {
  readonly facts: KeyFacts;
  readonly find: KeyFinder | undefined;
}

/** Reads what a suite declares over `jwt`. jose is loaded with the first one. */
export function createJwtProbe(options: JwtProbeOptions): JwtProbe {
  return {
    async read(declaration): Promise<JwtFacts> {
      const jose = await import('jose');
      const keys = await readKeys(jose, declaration.keys, options);
      const token = await readToken(jose, declaration, keys.find);
      return { keys: keys.facts, token, nowMs: options.clockMs() };
    },
  };
}

function readKeys(jose: Jose, source: JwtKeySource, options: JwtProbeOptions): Promise<ReadKeys> {
  return source.kind === 'jwks' ? publishedKeys(jose, source.url, options) : keysOfFile(jose, source.path);
}

async function publishedKeys(
  jose: Jose,
  url: string,
  { http, clockMs, monotonicMs }: JwtProbeOptions,
): Promise<ReadKeys> {
  const startedAtMs = monotonicMs();
  const request = { method: 'GET', url, headers: { accept: 'application/json' } } as const;
  const remedy = `Start the key server, or correct the address: curl -i "${url}"`;
  const response = await ask(http, request, remedy);
  const answer = httpAnswer(url, response.status, response.body);
  if (answer.status !== 200 || answer.form !== 'json')
    return broken(`the key server answered ${spokenAnswer(answer)}`);
  const facts = {
    latencyMs: response.latencyMs ?? monotonicMs() - startedAtMs,
    aheadMs: httpDateMs(response) === undefined ? undefined : targetOffsetMs(httpDateMs(response), clockMs()),
  };
  return keysOfSet(jose, answer.value, facts, 'the key server');
}

function keysOfSet(
  jose: Jose,
  value: unknown,
  facts: Pick<Extract<KeyFacts, { kind: 'keys' }>, 'latencyMs' | 'aheadMs'>,
  who: string,
): ReadKeys {
  const { keys } = membersOf(value);
  if (!Array.isArray(keys)) return broken(`${who} gave JSON without a list of keys`);
  const isSecret = keys.some((key) => 'd' in membersOf(key) || membersOf(key)['kty'] === 'oct');
  if (isSecret) return broken(`${who} gives a private or shared key away: anybody can sign tokens`);
  const keyIds = keys.map((key) => membersOf(key)['kid']).filter((kid) => typeof kid === 'string');
  const find: KeyFinder | undefined = keys.length === 0 ? undefined : jose.createLocalJWKSet({ keys });
  return { facts: { kind: 'keys', count: keys.length, keyIds, ...facts }, find };
}

async function keysOfFile(jose: Jose, path: string): Promise<ReadKeys> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new ProbeUnreachable(
      `public key ${path}: expected a readable file, was none.`,
      `Put the issuer's public key, as PEM or JWK, into ${path}`,
      { cause },
    );
  });
  const none = { latencyMs: undefined, aheadMs: undefined };
  const json = parsedJson(text);
  if (json !== undefined)
    return keysOfSet(jose, 'keys' in membersOf(json) ? json : { keys: [json] }, none, path);
  if (text.includes('PRIVATE KEY'))
    return broken(`${path} holds a private key, where the public one belongs`);
  if (!/BEGIN (PUBLIC KEY|CERTIFICATE)/.test(text))
    return broken(`${path} holds no public key in PEM or JSON`);
  const read = text.includes('BEGIN CERTIFICATE') ? jose.importX509 : jose.importSPKI;
  const find: KeyFinder = ({ alg }) => read(text, alg ?? '');
  return { facts: { kind: 'keys', count: 1, keyIds: [], ...none }, find };
}

function broken(reason: string): ReadKeys {
  return { facts: { kind: 'broken', reason }, find: undefined };
}

async function readToken(
  jose: Jose,
  { token, expect }: JwtDeclaration,
  find: KeyFinder | undefined,
): Promise<TokenFacts> {
  let header: ReturnType<Jose['decodeProtectedHeader']>;
  let claims: ReturnType<Jose['decodeJwt']>;
  try {
    header = jose.decodeProtectedHeader(token);
    claims = jose.decodeJwt(token);
  } catch {
    return { kind: 'malformed', reason: `the token is no JWT (${token.length} characters)` };
  }
  return {
    kind: 'token',
    algorithm: header.alg ?? 'none',
    keyId: header.kid,
    issuer: claims.iss,
    audience: [claims.aud ?? []].flat(),
    expiresAtMs: epochMs(claims.exp),
    issuedAtMs: epochMs(claims.iat),
    notBeforeMs: epochMs(claims.nbf),
    signatureFault: find && (await signatureFault(jose, token, { find, algorithms: expect.algorithms })),
    claimsAt: (path) => valuesAt(path, claims),
  };
}

/** Tries the signature alone: what the claims say is judged apart, so that an expired token with a wrong key shows both. */
async function signatureFault(
  jose: Jose,
  token: string,
  { find, algorithms }: { readonly find: KeyFinder; readonly algorithms: readonly string[] },
): Promise<string | undefined> {
  try {
    await jose.compactVerify(token, find, { algorithms: [...algorithms] });
    return undefined;
  } catch (error) {
    if (error instanceof jose.errors.JWKSNoMatchingKey) return 'no published key has its kid and algorithm';
    if (error instanceof jose.errors.JWKSMultipleMatchingKeys)
      return 'it names no kid, and several published keys could have signed it';
    if (error instanceof jose.errors.JWSSignatureVerificationFailed) return 'the signature does not hold';
    return 'the published key does not fit its algorithm';
  }
}

function epochMs(seconds: number | undefined): number | undefined {
  return typeof seconds === 'number' ? seconds * 1000 : undefined;
}
