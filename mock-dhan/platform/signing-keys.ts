import { SignJWT, exportJWK, generateKeyPair, jwtVerify } from 'jose';
import type { CryptoKey, JWK, JWTPayload } from 'jose';

/** The one algorithm of the user service. Source: seed-requirements B8. */
const ALGORITHM = 'RS256';
/** As many as a verifier reads; beyond, the oldest is withdrawn early. */
const KEYS_MAX = 32;

/** The RSA keys that sign the tokens of the user service. */
export interface SigningKeys {
  /** `key-001`, counted up with every rotation. */
  readonly currentKeyId: string;
  sign(claims: JWTPayload): Promise<string>;
  /** The claims of a token that one of the last keys signed and that is good at `nowMs`, published still or not; undefined for any other. */
  claimsOf(token: string, nowMs: number): Promise<JWTPayload | undefined>;
  /** The public halves, newest first, as a JWKS lists them: a key is there until the last token it may have signed has expired. */
  published(nowMs: number): readonly JWK[];
  /** A new key signs from now on. */
  rotate(nowMs: number): Promise<void>;
}

interface SigningKey {
  readonly keyId: string;
  readonly privateKey: CryptoKey;
  readonly publicKey: CryptoKey;
  readonly jwk: JWK;
  /** When it signed for the last time; infinite for the one that signs. */
  retiredAtMs: number;
}

/** Makes the first key, which no other process has. `tokenLifeMs`: how long verifiers may need a key after it was replaced. */
export async function createSigningKeys(tokenLifeMs: number): Promise<SigningKeys> {
  let current = await createKey(1);
  let keys: readonly SigningKey[] = [current];
  let created = 1;
  return {
    get currentKeyId() {
      return current.keyId;
    },
    sign: (claims) =>
      new SignJWT(claims)
        .setProtectedHeader({ alg: ALGORITHM, typ: 'JWT', kid: current.keyId })
        .sign(current.privateKey),
    async claimsOf(token, nowMs) {
      try {
        const { payload } = await jwtVerify(token, ({ kid }) => keyNamed(keys, kid), {
          algorithms: [ALGORITHM],
          currentDate: new Date(nowMs),
        });
        return payload;
      } catch {
        return undefined;
      }
    },
    published: (nowMs) =>
      keys.filter(({ retiredAtMs }) => nowMs <= retiredAtMs + tokenLifeMs).map(({ jwk }) => jwk),
    async rotate(nowMs) {
      created += 1;
      const next = await createKey(created);
      current.retiredAtMs = nowMs;
      current = next;
      keys = [current, ...keys].slice(0, KEYS_MAX);
    },
  };
}

async function createKey(number: number): Promise<SigningKey> {
  const keyId = `key-${String(number).padStart(3, '0')}`;
  const { privateKey, publicKey } = await generateKeyPair(ALGORITHM);
  const { kty, n, e } = await exportJWK(publicKey);
  return {
    keyId,
    privateKey,
    publicKey,
    retiredAtMs: Number.POSITIVE_INFINITY,
    jwk: { kty: kty!, use: 'sig', kid: keyId, alg: ALGORITHM, n: n!, e: e! },
  };
}

function keyNamed(keys: readonly SigningKey[], keyId: string | undefined): CryptoKey {
  const found = keys.find((key) => key.keyId === keyId);
  if (!found) throw new Error(`no published key ${keyId}`);
  return found.publicKey;
}
