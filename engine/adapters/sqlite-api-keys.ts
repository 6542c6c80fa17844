import { chmodSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { StoreError } from '../errors.ts';
import { MS_PER_MINUTE } from '../market/ist-time.ts';
import type { ApiKeyRecord, ApiKeyStore } from '../ports.ts';

/** Lists are JSON; times are epoch ms. Source: seed-requirements B8. */
const KEY_TABLE = `CREATE TABLE IF NOT EXISTS api_keys (
  key_id TEXT PRIMARY KEY,
  key_hash TEXT NOT NULL,
  user_id INTEGER NOT NULL,
  permissions TEXT NOT NULL,
  rate_limit_per_second INTEGER NOT NULL,
  rate_limit_per_minute INTEGER NOT NULL,
  ip_whitelist TEXT NOT NULL,
  expires_at INTEGER,
  is_active INTEGER NOT NULL,
  last_used_at INTEGER
)`;
/** `last_used_at` is written this often at most, so that a busy key does not cost a write for each call. */
const USED_EVERY_MS = MS_PER_MINUTE;

/** API keys in a SQLite file, open until closed. */
export interface SqliteApiKeyStore extends ApiKeyStore, Disposable {
  /** Adds the key or puts it in the place of the one with its id. */
  save(record: ApiKeyRecord): void;
}

/** Makes the file and its table where they are missing, readable by their owner alone. Errors: StoreError naming the file. */
export function openSqliteApiKeyStore(file: string): SqliteApiKeyStore {
  const database = opened(file);
  const find = database.prepare('SELECT * FROM api_keys WHERE key_id = ?');
  const used = database.prepare(
    'UPDATE api_keys SET last_used_at = ? WHERE key_id = ? AND (last_used_at IS NULL OR last_used_at <= ?)',
  );
  const save = database.prepare(
    `INSERT OR REPLACE INTO api_keys (key_id, key_hash, user_id, permissions, rate_limit_per_second, rate_limit_per_minute, ip_whitelist,
       expires_at, is_active) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  return {
    find: (keyId) =>
      inStore(file, () => {
        const row = find.get(keyId);
        return row && recordOf(row);
      }),
    used: (keyId, atMs) =>
      inStore(file, () => {
        used.run(atMs, keyId, atMs - USED_EVERY_MS);
      }),
    save(record) {
      save.run(
        record.keyId,
        record.digest,
        record.userId,
        JSON.stringify(record.permissions),
        record.perSecondMax,
        record.perMinuteMax,
        JSON.stringify(record.addresses),
        record.expiresAtMs ?? null,
        record.isActive ? 1 : 0,
      );
    },
    [Symbol.dispose]: () => database.close(),
  };
}

function opened(file: string): DatabaseSync {
  try {
    const database = new DatabaseSync(file);
    database.exec(KEY_TABLE);
    chmodSync(file, 0o600);
    return database;
  } catch (error) {
    throw storeError(file, error);
  }
}

async function inStore<T>(file: string, work: () => T): Promise<T> {
  try {
    return work();
  } catch (error) {
    throw storeError(file, error);
  }
}

function recordOf(row: Readonly<Record<string, unknown>>): ApiKeyRecord {
  const expiresAt = row['expires_at'];
  return {
    keyId: String(row['key_id']),
    digest: String(row['key_hash']),
    userId: Number(row['user_id']),
    permissions: JSON.parse(String(row['permissions'])) as string[],
    perSecondMax: Number(row['rate_limit_per_second']),
    perMinuteMax: Number(row['rate_limit_per_minute']),
    addresses: JSON.parse(String(row['ip_whitelist'])) as string[],
    expiresAtMs: expiresAt === null ? undefined : Number(expiresAt),
    isActive: row['is_active'] === 1,
  };
}

function storeError(file: string, cause: unknown): StoreError {
  const reason = cause instanceof Error ? cause.message : 'unknown reason';
  return new StoreError(
    `API keys: expected a SQLite file, was not usable (${file}: ${reason}). Check its path and permissions, or move it away.`,
    { cause },
  );
}
