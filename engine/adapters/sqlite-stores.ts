import { chmodSync, existsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { StoreError } from '../errors.ts';
import type {
  ClosingChain,
  ClosingLeg,
  ClosingPriceStore,
  CredentialStore,
  CredentialStoreState,
  StoredCredentials,
} from '../ports.ts';

/** Saved sessions beyond this many are dropped, oldest first. */
const SESSIONS_KEPT = 30;

/** The table the first of the two original backends uses. Source: seed-requirements B1. */
const CREDENTIAL_TABLE = `CREATE TABLE IF NOT EXISTS dhan_credentials (
  id INTEGER PRIMARY KEY,
  client_id TEXT,
  api_key TEXT,
  api_secret TEXT,
  auth_token TEXT,
  daily_token TEXT,
  auth_mode TEXT DEFAULT 'DAILY_TOKEN',
  is_default INTEGER DEFAULT 0,
  last_updated TEXT
)`;

const CLOSING_TABLE = `CREATE TABLE IF NOT EXISTS closing_prices (
  trading_date TEXT NOT NULL,
  underlying TEXT NOT NULL,
  expiry TEXT NOT NULL,
  strike REAL NOT NULL,
  option_type TEXT NOT NULL,
  spot REAL NOT NULL,
  security_id INTEGER NOT NULL,
  ltp REAL NOT NULL,
  bid REAL NOT NULL,
  ask REAL NOT NULL,
  volume REAL NOT NULL,
  oi REAL NOT NULL,
  PRIMARY KEY (trading_date, underlying, expiry, strike, option_type)
)`;

/** Reads `dhan_credentials` of a SQLite file; never creates or changes the file. Errors: StoreError naming the file. */
export function createSqliteCredentialStore(file: string): CredentialStore {
  return { load: () => Promise.resolve().then(() => loadCredentials(file)) };
}

/** Makes the file and the table where they are missing. The file is for its owner's eyes only: it will hold a token. */
export function createCredentialTable(file: string): void {
  withDatabase(file, { readOnly: false }, (database) => {
    database.exec(CREDENTIAL_TABLE);
  });
  chmodSync(file, 0o600);
}

/** Adds one row; `createCredentialTable` must have run. */
export function insertCredentials(file: string, row: StoredCredentials): void {
  withDatabase(file, { readOnly: false }, (database) => {
    database
      .prepare(
        `INSERT INTO dhan_credentials (client_id, daily_token, auth_mode, is_default, last_updated)
         VALUES (?, ?, 'DAILY_TOKEN', ?, ?)`,
      )
      .run(
        row.clientId,
        row.accessToken,
        row.isDefault ? 1 : 0,
        row.savedAtMs === undefined ? null : new Date(row.savedAtMs).toISOString(),
      );
  });
}

/** Closing prices in a SQLite file, which is made at the first save. Errors: StoreError naming the file. */
export function createSqliteClosingPriceStore(file: string): ClosingPriceStore {
  return {
    save: (chains) => Promise.resolve().then(() => saveClosing(file, chains)),
    loadBefore: (date) => Promise.resolve().then(() => loadClosingBefore(file, date)),
  };
}

function loadCredentials(file: string): CredentialStoreState {
  if (!existsSync(file)) return { kind: 'absent', location: file };
  return withDatabase(file, { readOnly: true }, (database) => {
    if (!hasTable(database, 'dhan_credentials')) return { kind: 'empty', location: file };
    const rows = database
      .prepare(
        'SELECT client_id, daily_token, auth_token, is_default, last_updated FROM dhan_credentials ORDER BY id',
      )
      .all()
      .map(toStoredCredentials);
    return rows.length === 0 ? { kind: 'empty', location: file } : { kind: 'rows', location: file, rows };
  });
}

function toStoredCredentials(row: Record<string, unknown>): StoredCredentials {
  return {
    clientId: textOf(row['client_id']),
    accessToken: textOf(row['daily_token']) || textOf(row['auth_token']),
    isDefault: Boolean(row['is_default']),
    savedAtMs: timeOf(row['last_updated']),
  };
}

function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
}

