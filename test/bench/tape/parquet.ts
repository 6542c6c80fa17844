/** Ticks as Parquet, written and read by DuckDB on one thread, where its package is installed; it is no dependency of this one. */
import { createRequire } from 'node:module';
import { NDJSON } from './tick-files.ts';
import type { TickFile } from './tick-files.ts';
import { addTicks } from './ticks.ts';

const PACKAGE = '@duckdb/node-api';
const COLUMNS = "{ts: 'UINTEGER', id: 'UINTEGER', px: 'INTEGER', qty: 'UINTEGER'}";

/** As far as it is used here. */
interface DuckDb {
  readonly DuckDBInstance: {
    create(path: string): Promise<{ connect(): Promise<Connection> }>;
  };
}
interface Connection {
  run(sql: string): Promise<unknown>;
  stream(sql: string): Promise<{ fetchChunk(): Promise<DataChunk | null> }>;
  closeSync(): void;
}
interface DataChunk {
  readonly rowCount: number;
  getColumnVector(column: number): { readonly items: unknown };
}

function duckDb(): DuckDb | undefined {
  try {
    return createRequire(import.meta.url)(PACKAGE) as DuckDb;
  } catch {
    return undefined;
  }
}

export function hasDuckDb(): boolean {
  return duckDb() !== undefined;
}

export const NO_DUCKDB = { skipped: `no DuckDB (npm install --no-save ${PACKAGE})` };

export const PARQUET: TickFile = {
  name: 'parquet',
  async write(file, ticks) {
    const lines = `${file}.ndjson`;
    await NDJSON.write(lines, ticks);
    await connected((connection) =>
      connection.run(
        `COPY (SELECT * FROM read_ndjson('${lines}', columns = ${COLUMNS})) TO '${file}' (FORMAT parquet, COMPRESSION zstd)`,
      ),
    );
  },
  scan: (file, totals) =>
    connected(async (connection) => {
      const rows = await connection.stream(`SELECT id, px, qty FROM '${file}'`);
      for (
        let chunk = await rows.fetchChunk();
        chunk && chunk.rowCount > 0;
        chunk = await rows.fetchChunk()
      ) {
        const instrument = chunk.getColumnVector(0).items as Uint32Array;
        const paise = chunk.getColumnVector(1).items as Int32Array;
        const quantity = chunk.getColumnVector(2).items as Uint32Array;
        const length = chunk.rowCount;
        addTicks(totals, { length, instrument, atMs: instrument, paise, quantity }, 0, length);
      }
    }),
};

async function connected(work: (connection: Connection) => Promise<unknown>): Promise<void> {
  const instance = await duckDb()!.DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    await connection.run('SET threads = 1; SET preserve_insertion_order = true');
    await work(connection);
  } finally {
    connection.closeSync();
  }
}
