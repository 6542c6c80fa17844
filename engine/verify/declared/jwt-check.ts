import type { Judgement, Measurement } from '../check.ts';
import { failed, listed, passed } from '../judgement.ts';
import { ruleFault, spokenRule } from './value-rule.ts';
import type { ValueRule } from './value-rule.ts';

/** `jwt` of a suite: a token, who vouches for it, and what it must say. */
export interface JwtDeclaration {
  readonly kind: 'jwt';
  /** Never shown anywhere, nor any value of its claims but issuer, audience and times. */
  readonly token: string;
  readonly keys: JwtKeySource;
  readonly expect: JwtExpectations;
}

/** A JWKS document by URL, or a public key file: PEM (SPKI or certificate), or a JWK or JWKS in JSON. */
export type JwtKeySource =
  | { readonly kind: 'jwks'; readonly url: string }
  | { readonly kind: 'file'; readonly path: string };

/** Every part that is given must hold; the signature always must, and the algorithm is never `none`. */
export interface JwtExpectations {
  readonly algorithms: readonly string[];
  /** Of the token's header. */
  readonly keyId?: ValueRule | undefined;
  readonly issuer?: string | undefined;
  readonly audience?: string | undefined;
  /** How much longer the token must live; 0 unless given. */
  readonly lifeMsMin: number;
  /** By JSON path into the claims. */
  readonly claims: ReadonlyMap<string, ValueRule>;
  /** How many keys the source has; at least one unless given. */
  readonly keyCount: ValueRule;
  /** How far the clocks of issuer, key server and this machine may differ. */
  readonly clockSkewMsMax: number;
}

/** Algorithms whose keys may be published; a shared secret or none at all lets anybody sign. */
export const PUBLIC_KEY_ALGORITHMS = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
] as const;

/** What the token and the key source gave; times in epoch ms. */
export interface JwtFacts {
  readonly keys: KeyFacts;
  readonly token: TokenFacts;
  /** Our clock. */
  readonly nowMs: number;
}

/** `broken`: it answered, but with something that holds no keys. */
export type KeyFacts =
  | { readonly kind: 'broken'; readonly reason: string }
  | {
      readonly kind: 'keys';
      readonly count: number;
      readonly keyIds: readonly string[];
      /** Undefined for a file. */
      readonly latencyMs: number | undefined;
      /** By how much the server's clock is ahead of ours; undefined without its `Date`. */
      readonly aheadMs: number | undefined;
    };

export type TokenFacts =
  | { readonly kind: 'malformed'; readonly reason: string }
  | {
      readonly kind: 'token';
      readonly algorithm: string;
      readonly keyId: string | undefined;
      readonly issuer: string | undefined;
      readonly audience: readonly string[];
      readonly expiresAtMs: number | undefined;
      readonly issuedAtMs: number | undefined;
      readonly notBeforeMs: number | undefined;
      /** Why the signature does not hold; undefined when it does, and when there was no key to try. */
      readonly signatureFault: string | undefined;
      readonly claimsAt: (path: string) => readonly unknown[];
    };

/** Reads the keys and the token. Rejects with ProbeUnreachable when the JWKS server does not answer or the file is not there. */
export interface JwtProbe {
  readonly read: (declaration: JwtDeclaration) => Promise<JwtFacts>;
}

/** Reads token and keys once and judges what the suite says of them. */
export async function judgeJwt(declaration: JwtDeclaration, probe: JwtProbe): Promise<Judgement> {
  const { expect, keys: source } = declaration;
  const facts = await probe.read(declaration);
  const { keys, token, nowMs } = facts;
  const keyFaults = keyFaultsOf(expect, keys);
  const tokenFaults = tokenFaultsOf(expect, token, nowMs);
  const expected = spokenExpectations(expect);
  const faults = [...keyFaults, ...tokenFaults];
  const judgement =
    faults.length === 0
      ? passed(expected, spokenFacts(facts))
      : failed(expected, listed(faults), keyFaults.length > 0 ? keyRemedy(source) : TOKEN_REMEDY);
  return { ...judgement, measurements: measurementsOf(expect, facts) };
}

const TOKEN_REMEDY =
  "Get a new token from the issuer and set the variable that the suite reads it from; if a new one fails too, compare the issuer's settings with what the suite expects.";

function keyRemedy(source: JwtKeySource): string {
  return source.kind === 'jwks'
    ? `See what the key server answers: curl -i "${source.url}"`
    : `Put the issuer's public key, as PEM or JWK, into ${source.path}`;
}

function keyFaultsOf({ keyCount, clockSkewMsMax }: JwtExpectations, keys: KeyFacts): string[] {
  if (keys.kind === 'broken') return [keys.reason];
  const countFault = ruleFault(keyCount, [keys.count]);
  const isAskew = keys.aheadMs !== undefined && Math.abs(keys.aheadMs) > clockSkewMsMax;
  return [
    ...(countFault === undefined ? [] : [`${keys.count} keys`]),
    ...(isAskew ? [`the key server's clock is ${spokenSkew(keys.aheadMs)} this machine's`] : []),
  ];
}

