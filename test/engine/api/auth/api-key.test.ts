import { readFileSync, statSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, onTestFinished, test } from 'vitest';
import { createMemoryApiKeyStore } from '#engine/adapters/memory-stores.ts';
import { openSqliteApiKeyStore } from '#engine/adapters/sqlite-api-keys.ts';
import { createApiKeyVerifier, newApiKey } from '#engine/api/auth/api-key.ts';
import type { ApiKeyVerifier } from '#engine/api/auth/api-key.ts';
import type { ApiKeyRecord, ApiKeyStore } from '#engine/ports.ts';
import { VirtualClock } from '#engine/virtual-clock.ts';
import { NOW_MS, testKey } from '#test/support/platform-auth.ts';

const HERE = '127.0.0.1';

function sqliteFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'preopen-keys-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return join(folder, 'keys.sqlite');
}

function sqliteStore(records: readonly ApiKeyRecord[], file = sqliteFile()): ApiKeyStore {
  const store = openSqliteApiKeyStore(file);
  onTestFinished(() => store[Symbol.dispose]());
  for (const record of records) store.save(record);
  return store;
}

const STORES = { memory: createMemoryApiKeyStore, sqlite: sqliteStore };
const storeNames = ['memory', 'sqlite'] as const;

function verifierOf(
  records: readonly ApiKeyRecord[],
  store: keyof typeof STORES = 'memory',
): { readonly verifier: ApiKeyVerifier; readonly clock: VirtualClock } {
  const clock = new VirtualClock(NOW_MS);
  return { verifier: createApiKeyVerifier({ store: STORES[store](records), clock }), clock };
}

test('a new key has the documented form, and its record holds the digest alone', () => {
  const { key, record } = newApiKey({ userId: 3 });
  expect(key).toMatch(/^sb_[0-9a-f]{8}_[0-9a-f]{40}$/);
  expect(key).toContain(record.keyId);
  expect(JSON.stringify(record)).not.toContain(key.slice(12));
  expect(record).toMatchObject({
    perSecondMax: 10,
    perMinuteMax: 200,
    permissions: ['read'],
    isActive: true,
  });
  expect(record.digest).toBe(createHash('sha256').update(key).digest('hex'));
});

test.each(storeNames)('a key of the %s store names its user and permissions', async (store) => {
  const { key, record } = testKey({ permissions: ['read', 'trade'] });
  const { verifier } = verifierOf([record], store);
  expect(await verifier.verify(key, HERE)).toEqual({
    kind: 'accepted',
    principal: {
      userId: 3,
      via: 'apiKey',
      permissions: ['read', 'trade'],
      credentialId: record.keyId,
    },
  });
});

test.each(storeNames)('a key of the %s store with one digit changed is refused', async (store) => {
  const { key, record } = testKey();
  const { verifier } = verifierOf([record], store);
  for (const index of [12, 30, key.length - 1]) {
    const changed = `${key.slice(0, index)}${key[index] === '0' ? '1' : '0'}${key.slice(index + 1)}`;
    expect(await verifier.verify(changed, HERE)).toEqual({ kind: 'refused', reason: 'Unknown API key' });
  }
});

test('a key that nobody made is refused in the words of a wrong one', async () => {
  const { verifier } = verifierOf([]);
  expect(await verifier.verify(testKey().key, HERE)).toEqual({ kind: 'refused', reason: 'Unknown API key' });
});

test('every refusal of an unknown or wrong key has compared 32 bytes with 32 bytes', async () => {
  const { key, record } = testKey();
  const lengths: number[] = [];
  const store: ApiKeyStore = {
    find: (keyId) => Promise.resolve(keyId === record.keyId ? record : undefined),
    used: () => Promise.resolve(),
    note: () => undefined,
  };
  const verifier = createApiKeyVerifier({
    store,
    clock: new VirtualClock(NOW_MS),
    compare: (presented, expected) => {
      lengths.push(presented.length, expected.length);
      return Buffer.compare(presented, expected) === 0;
    },
  });
  await verifier.verify(testKey().key, HERE);
  await verifier.verify(`${key.slice(0, -1)}${key.endsWith('0') ? '1' : '0'}`, HERE);
  await verifier.verify(key, HERE);
  expect(lengths).toEqual([32, 32, 32, 32, 32, 32]);
});

