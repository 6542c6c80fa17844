/**
 * Rows 7a to 7c: what a tape of recorded ticks takes on disk, and how fast it is read and written, beside other files of the same ticks.
 * Rates are of processor time (ticks.ts).
 */
import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { pairedRow } from '../bench-row.ts';
import type { BenchRow, Comparison, Skipped } from '../bench-row.ts';
import { benchFile, benchFolder, hasPythonModules, PYTHON } from '../pinned-process.ts';
import { NDJSON, RAW, SQLITE, TAPE } from './tick-files.ts';
import type { TickFile } from './tick-files.ts';
import {
  assertSameTotals,
  createTotals,
  recordedDay,
  recordedMorning,
  scansPerSecond,
  ticksPerSecond,
} from './ticks.ts';
import type { RecordedTicks } from './ticks.ts';

const SCANNED = 'every tick read; equal totals by instrument';
const READ_BACK = 'both read back afterwards; equal totals by instrument';

export const tapeBesideNdjson: Comparison = {
  what: 'size of a tape of the recorded day',
  unit: 'bytes/tick',
  peer: 'NDJSON of the same ticks',
  measure: () => sizeBeside(() => bytesPerTick(NDJSON)),
};
export const tapeBesideParquet: Comparison = {
  what: tapeBesideNdjson.what,
  unit: 'bytes/tick',
  peer: 'Parquet with zstd by DuckDB, of the same ticks',
  async measure() {
    if (!hasPythonModules(['duckdb'])) return { skipped: 'no DuckDB (python3 -m pip install duckdb)' };
    return sizeBeside(parquetBytesPerTick);
  },
};
export const readBesideNdjson = readBeside(NDJSON, 'JSON.parse of each line of the file read at once');
export const readBesideSqlite = readBeside(SQLITE, 'node:sqlite iterate()');
export const writeBesideNdjson = writeBeside(NDJSON, 'NDJSON');
export const writeBesideSqlite = writeBeside(SQLITE, 'node:sqlite insert, one transaction, synchronous off');
export const writeBesideRaw = writeBeside(RAW, '16 bytes a tick, copied and written', recordedDay);

function sizeBeside(peerBytes: () => number): Promise<BenchRow | Skipped> {
  return pairedRow({
    better: 'lower',
    rounds: 1,
    measure: () => ({ candidate: bytesPerTick(TAPE), baseline: peerBytes() }),
  });
}

function bytesPerTick(kind: TickFile): number {
  return statSync(written(kind)).size / recordedMorning().length;
}

function parquetBytesPerTick(): number {
  const args = [benchFile('peers/parquet-size.py'), written(NDJSON), join(benchFolder(), 'ticks.parquet')];
  const { stdout, stderr, status } = spawnSync(PYTHON, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`tape bench: parquet-size.py ended with ${status}: ${stderr}`);
  const { bytes, ticks } = JSON.parse(stdout) as { bytes: number; ticks: number };
  if (ticks !== recordedMorning().length) throw new Error(`tape bench: Parquet holds ${ticks} ticks`);
  return bytes / ticks;
}

function readBeside(peer: TickFile, peerIs: string): Comparison {
  return {
    what: 'decode and scan a tape of the recorded day',
    unit: 'ticks/s',
    peer: `${peerIs}; ${SCANNED}`,
    measure: () => {
      for (const kind of [TAPE, peer]) written(kind);
      return pairedRow({
        better: 'higher',
        measure: async () => ({
          candidate: await readsPerSecond(TAPE),
          baseline: await readsPerSecond(peer),
        }),
      });
    },
  };
}

function writeBeside(peer: TickFile, peerIs: string, ticksOf = recordedMorning): Comparison {
  return {
    what: 'write a tape of the recorded day',
    unit: 'ticks/s',
    peer: `${peerIs}; ${READ_BACK}`,
    measure: () => {
      const ticks = ticksOf();
      return pairedRow({
        better: 'higher',
        measure: async () => ({
          candidate: await writesPerSecond(TAPE, ticks),
          baseline: await writesPerSecond(peer, ticks),
        }),
      });
    },
  };
}

function readsPerSecond(kind: TickFile): Promise<number> {
  return scansPerSecond(kind.name, recordedMorning(), (totals) => kind.scan(fileOf(kind), totals));
}

async function writesPerSecond(kind: TickFile, ticks: RecordedTicks): Promise<number> {
  const rate = await ticksPerSecond(ticks, () => kind.write(fileOf(kind), ticks));
  const totals = createTotals(ticks);
  kind.scan(fileOf(kind), totals);
  assertSameTotals(kind.name, totals, ticks);
  return rate;
}

function written(kind: TickFile): string {
  kind.write(fileOf(kind), recordedMorning());
  return fileOf(kind);
}

function fileOf({ name }: TickFile): string {
  return join(benchFolder(), `ticks.${name}`);
}
