import { Socket } from 'node:net';
import type { Client, ClientConfig, types as PgTypes } from 'pg';
import { ProbeUnreachable } from '../../verify/check.ts';
import { shellWord, shownUrl } from '../../verify/declared/shown-address.ts';
import type { SqlDeclaration } from '../../verify/declared/sql-check.ts';
import { reasonOf, within } from './connection-failure.ts';
import { ROWS_MAX, rowsAnswer } from './sql-answer.ts';
import type { SqlAnswer } from './sql-answer.ts';

const CONNECT_MS_MAX = 5000;
/** What the client says when the server asks for a password and the url has none. */
const NO_PASSWORD = /password must be|no password/i;
/** The server stops a query itself; one that says nothing this much later is gone. */
const LATE_MS_MAX = 3000;

/**
 * Runs the query through a cursor in a read-only transaction with a statement timeout, and rolls it back. The settings are those of the
 * transaction, so that nothing stays behind a connection pooler.
 */
export async function queryPostgres(declaration: SqlDeclaration): Promise<SqlAnswer> {
  const { url, timeoutMs } = declaration;
  const { default: pg } = await import('pg');
  const socket = new Socket();
  const remedy = `Start it, or correct the url: psql ${shellWord(shownUrl(url))} -c 'SELECT 1'`;
  try {
    const client = new pg.Client({ ...configOf(url, pg.types), stream: () => socket });
    // Errors also reject what is waited for; without a listener they would end the process.
    client.on('error', () => undefined);
    return await within(CONNECT_MS_MAX + timeoutMs + LATE_MS_MAX, readRows(client, declaration), {
      what: shownUrl(url),
      remedy,
      giveUp: () => void socket.destroy(),
    });
  } catch (error) {
    if (error instanceof ProbeUnreachable) throw error;
    if (error instanceof pg.DatabaseError) return refusalOf(error, { url, remedy });
    if (NO_PASSWORD.test(reasonOf(error))) return { kind: 'refused', why: 'login', reason: reasonOf(error) };
    throw new ProbeUnreachable(`${shownUrl(url)}: ${reasonOf(error)}`, remedy, { cause: error });
  } finally {
    socket.destroySoon();
  }
}

function configOf(url: string, types: typeof PgTypes): ClientConfig {
  return {
    connectionString: asLibpqReads(url),
    connectionTimeoutMillis: CONNECT_MS_MAX,
    application_name: 'preopen',
    types: {
      getTypeParser: (oid: number, format?: 'text' | 'binary') =>
        PARSERS.get(oid) ?? types.getTypeParser(oid, format),
    },
  };
}

/** `sslmode` means what it means to psql and the drivers of other languages: `require` encrypts, `verify-full` also asks who answers. */
function asLibpqReads(url: string): string {
  return /[?&]sslmode=/.test(url) && !url.includes('uselibpqcompat=') ? `${url}&uselibpqcompat=true` : url;
}

const INT8 = 20;
const NUMERIC = 1700;
const DATE = 1082;
const TIMESTAMP = 1114;
const TIMESTAMPTZ = 1184;

const asWritten = (text: string): string => text;

/** Counts and prices as numbers where they are exact; times as they are written, because a time without a zone is not ours to place. */
const PARSERS: ReadonlyMap<number, (text: string) => unknown> = new Map<number, (text: string) => unknown>([
  [INT8, (text) => (Number.isSafeInteger(Number(text)) ? Number(text) : text)],
  [NUMERIC, (text) => (Number.isFinite(Number(text)) ? Number(text) : text)],
  [DATE, asWritten],
  [TIMESTAMP, asWritten],
  [TIMESTAMPTZ, asWritten],
]);

async function readRows(client: Client, { query, timeoutMs }: SqlDeclaration): Promise<SqlAnswer> {
  await client.connect();
  await client.query('BEGIN TRANSACTION READ ONLY');
  await client.query(
    `SELECT set_config('statement_timeout', $1, true), set_config('cursor_tuple_fraction', '1', true), set_config('datestyle', 'ISO', true)`,
    [String(timeoutMs)],
  );
  // The extended protocol takes one statement only, whatever a text hides.
  const declare = { text: `DECLARE preopen NO SCROLL CURSOR FOR ${bare(query)}`, queryMode: 'extended' };
  await client.query(declare);
  const { rows, fields } = await client.query<Record<string, unknown>>(
    `FETCH FORWARD ${ROWS_MAX + 1} FROM preopen`,
  );
  await client.query('ROLLBACK');
  return rowsAnswer(
    fields.map(({ name }) => name),
    rows,
  );
}

function bare(query: string): string {
  return query.trim().replace(/;$/, '');
}

/** By SQLSTATE. A server that is starting or has no place left was not asked anything. */
function refusalOf(
  { code = '', message }: { readonly code?: string | undefined; readonly message: string },
  { url, remedy }: { readonly url: string; readonly remedy: string },
): SqlAnswer {
  if (/^(?:57P0|53300|08)/.test(code)) throw new ProbeUnreachable(`${shownUrl(url)}: ${message}`, remedy);
  const reason = `${message} (${code})`;
  if (code === '57014') return { kind: 'refused', why: 'timeout', reason };
  if (code === '25006' || /data-modifying|cannot specify INTO/.test(message))
    return { kind: 'refused', why: 'write', reason };
  if (/^28|^3D/.test(code)) return { kind: 'refused', why: 'login', reason };
  return { kind: 'refused', why: 'query', reason };
}