/** SQLAlchemy writes UTC without a zone (`2026-02-04 03:11:00.123456`); a number is epoch seconds. */
function timeOf(value: unknown): number | undefined {
  if (typeof value === 'number') return value * 1000;
  if (typeof value !== 'string') return undefined;
  const text = value.replace(' ', 'T');
  const parsed = Date.parse(/(Z|[+-]\d\d:?\d\d)$/.test(text) ? text : `${text}Z`);
  return Number.isNaN(parsed) ? undefined : parsed;
}

function saveClosing(file: string, chains: readonly ClosingChain[]): void {
  withDatabase(file, { readOnly: false }, (database) => {
    database.exec(CLOSING_TABLE);
    database.exec('BEGIN');
    try {
      for (const chain of chains) replaceChain(database, chain);
      dropOldSessions(database);
      database.exec('COMMIT');
    } catch (error) {
      database.exec('ROLLBACK');
      throw error;
    }
  });
}

function replaceChain(database: DatabaseSync, chain: ClosingChain): void {
  const { tradingDate, underlying, expiry, spot } = chain;
  database
    .prepare('DELETE FROM closing_prices WHERE trading_date = ? AND underlying = ? AND expiry = ?')
    .run(tradingDate, underlying, expiry);
  const insert = database.prepare('INSERT INTO closing_prices VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)');
  for (const leg of chain.legs)
    insert.run(
      tradingDate,
      underlying,
      expiry,
      leg.strike,
      leg.optionType,
      spot,
      leg.securityId,
      leg.ltp,
      leg.bid,
      leg.ask,
      leg.volume,
      leg.oi,
    );
}

function dropOldSessions(database: DatabaseSync): void {
  database
    .prepare(
      `DELETE FROM closing_prices WHERE trading_date NOT IN
         (SELECT DISTINCT trading_date FROM closing_prices ORDER BY trading_date DESC LIMIT ?)`,
    )
    .run(SESSIONS_KEPT);
}

function loadClosingBefore(file: string, date: string): readonly ClosingChain[] {
  if (!existsSync(file)) return [];
  return withDatabase(file, { readOnly: true }, (database) => {
    if (!hasTable(database, 'closing_prices')) return [];
    const rows = database
      .prepare(
        `SELECT * FROM closing_prices
         WHERE trading_date = (SELECT MAX(trading_date) FROM closing_prices WHERE trading_date < ?)
         ORDER BY underlying, expiry, strike, option_type`,
      )
      .all(date);
    return groupIntoChains(rows);
  });
}

function groupIntoChains(rows: readonly Record<string, unknown>[]): ClosingChain[] {
  const chains = new Map<string, ClosingChain & { readonly legs: ClosingLeg[] }>();
  for (const row of rows) {
    const tradingDate = textOf(row['trading_date']);
    const underlying = textOf(row['underlying']);
    const expiry = textOf(row['expiry']);
    const key = `${underlying} ${expiry}`;
    const chain = chains.get(key) ?? { tradingDate, underlying, expiry, spot: Number(row['spot']), legs: [] };
    chains.set(key, chain);
    chain.legs.push({
      strike: Number(row['strike']),
      optionType: row['option_type'] === 'CE' ? 'CE' : 'PE',
      securityId: Number(row['security_id']),
      ltp: Number(row['ltp']),
      bid: Number(row['bid']),
      ask: Number(row['ask']),
      volume: Number(row['volume']),
      oi: Number(row['oi']),
    });
  }
  return [...chains.values()];
}

function hasTable(database: DatabaseSync, name: string): boolean {
  return (
    database.prepare("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?").get(name) !== undefined
  );
}

function withDatabase<T>(
  file: string,
  options: { readonly readOnly: boolean },
  work: (database: DatabaseSync) => T,
): T {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(file, options);
    return work(database);
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'unknown reason';
    throw new StoreError(
      `database: expected a SQLite file, was not usable (${file}: ${reason}). Check its path and permissions, or move it away.`,
      { cause: error },
    );
  } finally {
    database?.close();
  }
}