test.each([
  'sb_',
  'sb_12345678',
  'sb_1234567g_',
  `sb_12345678_${'A'.repeat(40)}`,
  `sb_12345678_${'a'.repeat(41)}`,
  '',
])('%j is not of the form of a key', async (key) => {
  const { verifier } = verifierOf([]);
  expect(await verifier.verify(key, HERE)).toMatchObject({ kind: 'refused' });
});

test('a stored digest that is damaged lets nobody in', async () => {
  const { key, record } = testKey({}, { digest: 'abcd' });
  const { verifier } = verifierOf([record]);
  expect(await verifier.verify(key, HERE)).toEqual({ kind: 'refused', reason: 'Unknown API key' });
});

test.each(storeNames)('a key of the %s store that is switched off or expired is refused', async (store) => {
  const off = testKey({}, { isActive: false });
  const ending = testKey({ expiresAtMs: NOW_MS + 1 });
  const { verifier, clock } = verifierOf([off.record, ending.record], store);
  expect(await verifier.verify(off.key, HERE)).toEqual({
    kind: 'refused',
    reason: 'API key is switched off',
    owner: { keyId: off.record.keyId, userId: 3 },
  });
  expect(await verifier.verify(ending.key, HERE)).toMatchObject({ kind: 'accepted' });
  clock.advanceTo(NOW_MS + 1);
  expect(await verifier.verify(ending.key, HERE)).toEqual({
    kind: 'refused',
    reason: 'API key expired',
    owner: { keyId: ending.record.keyId, userId: 3 },
  });
});

test.each([
  ['10.0.0.7', true],
  ['::ffff:10.0.0.7', true],
  ['192.168.4.9', true],
  ['2001:db8::5', true],
  ['10.0.0.8', false],
  ['192.169.0.1', false],
  ['2001:db9::5', false],
  ['not an address', false],
  [undefined, false],
])('a key with an address list, used from %s: %s', async (address, isWelcome) => {
  const { key, record } = testKey({ addresses: ['10.0.0.7', '192.168.0.0/16', '2001:db8::/32'] });
  const { verifier } = verifierOf([record], 'sqlite');
  expect((await verifier.verify(key, address)).kind).toBe(isWelcome ? 'accepted' : 'refused');
});

test.each(['10.0.0', 'localhost', '10.0.0.0/33', '10.0.0.0/8/8', '10.0.0.0/', '::1/129'])(
  '%j in an address list is refused when the key is made',
  (entry) => {
    expect(() => newApiKey({ userId: 3, addresses: [entry] })).toThrow(
      `API key: expected addresses such as 10.0.0.7 or 10.0.0.0/8, was ${JSON.stringify(entry)}`,
    );
  },
);

test('the eleventh call of a second waits a second', async () => {
  const { key, record } = testKey();
  const { verifier, clock } = verifierOf([record]);
  for (let call = 0; call < 10; call += 1) expect((await verifier.verify(key, HERE)).kind).toBe('accepted');
  expect(await verifier.verify(key, HERE)).toMatchObject({ kind: 'limited', retryAfterSeconds: 1 });
  clock.advanceTo(NOW_MS + 1000);
  expect((await verifier.verify(key, HERE)).kind).toBe('accepted');
});

test('the 201st call of a minute waits for the rest of it', async () => {
  const { key, record } = testKey();
  const { verifier, clock } = verifierOf([record]);
  for (let call = 0; call < 200; call += 1) {
    clock.advanceTo(NOW_MS + Math.floor(call / 10) * 1000);
    expect((await verifier.verify(key, HERE)).kind).toBe('accepted');
  }
  clock.advanceTo(NOW_MS + 20_000);
  expect(await verifier.verify(key, HERE)).toMatchObject({ kind: 'limited', retryAfterSeconds: 40 });
  clock.advanceTo(NOW_MS + 60_000);
  expect((await verifier.verify(key, HERE)).kind).toBe('accepted');
});

