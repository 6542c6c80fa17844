import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  createCredentialTable,
  createSqliteClosingPriceStore,
  createSqliteCredentialStore,
  insertCredentials,
} from '#engine/adapters/sqlite-stores.ts';
import { StoreError } from '#engine/errors.ts';
import type { ClosingChain } from '#engine/ports.ts';

let folder = '';
let file = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'preopen-sqlite-'));
  file = join(folder, 'broker.db');
});

afterEach(() => rmSync(folder, { recursive: true }));

function chainOf(tradingDate: string, ltp = 100): ClosingChain {
  const leg = { strike: 23_000, securityId: 42_528, ltp, bid: 99.5, ask: 100.5, volume: 1950, oi: 65_000 };
  return {
    tradingDate,
    underlying: 'NIFTY',
    expiry: '2026-02-10',
    spot: 23_012.35,
    legs: [
      { ...leg, optionType: 'CE' },
      { ...leg, optionType: 'PE', securityId: 42_529 },
    ],
  };
}

test('an absent database is said to be absent and stays absent', async () => {
  const store = createSqliteCredentialStore(file);
  expect(await store.load()).toEqual({ kind: 'absent', location: file });
  expect(await createSqliteClosingPriceStore(file).loadBefore('2026-02-04')).toEqual([]);
  expect(existsSync(file)).toBe(false);
});

test('a table without rows is empty, and its file is readable by its owner only', async () => {
  createCredentialTable(file);
  expect(await createSqliteCredentialStore(file).load()).toEqual({ kind: 'empty', location: file });
  if (process.platform !== 'win32') expect(statSync(file).mode & 0o077).toBe(0);
});

test('rows come back as they were saved', async () => {
  createCredentialTable(file);
  const row = { clientId: '1100003626', accessToken: 'token', isDefault: true, savedAtMs: 1_770_175_860_000 };
  insertCredentials(file, row);
  insertCredentials(file, { ...row, isDefault: false, savedAtMs: undefined });
  expect(await createSqliteCredentialStore(file).load()).toEqual({
    kind: 'rows',
    location: file,
    rows: [row, { ...row, isDefault: false, savedAtMs: undefined }],
  });
});

test("another program's row is read: auth_token where there is no daily token, UTC times without a zone", async () => {
  createCredentialTable(file);
  const database = new DatabaseSync(file);
  database.exec(
    "INSERT INTO dhan_credentials (client_id, auth_token, is_default, last_updated) VALUES ('11', 'auth', 1, '2026-02-04 03:11:00.123456')",
  );
  database.close();
  const state = await createSqliteCredentialStore(file).load();
  expect(state).toMatchObject({
    rows: [{ accessToken: 'auth', savedAtMs: Date.UTC(2026, 1, 4, 3, 11, 0, 123) }],
  });
});

test.each([
  ['credentials', () => createSqliteCredentialStore(file).load()],
  ['closing prices', () => createSqliteClosingPriceStore(file).loadBefore('2026-02-04')],
  ['a save', () => createSqliteClosingPriceStore(file).save([chainOf('2026-02-03')])],
])('a file that is no database is a StoreError naming it: %s', async (_, read) => {
  writeFileSync(file, 'this is not a database, whatever its name says');
  const error = await read().catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(StoreError);
  expect((error as StoreError).message).toContain(file);
});

test('closing prices come back whole, the latest session before the date only', async () => {
  const store = createSqliteClosingPriceStore(file);
  await store.save([chainOf('2026-02-02')]);
  await store.save([chainOf('2026-02-03')]);
  await store.save([chainOf('2026-02-04')]);
  expect(await store.loadBefore('2026-02-04')).toEqual([chainOf('2026-02-03')]);
  expect(await store.loadBefore('2026-02-02')).toEqual([]);
});

test('saving a session twice replaces it', async () => {
  const store = createSqliteClosingPriceStore(file);
  await store.save([chainOf('2026-02-03')]);
  await store.save([chainOf('2026-02-03', 123.45)]);
  expect(await store.loadBefore('2026-02-04')).toEqual([chainOf('2026-02-03', 123.45)]);
});

test('only the last 30 sessions are kept', async () => {
  const store = createSqliteClosingPriceStore(file);
  for (let day = 1; day <= 31; day += 1)
    await store.save([chainOf(`2025-12-${String(day).padStart(2, '0')}`)]);
  expect(await store.loadBefore('2025-12-02')).toEqual([]);
  expect(await store.loadBefore('2025-12-03')).toHaveLength(1);
});
