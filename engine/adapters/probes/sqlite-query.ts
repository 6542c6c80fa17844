import { existsSync } from 'node:fs';
import { execa } from 'execa';
import { ProbeUnreachable } from '../../verify/check.ts';
import { shellWord } from '../../verify/declared/shown-address.ts';
import type { SqlDeclaration } from '../../verify/declared/sql-check.ts';
import { ROWS_MAX, rowsAnswer } from './sql-answer.ts';
import type { SqlAnswer } from './sql-answer.ts';

const OUTPUT_BYTES_MAX = 256 * 1024 * 1024;
/** Opening a process and its database may take this much beside the query itself. */
const START_MS_MAX = 5000;

/**
 * Runs the query on a file that is opened for reading alone, in a process of its own: SQLite works in the calling thread and cannot be
 * stopped from Node, but a process can.
 */
export async function querySqlite({ url, query, timeoutMs }: SqlDeclaration): Promise<SqlAnswer> {
  const file = url.slice('sqlite:'.length);
  if (!existsSync(file))
    throw new ProbeUnreachable(
      `no database file ${file}`,
      `Run what writes it, or correct the url; seen from ${process.cwd()}: ls -l ${shellWord(file)}`,
    );
  const reader = execa(process.execPath, ['--no-warnings', '--input-type=module', '--eval', READER], {
    input: JSON.stringify({ file, query: query.trim(), timeoutMs, rowsMax: ROWS_MAX + 1 }),
    reject: false,
    killSignal: 'SIGKILL',
    timeout: START_MS_MAX + timeoutMs,
    maxBuffer: OUTPUT_BYTES_MAX,
  });
  const isLate = lateAfterStart(reader, timeoutMs);
  const result = await reader;
  if (isLate() || result.timedOut)
    return { kind: 'refused', why: 'timeout', reason: 'SQLite still worked on it' };
  const answer = parsedAnswer(result.stdout);
  if (!answer)
    return {
      kind: 'refused',
      why: 'query',
      reason: result.shortMessage ?? 'the reading process said nothing',
    };
  if ('error' in answer) return { kind: 'refused', why: refusalOf(answer.error), reason: answer.error };
  return rowsAnswer(answer.columns, answer.rows);
}

/** Kills the process when the query, whose start it tells by an empty line, takes too long; says afterwards whether that was needed. */
function lateAfterStart(
  reader: { readonly stdout: NodeJS.ReadableStream; kill(): boolean } & Promise<unknown>,
  timeoutMs: number,
): () => boolean {
  let isLate = false;
  let timer: NodeJS.Timeout | undefined;
  reader.stdout.once('data', () => {
    timer = setTimeout(() => {
      isLate = true;
      reader.kill();
    }, timeoutMs);
  });
  void reader.finally(() => clearTimeout(timer));
  return () => isLate;
}

type ReaderAnswer =
  | { readonly error: string }
  | {
      readonly columns: readonly string[];
      readonly rows: readonly Readonly<Record<string, unknown>>[];
    };

/** What the process of its own runs. Integers beyond 2^53 and blobs become texts. */
const READER = `
import { readFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
const { file, query, timeoutMs, rowsMax } = JSON.parse(readFileSync(0, 'utf8'));
const plain = (value) =>
  typeof value === 'bigint' ? (Number.isSafeInteger(Number(value)) ? Number(value) : String(value))
  : value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value;
const answer = () => {
  const database = new DatabaseSync(file, { readOnly: true, timeout: timeoutMs });
  const statement = database.prepare(query);
  statement.setReadBigInts(true);
  const columns = statement.columns().map(({ name }) => name);
  const rows = [];
  process.stdout.write('\\n');
  for (const row of statement.iterate()) {
    rows.push(Object.fromEntries(Object.entries(row).map(([name, value]) => [name, plain(value)])));
    if (rows.length >= rowsMax) break;
  }
  return { columns, rows };
};
let said;
try { said = answer(); } catch (error) { said = { error: error.message }; }
process.stdout.write(JSON.stringify(said));
`;

function parsedAnswer(stdout: string): ReaderAnswer | undefined {
  try {
    return JSON.parse(stdout) as ReaderAnswer;
  } catch {
    return undefined;
  }
}

function refusalOf(message: string): 'timeout' | 'write' | 'query' {
  if (/locked|busy/.test(message)) return 'timeout';
  return /readonly/.test(message) ? 'write' : 'query';
}
