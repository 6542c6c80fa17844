import { StoreError } from '../../errors.ts';
import type { ExpiryMinute, OptionBar, OptionBarStore } from '../../ports.ts';
import { shownUrl } from '../../verify/declared/shown-address.ts';
import {
  createMinutesTable,
  INSERT_MINUTES,
  MINUTE_KEYS,
  NEWEST_MINUTE,
  selectMinutes,
} from './expiry-minutes-sql.ts';
import { BAR_COLUMNS, createTable, MERGE, SELECT_BARS, selectNewest } from './merge-sql.ts';

const CONNECT_MS_MAX = 5000;
/** A server that took a question and says nothing is as good as away. */
const ANSWER_MS_MAX = 10_000;
const INT8 = 20;

const INSERT = `INSERT INTO option_bars (${BAR_COLUMNS})
  SELECT symbol, expiry, strike, "type", "minuteMs", open, high, low, close, "volumeFrom", "volumeTo", oi, "openedAtMs", "closedAtMs"
  FROM json_to_recordset($1::json) AS bar (symbol text, expiry text, strike float8, "type" text, "minuteMs" int8, open float8, high float8, low float8,
    close float8, "volumeFrom" float8, "volumeTo" float8, oi float8, "openedAtMs" int8, "closedAtMs" int8)
  ${MERGE}`;

/** Both or neither, in one question. */
const SAVE = `WITH bars AS (${INSERT}) ${INSERT_MINUTES}
  SELECT ${MINUTE_KEYS.map((key) => `"${key}"`).join(', ')}
  FROM json_to_recordset($2::json) AS minute (symbol text, expiry text, "minuteMs" int8, "callVolume" float8, "putVolume" float8, "callOi" float8,
    "putOi" float8, pcr float8, "pcrOi" float8, "maxPain" float8, "maxPainOi" float8, "asOfMs" int8)
  ${NEWEST_MINUTE}`;
const TYPES = { real: 'DOUBLE PRECISION', integer: 'BIGINT' };

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
    query_timeout: ANSWER_MS_MAX,
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
    await ask(createTable(TYPES));
    await ask(createMinutesTable(TYPES));
  } catch (error) {
    await pool.end();
    throw error;
  }
  return {
    description,
    async save(bars, minutes) {
      await ask(SAVE, [JSON.stringify(bars), JSON.stringify(minutes)]);
    },
    load: () => ask<OptionBar>(SELECT_BARS),
    newest: (sinceMs) => ask<OptionBar>(selectNewest('$1'), [sinceMs]),
    minutes: ({ symbol, expiries, fromMs, toMs }) =>
      ask<ExpiryMinute>(
        selectMinutes(
          'symbol = $1 AND minute_ms BETWEEN $2 AND $3 AND (cardinality($4::text[]) = 0 OR expiry = ANY($4))',
        ),
        [symbol, fromMs, toMs, expiries],
      ),
    close: () => pool.end(),
  };
}
