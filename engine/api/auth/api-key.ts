import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { BlockList, isIP } from 'node:net';
import { ConfigError } from '../../errors.ts';
import type { ApiKeyRecord, ApiKeyStore, ApiKeyUsage, Clock } from '../../ports.ts';
import { KeyLimits } from './key-limits.ts';
import { refused } from './principal.ts';
import type { KeyOwner, Verdict } from './principal.ts';

/** `sb_{8 hex}_{40 hex}`. Source: seed-requirements B8. */
const API_KEY = /^sb_([0-9a-f]{8})_[0-9a-f]{40}$/;
const PER_SECOND_MAX = 10;
const PER_MINUTE_MAX = 200;
const DIGEST_BYTES = 32;
const ADDRESS_LISTS_MAX = 1000;

/** What is said of a new key; without a word it may read, from anywhere, until it is switched off. */
export interface ApiKeyTerms {
  readonly userId: number;
  readonly permissions?: readonly string[];
  readonly perSecondMax?: number;
  readonly perMinuteMax?: number;
  readonly addresses?: readonly string[];
  readonly expiresAtMs?: number;
}

/** Makes a key. Its text is shown once; what a store keeps of it is `record`. Errors: ConfigError for an address that is none. */
export function newApiKey(terms: ApiKeyTerms): { readonly key: string; readonly record: ApiKeyRecord } {
  const keyId = randomBytes(4).toString('hex');
  const key = `sb_${keyId}_${randomBytes(20).toString('hex')}`;
  const { userId, permissions = ['read'], addresses = [], expiresAtMs } = terms;
  addressList(addresses);
  const { perSecondMax = PER_SECOND_MAX, perMinuteMax = PER_MINUTE_MAX } = terms;
  return {
    key,
    record: {
      keyId,
      digest: digestOf(key).toString('hex'),
      userId,
      permissions,
      perSecondMax,
      perMinuteMax,
      addresses,
      expiresAtMs,
      isActive: true,
    },
  };
}

/** Takes API keys, looked up by their public part. */
export interface ApiKeyVerifier {
  /** `address` is the caller's, undefined where it is not known; a key with an address list is then refused. */
  verify(key: string, address: string | undefined): Promise<Verdict>;
  /** Keeps what a key was used for and what was answered. */
  note(owner: KeyOwner, call: Pick<ApiKeyUsage, 'method' | 'route' | 'status'>): void;
}

export interface ApiKeyVerifierOptions {
  readonly store: ApiKeyStore;
  readonly clock: Clock;
  /** Compares two digests of 32 bytes, in a time that does not tell where they differ: node's own unless given. */
  readonly compare?: (presented: Buffer, expected: Buffer) => boolean;
}

export function createApiKeyVerifier(options: ApiKeyVerifierOptions): ApiKeyVerifier {
  const { store, clock, compare = timingSafeEqual } = options;
  const limits = new KeyLimits();
  const lists = new AddressLists();
  return {
    async verify(key, address) {
      const [, keyId] = API_KEY.exec(key) ?? [];
      if (keyId === undefined) return refused('Not of the form of an API key');
      const record = await store.find(keyId);
      const isMatch = compare(digestOf(key), storedDigest(record));
      if (!record || !isMatch) return refused('Unknown API key');
      const nowMs = clock.nowMs();
      const { userId, permissions } = record;
      const reason = refusalOf(record, { address, nowMs, lists });
      if (reason !== undefined) return { kind: 'refused', reason, owner: { keyId, userId } };
      const retryAfterSeconds = limits.waitSeconds(record, nowMs);
      if (retryAfterSeconds > 0) return { kind: 'limited', retryAfterSeconds, owner: { keyId, userId } };
      await store.used(keyId, nowMs);
      return { kind: 'accepted', principal: { userId, via: 'apiKey', permissions, credentialId: keyId } };
    },
    note: (owner, call) => store.note({ ...owner, ...call, atMs: clock.nowMs() }),
  };
}

function refusalOf(
  { isActive, expiresAtMs, addresses }: ApiKeyRecord,
  by: { readonly address: string | undefined; readonly nowMs: number; readonly lists: AddressLists },
): string | undefined {
  if (!isActive) return 'API key is switched off';
  if (expiresAtMs !== undefined && by.nowMs >= expiresAtMs) return 'API key expired';
  if (addresses.length > 0 && !isListed(by.lists.of(addresses), by.address))
    return 'API key is not for this address';
  return undefined;
}

/** Zeros, which nothing hashes to, where there is no such key or its digest is damaged: the answer takes as long as for a wrong key. */
function storedDigest(record: ApiKeyRecord | undefined): Buffer {
  const stored = Buffer.from(record?.digest ?? '', 'hex');
  return stored.length === DIGEST_BYTES ? stored : Buffer.alloc(DIGEST_BYTES);
}

function digestOf(key: string): Buffer {
  return createHash('sha256').update(key).digest();
}

/** Lists that were built, because one costs more than the rest of a call. */
class AddressLists {
  readonly #built = new Map<string, BlockList>();

  of(entries: readonly string[]): BlockList {
    const text = entries.join(' ');
    const known = this.#built.get(text);
    if (known) return known;
    const [oldest] = this.#built.keys();
    if (this.#built.size >= ADDRESS_LISTS_MAX && oldest !== undefined) this.#built.delete(oldest);
    const list = addressList(entries);
    this.#built.set(text, list);
    return list;
  }
}

/** Errors: ConfigError that names what is neither an address nor a subnet. */
function addressList(entries: readonly string[]): BlockList {
  const list = new BlockList();
  for (const entry of entries) {
    const [network = '', bits, ...rest] = entry.split('/');
    const version = isIP(network);
    const isSubnet =
      bits !== undefined && /^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128);
    if (version === 0 || rest.length > 0 || (bits !== undefined && !isSubnet))
      throw new ConfigError(
        `API key: expected addresses such as 10.0.0.7 or 10.0.0.0/8, was ${JSON.stringify(entry)}. Correct its address list.`,
      );
    const family = version === 4 ? 'ipv4' : 'ipv6';
    if (bits === undefined) list.addAddress(network, family);
    else list.addSubnet(network, Number(bits), family);
  }
  return list;
}

/** A socket that listens on both families tells IPv4 callers as `::ffff:10.0.0.7`. */
function isListed(list: BlockList, address: string | undefined): boolean {
  const plain = address?.replace(/^::ffff:(?=\d+\.)/, '');
  const version = isIP(plain ?? '');
  return plain !== undefined && version !== 0 && list.check(plain, version === 4 ? 'ipv4' : 'ipv6');
}
