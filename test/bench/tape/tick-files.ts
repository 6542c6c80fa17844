/** Ways to keep ticks in a file: the tape, and what it is measured beside. Each writes all ticks and scans them all again. */
import { closeSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { FileSource } from '#engine/adapters/file-source.ts';
import { createZstdPacker } from '#engine/adapters/zstd-packer.ts';
import { TapeWriter } from '#engine/replay/tape/tape-writer.ts';
import { Tape } from '#engine/replay/tape/tape.ts';
import { CHUNK_TICKS } from '#engine/replay/tape/tick-chunk.ts';
import { addTick, addTicks } from './ticks.ts';
import type { RecordedTicks, TickTotals } from './ticks.ts';

export interface TickFile {
  readonly name: string;
  write(file: string, ticks: RecordedTicks): void | Promise<void>;
  scan(file: string, totals: TickTotals): void | Promise<void>;
}

const COLUMNS = ['instrument', 'atMs', 'paise', 'quantity'] as const;

export const TAPE: TickFile = {
  name: 'tape',
  write(file, { head, chunks }) {
    writeParts(file, (write) => {
      const writer = new TapeWriter({ head, packer: createZstdPacker(), write });
      for (const chunk of chunks) writer.add(chunk);
      writer.end();
    });
  },
  scan(file, totals) {
    using source = new FileSource(file);
    const ticks = new Tape(source, { packer: createZstdPacker(), file }).ticks();
    for (let chunk = ticks.next(); chunk; chunk = ticks.next()) addTicks(totals, chunk, 0, chunk.length);
  },
};

export const NDJSON: TickFile = {
  name: 'ndjson',
  write(file, { chunks }) {
    writeParts(file, (write) => {
      for (const { length, instrument, atMs, paise, quantity } of chunks) {
        let lines = '';
        for (let tick = 0; tick < length; tick += 1)
          lines += `{"ts":${atMs[tick]},"id":${instrument[tick]},"px":${paise[tick]},"qty":${quantity[tick]}}\n`;
        write(Buffer.from(lines));
      }
    });
  },
  scan(file, totals) {
    for (const line of readFileSync(file, 'utf8').split('\n')) if (line) addTick(totals, JSON.parse(line));
  },
};

export const SQLITE: TickFile = {
  name: 'sqlite',
  write(file, { chunks }) {
    rmSync(file, { force: true });
    const database = new DatabaseSync(file);
    database.exec(
      'PRAGMA synchronous = OFF; CREATE TABLE tick (ts INTEGER, id INTEGER, px INTEGER, qty INTEGER); BEGIN',
    );
    const insert = database.prepare('INSERT INTO tick VALUES (?, ?, ?, ?)');
    for (const { length, instrument, atMs, paise, quantity } of chunks)
      for (let tick = 0; tick < length; tick += 1)
        insert.run(atMs[tick]!, instrument[tick]!, paise[tick]!, quantity[tick]!);
    database.exec('COMMIT');
    database.close();
  },
  scan(file, totals) {
    const database = new DatabaseSync(file);
    for (const tick of database.prepare('SELECT id, px, qty FROM tick ORDER BY rowid').iterate())
      addTick(totals, tick as { id: number; px: number; qty: number });
    database.close();
  },
};

/** 16 bytes a tick, column after column as they lie in memory. */
export const RAW: TickFile = {
  name: 'raw',
  write(file, { chunks }) {
    const bytes = Buffer.alloc(CHUNK_TICKS * COLUMNS.length * 4);
    writeParts(file, (write) => {
      for (const chunk of chunks) {
        let end = 0;
        for (const column of COLUMNS) {
          bytes.set(new Uint8Array(chunk[column].buffer, 0, chunk.length * 4), end);
          end += chunk.length * 4;
        }
        write(bytes.subarray(0, end));
      }
    });
  },
  scan(file, totals) {
    const bytes = new Uint8Array(readFileSync(file)).buffer;
    const chunkBytes = CHUNK_TICKS * COLUMNS.length * 4;
    for (let start = 0; start < bytes.byteLength; start += chunkBytes) {
      const length = Math.min(CHUNK_TICKS, (bytes.byteLength - start) / (COLUMNS.length * 4));
      const at = (column: number) => start + column * length * 4;
      const chunk = {
        length,
        instrument: new Uint32Array(bytes, at(0), length),
        atMs: new Uint32Array(bytes, at(1), length),
        paise: new Int32Array(bytes, at(2), length),
        quantity: new Uint32Array(bytes, at(3), length),
      };
      addTicks(totals, chunk, 0, length);
    }
  },
};

function writeParts(file: string, produce: (write: (bytes: Uint8Array) => void) => void): void {
  const descriptor = openSync(file, 'w');
  try {
    produce((bytes) => writeSync(descriptor, bytes));
  } finally {
    closeSync(descriptor);
  }
}
