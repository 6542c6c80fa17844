/**
 * Rows 7a to 7c: what a tape of recorded ticks takes on disk, and how fast it is read and written, beside other files of the same ticks.
 * Rates are of processor time (ticks.ts).
 */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { pairedRow } from '../bench-row.ts';
import type { Comparison } from '../bench-row.ts';
import { benchFolder } from '../pinned-process.ts';
import { hasDuckDb, NO_DUCKDB, PARQUET } from './parquet.ts';
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

export const tapeBesideNdjson = sizeBeside(NDJSON, 'NDJSON of the same ticks');
export const tapeBesideParquet = ifDuckDb(
  sizeBeside(PARQUET, 'Parquet with zstd, written by DuckDB, of the same ticks'),
);
export const readBesideParquet = ifDuckDb(readBeside(PARQUET, 'Parquet streamed by DuckDB, one thread'));
export const readBesideNdjson = readBeside(NDJSON, 'JSON.parse of each line of the file read at once');
export const readBesideSqlite = readBeside(SQLITE, 'node:sqlite iterate()');
export const writeBesideNdjson = writeBeside(NDJSON, 'NDJSON');
export const writeBesideSqlite = writeBeside(SQLITE, 'node:sqlite insert, one transaction, synchronous off');
export const writeBesideRaw = writeBeside(RAW, '16 bytes a tick, copied and written', recordedDay);

function sizeBeside(peer: TickFile, peerIs: string): Comparison {
  return {
    what: 'size of a tape of the recorded day',
    unit: 'bytes/tick',
    peer: `${peerIs}; ${READ_BACK}`,
    measure: () =>
      pairedRow({
        better: 'lower',
        rounds: 1,
        measure: async () => ({ candidate: await bytesPerTick(TAPE), baseline: await bytesPerTick(peer) }),
      }),
  };
}

function ifDuckDb(comparison: Comparison): Comparison {
  return { ...comparison, measure: async () => (hasDuckDb() ? comparison.measure() : NO_DUCKDB) };
}

async function bytesPerTick(kind: TickFile): Promise<number> {
  const ticks = recordedMorning();
  await kind.write(fileOf(kind), ticks);
  await assertReadsBack(kind, ticks);
  return statSync(fileOf(kind)).size / ticks.length;
}

function readBeside(peer: TickFile, peerIs: string): Comparison {
  return {
    what: 'decode and scan a tape of the recorded day',
    unit: 'ticks/s',
    peer: `${peerIs}; ${SCANNED}`,
    measure: async () => {
      for (const kind of [TAPE, peer]) await kind.write(fileOf(kind), recordedMorning());
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
  await assertReadsBack(kind, ticks);
  return rate;
}

async function assertReadsBack(kind: TickFile, ticks: RecordedTicks): Promise<void> {
  const totals = createTotals(ticks);
  await kind.scan(fileOf(kind), totals);
  assertSameTotals(kind.name, totals, ticks);
}

function fileOf({ name }: TickFile): string {
  return join(benchFolder(), `ticks.${name}`);
}