function tokenFaultsOf(expect: JwtExpectations, token: TokenFacts, nowMs: number): string[] {
  if (token.kind === 'malformed') return [token.reason];
  const { algorithm, keyId, issuer, audience, signatureFault } = token;
  if (algorithm.toLowerCase() === 'none')
    return ['the token is not signed (algorithm none): anybody can write one'];
  const isExpectedAlgorithm = expect.algorithms.includes(algorithm);
  const keyIdFault = expect.keyId && ruleFault(expect.keyId, keyId === undefined ? [] : [keyId]);
  const isForeignIssuer = expect.issuer !== undefined && issuer !== expect.issuer;
  const isForeignAudience = expect.audience !== undefined && !audience.includes(expect.audience);
  return [
    ...(isExpectedAlgorithm ? [] : [`algorithm ${algorithm}`]),
    ...(signatureFault === undefined || !isExpectedAlgorithm ? [] : [signatureFault]),
    ...(keyIdFault === undefined ? [] : [`kid ${keyIdFault}`]),
    ...(isForeignIssuer ? [`issuer ${spokenText(issuer)}`] : []),
    ...(isForeignAudience ? [`audience ${audience.map(spokenText).join(', ') || 'none'}`] : []),
    ...timeFaults(expect, token, nowMs),
    ...[...expect.claims].flatMap(([path, rule]) => claimFault(path, rule, token.claimsAt(path))),
  ];
}

type TokenTimes = Pick<Extract<TokenFacts, { kind: 'token' }>, 'expiresAtMs' | 'issuedAtMs' | 'notBeforeMs'>;

function timeFaults(
  { lifeMsMin, clockSkewMsMax }: JwtExpectations,
  { expiresAtMs, issuedAtMs, notBeforeMs }: TokenTimes,
  nowMs: number,
): string[] {
  const fromFuture = (atMs: number | undefined, words: string): string[] =>
    atMs !== undefined && atMs > nowMs + clockSkewMsMax
      ? [`${words} ${spokenSpan(atMs - nowMs)} in the future by this machine's clock`]
      : [];
  return [
    ...lifeFault(expiresAtMs, nowMs, lifeMsMin),
    ...fromFuture(issuedAtMs, 'issued'),
    ...fromFuture(notBeforeMs, 'valid only from'),
  ];
}

function lifeFault(expiresAtMs: number | undefined, nowMs: number, lifeMsMin: number): string[] {
  if (expiresAtMs === undefined) return ['it never expires (no exp)'];
  const leftMs = expiresAtMs - nowMs;
  if (leftMs <= 0) return [`expired ${spokenSpan(-leftMs)} ago`];
  return leftMs < lifeMsMin ? [`expires in ${spokenSpan(leftMs)}`] : [];
}

/** A claim's value may name a person or an account, so only that it breaks the rule is told. */
function claimFault(path: string, rule: ValueRule, values: readonly unknown[]): string[] {
  const fault = ruleFault(rule, values);
  if (fault === undefined) return [];
  return [values.length === 0 ? `claim ${path} has no value` : `claim ${path} is not ${spokenRule(rule)}`];
}

function spokenExpectations(expect: JwtExpectations): string {
  const { algorithms, keyId, issuer, audience, lifeMsMin, claims } = expect;
  const isUsual = algorithms === PUBLIC_KEY_ALGORITHMS;
  return listed(
    [
      `a token signed by a published key${isUsual ? '' : ` with ${algorithms.join(' or ')}`}`,
      ...(keyId ? [`kid ${spokenRule(keyId)}`] : []),
      ...(issuer === undefined ? [] : [`issuer ${spokenText(issuer)}`]),
      ...(audience === undefined ? [] : [`audience ${spokenText(audience)}`]),
      lifeMsMin === 0 ? 'not expired' : `valid for at least ${spokenSpan(lifeMsMin)} more`,
      ...[...claims].map(([path, rule]) => `claim ${path} ${spokenRule(rule)}`),
    ],
    8,
  );
}

function spokenFacts({ token, keys, nowMs }: JwtFacts): string {
  if (token.kind === 'malformed' || keys.kind === 'broken') return 'nothing';
  const life =
    token.expiresAtMs === undefined ? '' : `, valid for ${spokenSpan(token.expiresAtMs - nowMs)} more`;
  const kid = token.keyId === undefined ? '' : `, kid ${token.keyId}`;
  return `${token.algorithm} signature holds${kid}${life}; ${keys.count} keys published`;
}

function measurementsOf({ lifeMsMin, clockSkewMsMax }: JwtExpectations, facts: JwtFacts): Measurement[] {
  const { keys, token, nowMs } = facts;
  const expiresAtMs = token.kind === 'token' ? token.expiresAtMs : undefined;
  const count = keys.kind === 'keys' ? keys.count : undefined;
  const latencyMs = keys.kind === 'keys' ? keys.latencyMs : undefined;
  const aheadMs = keys.kind === 'keys' ? keys.aheadMs : undefined;
  return [
    ...(expiresAtMs === undefined
      ? []
      : [
          {
            name: 'life left',
            value: (expiresAtMs - nowMs) / 60_000,
            unit: 'min' as const,
            limit: { kind: 'min' as const, value: lifeMsMin / 60_000 },
          },
        ]),
    ...(count === undefined ? [] : [{ name: 'keys', value: count, unit: 'count' as const }]),
    ...(latencyMs === undefined
      ? []
      : [{ name: 'key server latency', value: latencyMs, unit: 'ms' as const }]),
    ...(aheadMs === undefined
      ? []
      : [
          {
            name: 'key server clock skew',
            value: Math.abs(aheadMs),
            unit: 'ms' as const,
            limit: { kind: 'max' as const, value: clockSkewMsMax },
          },
        ]),
  ];
}

function spokenSkew(aheadMs: number): string {
  return `${spokenSpan(Math.abs(aheadMs))} ${aheadMs > 0 ? 'ahead of' : 'behind'}`;
}

function spokenText(text: string | undefined): string {
  return text === undefined ? 'none' : JSON.stringify(text);
}

/** `45 s`, `12 min`, `3.5 h`. */
function spokenSpan(ms: number): string {
  if (ms < 120_000) return `${Math.round(ms / 1000)} s`;
  if (ms < 7_200_000) return `${Math.floor(ms / 60_000)} min`;
  return `${Math.round(ms / 360_000) / 10} h`;
}
