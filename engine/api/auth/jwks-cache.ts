import { importJWK } from 'jose';
import type { CryptoKey, JWK } from 'jose';
import { z } from 'zod';
import { MS_PER_MINUTE, MS_PER_SECOND } from '../../market/ist-time.ts';
import type { Clock, HttpTransport, LogSink, Timers } from '../../ports.ts';

/** Keys younger than this are used without asking. */
const FRESH_MS = 10 * MS_PER_MINUTE;
/** While the key server is silent, its last good keys are used until they are this old. */
const OUTAGE_MS_MAX = 60 * MS_PER_MINUTE;
/** Source: seed-requirements B8. */
const ANSWER_MS_MAX = 5 * MS_PER_SECOND;
/** Fetches that brought nothing are repeated after 1, 2, 4 ... seconds, so that made-up key ids cannot flood the key server. */
const BACK_OFF_MS_MIN = MS_PER_SECOND;
const BACK_OFF_MS_MAX = 30 * MS_PER_SECOND;
const KEYS_MAX = 32;
const MODULUS_BITS_MIN = 2048;
export const ALGORITHM = 'RS256';

export interface JwksCacheOptions {
  /** Such as `http://127.0.0.1:8001/v1/auth/.well-known/jwks.json`. */
  readonly url: string;
  readonly http: HttpTransport;
  /** Real time, because the key server answers in it: age of the keys, back-off and time-out. */
  readonly clock: Clock & Timers;
  readonly log?: LogSink | undefined;
}

/** `unreachable`: there are no keys that may still be used; `unknown`: the key server does not have this one. */
export type FoundKey =
  | { readonly kind: 'key'; readonly key: CryptoKey }
  | { readonly kind: 'unreachable' }
  | { readonly kind: 'unknown' };

const keySet = z.object({ keys: z.array(z.record(z.string(), z.unknown())).max(KEYS_MAX) });
const rsaKey = z.object({
  kty: z.literal('RSA'),
  kid: z.string().min(1),
  use: z.literal('sig').optional(),
  alg: z.literal(ALGORITHM).optional(),
  n: z.string(),
  e: z.string(),
  // A private key that was published signs for anybody.
  d: z.undefined().optional(),
});

/**
 * The public keys of a key server, by key id. Young keys are used as they are; older ones are used while they are fetched again; a key id
 * that is not among them causes a fetch, with back-off; after an hour without an answer nothing is used any more.
 */
export class JwksCache {
  readonly #options: JwksCacheOptions;
  #keys: ReadonlyMap<string, CryptoKey> = new Map();
  #fetchedAtMs = -Infinity;
  #askedAtMs = -Infinity;
  /** Fetches in a row that failed or did not bring the key they were made for. */
  #futile = 0;
  #underway: Promise<boolean> | undefined;

  constructor(options: JwksCacheOptions) {
    this.#options = options;
  }

  async keyFor(keyId: string): Promise<FoundKey> {
    if (!this.#isUsable() || !this.#keys.has(keyId)) await this.#fetchFor(keyId);
    else if (this.#ageMs() >= FRESH_MS) void this.#fetchFor(keyId);
    if (!this.#isUsable()) return { kind: 'unreachable' };
    const key = this.#keys.get(keyId);
    return key ? { kind: 'key', key } : { kind: 'unknown' };
  }

  #ageMs(): number {
    return this.#options.clock.nowMs() - this.#fetchedAtMs;
  }

  #isUsable(): boolean {
    return this.#ageMs() < OUTAGE_MS_MAX;
  }

  /** Never rejects. Whoever comes while a fetch is under way waits for that one. */
  async #fetchFor(keyId: string): Promise<void> {
    if (this.#underway) {
      await this.#underway;
      return;
    }
    const backOffMs =
      this.#futile === 0 ? 0 : Math.min(BACK_OFF_MS_MIN * 2 ** (this.#futile - 1), BACK_OFF_MS_MAX);
    if (this.#options.clock.nowMs() - this.#askedAtMs < backOffMs) return;
    this.#underway = this.#fetch();
    const hasAnswered = await this.#underway;
    this.#underway = undefined;
    this.#askedAtMs = this.#options.clock.nowMs();
    this.#futile = hasAnswered && this.#keys.has(keyId) ? 0 : this.#futile + 1;
  }

  async #fetch(): Promise<boolean> {
    const { log, clock, url } = this.#options;
    try {
      this.#keys = await this.#fetchedKeys();
      this.#fetchedAtMs = clock.nowMs();
      log?.line('info', `[AUTH] JWKS: ${this.#keys.size} keys from ${url}`);
      return true;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      const rest = this.#isUsable()
        ? 'The last good keys are used for now.'
        : 'No JWT can be verified until it answers.';
      log?.line('warn', `[AUTH] JWKS: expected keys from ${url}, was none (${reason}). ${rest}`);
      return false;
    }
  }

  async #fetchedKeys(): Promise<ReadonlyMap<string, CryptoKey>> {
    const { http, url } = this.#options;
    const response = await this.#inTime(
      http.send({ method: 'GET', url, headers: { accept: 'application/json' } }),
    );
    if (response.status !== 200) throw new Error(`HTTP ${response.status}`);
    const read = keySet.safeParse(parsed(response.body));
    if (!read.success) throw new Error(`no JWKS of at most ${KEYS_MAX} keys`);
    const { keys } = read.data;
    const usable = new Map<string, CryptoKey>();
    for (const candidate of keys) {
      const found = await importedKey(candidate);
      if (found) usable.set(found.keyId, found.key);
    }
    if (usable.size === 0) throw new Error(`none of ${keys.length} keys is a public ${ALGORITHM} key`);
    return usable;
  }

  async #inTime<T>(answer: Promise<T>): Promise<T> {
    const { clock } = this.#options;
    return new Promise<T>((resolve, reject) => {
      const giveUp = clock.at(clock.nowMs() + ANSWER_MS_MAX, () =>
        reject(new Error(`no answer in ${ANSWER_MS_MAX / MS_PER_SECOND} s`)),
      );
      answer.then(resolve, reject).finally(() => giveUp.cancel());
    });
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error('no JSON');
  }
}

/** Undefined for keys of another kind, which a key server may well publish beside. */
async function importedKey(
  candidate: unknown,
): Promise<{ readonly keyId: string; readonly key: CryptoKey } | undefined> {
  const read = rsaKey.safeParse(candidate);
  if (!read.success) return undefined;
  const { kid, n, e } = read.data;
  const jwk: JWK = { kty: 'RSA', n, e };
  const key = await importJWK(jwk, ALGORITHM).catch(() => undefined);
  if (!key || key instanceof Uint8Array) return undefined;
  const { modulusLength = 0 } = key.algorithm as { readonly modulusLength?: number };
  return modulusLength >= MODULUS_BITS_MIN ? { keyId: kid, key } : undefined;
}