test('keys have budgets of their own, and wrong keys spend none', async () => {
  const one = testKey({ perSecondMax: 1 });
  const other = testKey();
  const { verifier } = verifierOf([one.record, other.record]);
  const wrong = `${one.key.slice(0, -1)}${one.key.endsWith('0') ? '1' : '0'}`;
  for (let call = 0; call < 5; call += 1) await verifier.verify(wrong, HERE);
  expect((await verifier.verify(one.key, HERE)).kind).toBe('accepted');
  expect((await verifier.verify(one.key, HERE)).kind).toBe('limited');
  expect((await verifier.verify(other.key, HERE)).kind).toBe('accepted');
});

test('a SQLite store keeps digests only, for its owner alone, over a restart', async () => {
  const file = sqliteFile();
  const { key, record } = testKey({ addresses: ['10.0.0.7'], expiresAtMs: NOW_MS });
  {
    using store = openSqliteApiKeyStore(file);
    store.save(record);
    await store.used(record.keyId, NOW_MS);
  }
  expect(readFileSync(file).includes(key.slice(12))).toBe(false);
  expect(statSync(file).mode & 0o077).toBe(0);
  using store = openSqliteApiKeyStore(file);
  expect(await store.find(record.keyId)).toEqual(record);
  expect(await store.find('00000000')).toBeUndefined();
});

test('a file that is no SQLite store is named', () => {
  const file = sqliteFile();
  writeFileSync(file, 'not a database, but long enough to be looked at as one '.repeat(40));
  expect(() => openSqliteApiKeyStore(file)).toThrow(`(${file}: file is not a database)`);
});

test('a SQLite store keeps the newest calls of its keys over a restart, and no more than its bound', () => {
  const file = sqliteFile();
  const call = (status: number) => ({
    keyId: '0123abcd',
    userId: 3,
    method: 'GET',
    route: '/indicators/current',
    status,
    atMs: NOW_MS + status,
  });
  {
    using store = openSqliteApiKeyStore(file);
    for (let status = 1; status <= 104_999; status += 1) store.note(call(status));
  }
  using store = openSqliteApiKeyStore(file);
  store.note(call(105_000));
  expect(store.usage(3)).toEqual([call(105_000), call(104_999), call(104_998)]);
  expect(store.usage(1_000_000)).toHaveLength(100_000);
  expect(readFileSync(file).includes('api_key_usage')).toBe(true);
});

test('a file that another process writes to costs no call and no noted call', async () => {
  const file = sqliteFile();
  using store = openSqliteApiKeyStore(file);
  const { key, record } = testKey();
  store.save(record);
  const verifier = createApiKeyVerifier({ store, clock: new VirtualClock(NOW_MS) });
  const other = new DatabaseSync(file);
  other.exec('BEGIN IMMEDIATE');
  const call = { keyId: '0123abcd', userId: 3, method: 'GET', route: '/', status: 200, atMs: NOW_MS };
  expect((await verifier.verify(key, HERE)).kind).toBe('accepted');
  store.note(call);
  expect(store.usage(5)).toEqual([]);
  other.exec('COMMIT');
  other.close();
  expect(store.usage(5)).toEqual([call]);
  expect(store.all()[0]?.lastUsedAtMs).toBeUndefined();
  await verifier.verify(key, HERE);
  expect(store.all()[0]?.lastUsedAtMs).toBe(NOW_MS);
});

test('a memory store keeps the newest ten thousand calls', () => {
  const store = createMemoryApiKeyStore([]);
  const call = (atMs: number) => ({ keyId: 'a', userId: 3, method: 'GET', route: '/', status: 200, atMs });
  for (let atMs = 1; atMs <= 10_003; atMs += 1) store.note(call(atMs));
  const kept = store.usage();
  expect([kept.length, kept[0]?.atMs, kept.at(-1)?.atMs]).toEqual([10_000, 4, 10_003]);
});

test('a key that was switched off stays there and is listed with its last use', async () => {
  using store = openSqliteApiKeyStore(sqliteFile());
  const { record } = testKey();
  store.save(record);
  await store.used(record.keyId, NOW_MS);
  expect(store.switchOff(record.keyId)).toBe(true);
  expect(store.switchOff('00000000')).toBe(false);
  expect(store.all()).toEqual([{ ...record, isActive: false, lastUsedAtMs: NOW_MS }]);
});
