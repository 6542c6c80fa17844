import { existsSync } from 'node:fs';
import { openSqliteApiKeyStore } from '#engine/adapters/sqlite-api-keys.ts';
import type { SqliteApiKeyStore } from '#engine/adapters/sqlite-api-keys.ts';
import { newApiKey } from '#engine/api/auth/api-key.ts';
import { ConfigError } from '#engine/errors.ts';
import { istIso } from '#engine/market/ist-time.ts';
import { textTable } from '#engine/verify/declared/text-table.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import type { ReportFormat } from '../option-values.ts';
import { writeReports } from '../reporters/write-reports.ts';

/** The flags of `preopen api-key`, as commander names them. */
export interface ApiKeyFlags {
  readonly user: number;
  readonly permission?: readonly string[];
  readonly address?: readonly string[];
  /** Milliseconds. */
  readonly expires?: number;
  readonly perSecond?: number;
  readonly perMinute?: number;
  readonly format: readonly ReportFormat[];
}

/** `preopen api-key add FILE`: prints the key, which nothing can print again. Errors: ConfigError for an address that is none, StoreError for the file. */
export function addApiKey(file: string, flags: ApiKeyFlags): number {
  const { user, permission, address, expires, perSecond, perMinute } = flags;
  const { key, record } = newApiKey({
    userId: user,
    ...(permission ? { permissions: permission } : {}),
    ...(address ? { addresses: address } : {}),
    ...(expires === undefined ? {} : { expiresAtMs: Date.now() + expires }),
    ...(perSecond === undefined ? {} : { perSecondMax: perSecond }),
    ...(perMinute === undefined ? {} : { perMinuteMax: perMinute }),
  });
  using store = openSqliteApiKeyStore(file);
  store.save(record);
  process.stderr.write(`key ${record.keyId} of user ${user} is in ${file}; it is shown this once:\n`);
  process.stdout.write(`${key}\n`);
  return EXIT_CODES.ok;
}

/** `preopen api-key list FILE`. Errors: ConfigError where there is no file, StoreError where it is none of keys. */
export async function listApiKeys(file: string, { format }: Pick<ApiKeyFlags, 'format'>): Promise<number> {
  using store = existing(file);
  const keys = store.all().map(({ digest: _digest, ...shown }) => shown);
  await writeReports(format, (name) =>
    name === 'json'
      ? JSON.stringify({ keys }, undefined, 2)
      : textTable([
          ['key', 'user', 'permissions', 'calls', 'addresses', 'expires', 'last used', 'state'],
          ...keys.map((key) => [
            key.keyId,
            String(key.userId),
            key.permissions.join(' '),
            `${key.perSecondMax}/s ${key.perMinuteMax}/min`,
            key.addresses.join(' ') || 'any',
            timeOrNever(key.expiresAtMs),
            timeOrNever(key.lastUsedAtMs),
            key.isActive ? 'on' : 'off',
          ]),
        ]),
  );
  return EXIT_CODES.ok;
}

/** `preopen api-key off FILE KEY-ID`. Errors: ConfigError for a key that is not there. */
export function switchOffApiKey(file: string, keyId: string): number {
  using store = existing(file);
  if (!store.switchOff(keyId))
    throw new ConfigError(
      `api-key off: expected the id of a key of ${file}, was ${JSON.stringify(keyId)}. preopen api-key list ${file} has them.`,
    );
  process.stderr.write(`key ${keyId} is off\n`);
  return EXIT_CODES.ok;
}

/** `preopen api-key usage FILE`: newest first. */
export async function apiKeyUsage(
  file: string,
  { last, format }: Pick<ApiKeyFlags, 'format'> & { readonly last: number },
): Promise<number> {
  using store = existing(file);
  const calls = store.usage(last);
  await writeReports(format, (name) =>
    name === 'json'
      ? JSON.stringify({ calls }, undefined, 2)
      : textTable([
          ['time', 'key', 'user', 'call', 'answer'],
          ...calls.map(({ atMs, keyId, userId, method, route, status }) => [
            istIso(atMs),
            keyId,
            String(userId),
            `${method} ${route}`,
            String(status),
          ]),
        ]),
  );
  return EXIT_CODES.ok;
}

/** A file that is not there is a mistake here, and no new file. */
function existing(file: string): SqliteApiKeyStore {
  if (!existsSync(file))
    throw new ConfigError(
      `api-key: expected a file of keys, there is none (${file}). preopen api-key add ${file} makes one.`,
    );
  return openSqliteApiKeyStore(file);
}

function timeOrNever(atMs: number | undefined): string {
  return atMs === undefined ? 'never' : istIso(atMs);
}
