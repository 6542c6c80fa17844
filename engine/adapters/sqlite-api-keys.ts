import { chmodSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { StoreError } from '../errors.ts';
import { MS_PER_MINUTE } from '../market/ist-time.ts';
import type { ApiKeyRecord, ApiKeyStore, ApiKeyUsage } from '../ports.ts';

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
/** Who called what, and what was answered. Source: seed-requirements B8. */
const USAGE_TABLE = `CREATE TABLE IF NOT EXISTS api_key_usage (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  key_id TEXT NOT NULL,
  user_id INTEGER NOT NULL,
  method TEXT NOT NULL,
  route TEXT NOT NULL,
  status INTEGER NOT NULL,
  used_at INTEGER NOT NULL
)`;
/** Another process may be writing: a command that adds a key. */
const BUSY_MS_MAX = 500;
/** Calls that are kept; the oldest go first. */
const USAGE_MAX = 100_000;
/** Calls are written together, after this time, or once so many wait. While the file cannot be written the oldest of them are lost. */
const USAGE_EVERY_MS = 1000;
const USAGE_WAITING_MAX = 5000;
/** `last_used_at` is written this often at most, so that a busy key does not cost a write for each call. */
const USED_EVERY_MS = MS_PER_MINUTE;
/** Keys whose last writing is remembered; beyond, one is written once more. */
const USED_KEYS_MAX = 10_000;

/** API keys in a SQLite file, open until closed. */
export interface SqliteApiKeyStore extends ApiKeyStore, Disposable {
  /** Adds the key or puts it in the place of the one with its id. */
  save(record: ApiKeyRecord): void;
  /** Every key, by id. Errors: StoreError naming the file. */
  all(): readonly (ApiKeyRecord & { readonly lastUsedAtMs: number | undefined })[];
  /** False for a key that is not there. Errors: StoreError naming the file. */
  switchOff(keyId: string): boolean;
  /** The newest calls, newest first. Errors: StoreError naming the file. */
  usage(callsMax: number): readonly ApiKeyUsage[];
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
  const usage = createUsageTable(database);
  const usedAtMs = new Map<string, number>();
  const attempt = <Result>(work: () => Result): Result => {
    try {
      return work();
    } catch (error) {
      throw storeError(file, error);
    }
  };
  return {
    find: (keyId) =>
      inStore(file, () => {
        const row = find.get(keyId);
        return row && recordOf(row);
      }),
    used(keyId, atMs) {
      if (atMs - (usedAtMs.get(keyId) ?? Number.NEGATIVE_INFINITY) >= USED_EVERY_MS) {
        const [oldest] = usedAtMs.keys();
        if (usedAtMs.size >= USED_KEYS_MAX && oldest !== undefined) usedAtMs.delete(oldest);
        usedAtMs.set(keyId, atMs);
        try {
          used.run(atMs, keyId, atMs - USED_EVERY_MS);
        } catch {
          // Another process holds the file: nobody is refused for a time that is not written.
          usedAtMs.delete(keyId);
        }
      }
      return Promise.resolve();
    },
    save: (record) =>
      attempt(() => {
        save.run(...columnsOf(record));
      }),
    note: (call) => usage.note(call),
    all: () =>
      attempt(() =>
        database
          .prepare('SELECT * FROM api_keys ORDER BY key_id')
          .all()
          .map((row) => ({ ...recordOf(row), lastUsedAtMs: numberIn(row['last_used_at']) })),
      ),
    switchOff: (keyId) =>
      attempt(
        () => database.prepare('UPDATE api_keys SET is_active = 0 WHERE key_id = ?').run(keyId).changes > 0,
      ),
    usage: (callsMax) => attempt(() => usage.newest(callsMax)),
    [Symbol.dispose]() {
      usage.end();
      database.close();
    },
  };
}

function columnsOf(record: ApiKeyRecord): (string | number | null)[] {
  return [
    record.keyId,
    record.digest,
    record.userId,
    JSON.stringify(record.permissions),
    record.perSecondMax,
    record.perMinuteMax,
    JSON.stringify(record.addresses),
    record.expiresAtMs ?? null,
    record.isActive ? 1 : 0,
  ];
}

/** Gathers calls and writes them together, because a write for each would cost more than the call. */
function createUsageTable(database: DatabaseSync) {
  const insert = database.prepare(
    `INSERT INTO api_key_usage (key_id, user_id, method, route, status, used_at)
       SELECT value->>'keyId', value->>'userId', value->>'method', value->>'route', value->>'status', value->>'atMs' FROM json_each(?)`,
  );
  const prune = database.prepare(
    'DELETE FROM api_key_usage WHERE id <= (SELECT max(id) FROM api_key_usage) - ?',
  );
  const newest = database.prepare(
    `SELECT key_id AS keyId, user_id AS userId, method, route, status, used_at AS atMs FROM api_key_usage ORDER BY id DESC LIMIT ?`,
  );
  let waiting: ApiKeyUsage[] = [];
  let timer: NodeJS.Timeout | undefined;
  const write = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (waiting.length === 0) return;
    try {
      insert.run(JSON.stringify(waiting));
      prune.run(USAGE_MAX);
      waiting = [];
    } catch {
      // Another process holds the file: they wait for the next call.
      waiting = waiting.slice(-USAGE_WAITING_MAX);
    }
  };
  return {
    note(call: ApiKeyUsage): void {
      waiting.push(call);
      if (waiting.length >= USAGE_WAITING_MAX) write();
      else timer ??= setTimeout(write, USAGE_EVERY_MS).unref();
    },
    newest(callsMax: number): readonly ApiKeyUsage[] {
      write();
      return newest.all(callsMax).map((row) => ({ ...row }) as unknown as ApiKeyUsage);
    },
    end: write,
  };
}

function opened(file: string): DatabaseSync {
  try {
    const database = new DatabaseSync(file, { timeout: BUSY_MS_MAX });
    database.exec(KEY_TABLE);
    database.exec(USAGE_TABLE);
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
  return {
    keyId: String(row['key_id']),
    digest: String(row['key_hash']),
    userId: Number(row['user_id']),
    permissions: JSON.parse(String(row['permissions'])) as string[],
    perSecondMax: Number(row['rate_limit_per_second']),
    perMinuteMax: Number(row['rate_limit_per_minute']),
    addresses: JSON.parse(String(row['ip_whitelist'])) as string[],
    expiresAtMs: numberIn(row['expires_at']),
    isActive: row['is_active'] === 1,
  };
}

function numberIn(value: unknown): number | undefined {
  return value === null ? undefined : Number(value);
}

function storeError(file: string, cause: unknown): StoreError {
  const reason = cause instanceof Error ? cause.message : 'unknown reason';
  return new StoreError(
    `API keys: expected a SQLite file, was not usable (${file}: ${reason}). Check its path and permissions, or move it away.`,
    { cause },
  );
}
