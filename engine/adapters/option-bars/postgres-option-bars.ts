import { StoreError } from '../../errors.ts';
import type { OptionBar, OptionBarStore } from '../../ports.ts';
import { shownUrl } from '../../verify/declared/shown-address.ts';
import { BAR_COLUMNS, createTable, MERGE, SELECT_BARS } from './merge-sql.ts';

const CONNECT_MS_MAX = 5000;
const INT8 = 20;

const INSERT = `INSERT INTO option_bars (${BAR_COLUMNS})
  SELECT symbol, expiry, strike, "type", "minuteMs", open, high, low, close, "volumeFrom", "volumeTo", oi, "openedAtMs", "closedAtMs"
  FROM json_to_recordset($1::json) AS bar (symbol text, expiry text, strike float8, "type" text, "minuteMs" int8, open float8, high float8, low float8,
    close float8, "volumeFrom" float8, "volumeTo" float8, oi float8, "openedAtMs" int8, "closedAtMs" int8)
  ${MERGE}`;

/**
 * Option bars in a PostgreSQL database; the table is made where it is missing. A connection that broke is made anew at the next saving.
 * Errors: StoreError naming the server.
 */
export async function openPostgresOptionBars(url: string): Promise<OptionBarStore> {
  const { default: pg } = await import('pg');
  const description = `PostgreSQL ${shownUrl(url)}`;
  const pool = new pg.Pool({
    connectionString: url,
    max: 1,
    connectionTimeoutMillis: CONNECT_MS_MAX,
    application_name: 'preopen',
    types: {
      getTypeParser: (oid: number, format?: 'text' | 'binary') =>
        oid === INT8 ? Number : pg.types.getTypeParser(oid, format),
    },
  });
  // Whoever saves next learns of it; unheard, the event would end the process.
  pool.on('error', () => undefined);
  const ask = async <Row extends object>(text: string, values: readonly unknown[] = []): Promise<Row[]> => {
    try {
      const { rows } = await pool.query<Row>(text, [...values]);
      return rows;
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : 'unknown reason';
      throw new StoreError(
        `the option bars in ${description} cannot be read or written: ${reason}. Start the server, or correct the URL.`,
        { cause },
      );
    }
  };
  try {
    await ask(createTable({ real: 'DOUBLE PRECISION', integer: 'BIGINT' }));
  } catch (error) {
    await pool.end();
    throw error;
  }
  return {
    description,
    async save(bars) {
      await ask(INSERT, [JSON.stringify(bars)]);
    },
    load: () => ask<OptionBar>(SELECT_BARS),
    close: () => pool.end(),
  };
}
