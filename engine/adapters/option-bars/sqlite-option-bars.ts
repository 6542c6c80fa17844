import { DatabaseSync } from 'node:sqlite';
import { StoreError } from '../../errors.ts';
import type { ExpiryMinute, OptionBar, OptionBarStore } from '../../ports.ts';
import {
  createMinutesTable,
  INSERT_MINUTES,
  MINUTE_KEYS,
  NEWEST_MINUTE,
  selectMinutes,
} from './expiry-minutes-sql.ts';
import { BAR_COLUMNS, createTable, MERGE, SELECT_BARS, selectNewest } from './merge-sql.ts';

const INSERT = `INSERT INTO option_bars (${BAR_COLUMNS})
  SELECT value->>'symbol', value->>'expiry', value->>'strike', value->>'type', value->>'minuteMs', value->>'open', value->>'high', value->>'low',
    value->>'close', value->>'volumeFrom', value->>'volumeTo', value->>'oi', value->>'openedAtMs', value->>'closedAtMs'
  FROM json_each(?) WHERE true ${MERGE}`;

const MINUTES = `${INSERT_MINUTES}
  SELECT ${MINUTE_KEYS.map((key) => `value->>'${key}'`).join(', ')} FROM json_each(?) WHERE true ${NEWEST_MINUTE}`;
const TYPES = { real: 'REAL', integer: 'INTEGER' };

/** Option bars in a SQLite file, which is made where it is missing. Errors: StoreError naming the file. */
export function openSqliteOptionBars(file: string): OptionBarStore {
  const attempt = <Result>(work: () => Result): Result => {
    try {
      return work();
    } catch (cause) {
      throw new StoreError(
        `the option bars in ${file} cannot be read or written. Give a SQLite file in a folder that is writable.`,
        { cause },
      );
    }
  };
  const database = attempt(() => {
    const opened = new DatabaseSync(file, { timeout: 5000 });
    opened.exec('PRAGMA journal_mode = WAL');
    opened.exec(createTable(TYPES));
    opened.exec(createMinutesTable(TYPES));
    return opened;
  });
  const later = <Result>(work: () => Result): Promise<Result> => Promise.resolve().then(() => attempt(work));
  const read = <Row extends object>(
    sql: string,
    ...values: readonly (string | number)[]
  ): Promise<readonly Row[]> =>
    later(() =>
      database
        .prepare(sql)
        .all(...values)
        .map((row) => ({ ...row }) as Row),
    );
  return {
    description: `SQLite ${file}`,
    save: (bars, minutes) =>
      later(() => {
        database.exec('BEGIN IMMEDIATE');
        try {
          database.prepare(INSERT).run(JSON.stringify(bars));
          database.prepare(MINUTES).run(JSON.stringify(minutes));
          database.exec('COMMIT');
        } catch (error) {
          database.exec('ROLLBACK');
          throw error;
        }
      }),
    load: () => read<OptionBar>(SELECT_BARS),
    newest: (sinceMs) => read<OptionBar>(selectNewest('?'), sinceMs),
    minutes: ({ symbol, expiries, fromMs, toMs }) => {
      const isExpiry = expiries.length === 0 ? '' : 'AND expiry IN (SELECT value FROM json_each(?))';
      const asked = expiries.length === 0 ? [] : [JSON.stringify(expiries)];
      const where = `symbol = ? AND minute_ms BETWEEN ? AND ? ${isExpiry}`;
      return read<ExpiryMinute>(selectMinutes(where), symbol, fromMs, toMs, ...asked);
    },
    close: () => Promise.resolve(database.close()),
  };
}
