import { DatabaseSync } from 'node:sqlite';
import { StoreError } from '../../errors.ts';
import type { OptionBar, OptionBarStore } from '../../ports.ts';
import { BAR_COLUMNS, createTable, MERGE, SELECT_BARS } from './merge-sql.ts';

const INSERT = `INSERT INTO option_bars (${BAR_COLUMNS})
  SELECT value->>'symbol', value->>'expiry', value->>'strike', value->>'type', value->>'minuteMs', value->>'open', value->>'high', value->>'low',
    value->>'close', value->>'volumeFrom', value->>'volumeTo', value->>'oi', value->>'openedAtMs', value->>'closedAtMs'
  FROM json_each(?) WHERE true ${MERGE}`;

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
    opened.exec(createTable({ real: 'REAL', integer: 'INTEGER' }));
    return opened;
  });
  return {
    description: `SQLite ${file}`,
    save: (bars) =>
      Promise.resolve().then(() =>
        attempt(() => {
          database.prepare(INSERT).run(JSON.stringify(bars));
        }),
      ),
    load: () =>
      Promise.resolve().then(() =>
        attempt(() =>
          database
            .prepare(SELECT_BARS)
            .all()
            .map((row) => ({ ...row }) as unknown as OptionBar),
        ),
      ),
    close: () => Promise.resolve(database.close()),
  };
}
