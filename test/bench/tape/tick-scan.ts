/** Row 7d: ticks in memory scanned per second, beside the same loop in C. */
import { deepStrictEqual } from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CHUNK_TICKS } from '#engine/replay/tape/tick-chunk.ts';
import { pairedRow } from '../bench-row.ts';
import type { BenchRow, Comparison, Skipped } from '../bench-row.ts';
import { benchFolder, CLIENT_CPU, compiledPeer, hasProgram, startPinned } from '../pinned-process.ts';
import { RAW } from './tick-files.ts';
import { addTicks, createTotals, recordedDay, secondsSince } from './ticks.ts';

const PASSES = 40;

interface Sums {
  readonly lastPaise: number;
  readonly notional: number;
  readonly count: number;
}

interface Scanned extends Sums {
  readonly seconds: number;
}

export const scanInMemory: Comparison = {
  what: 'scan of the recorded day in memory: last price, notional and count by instrument',
  unit: 'ticks/s',
  peer: 'the same loop in C, -O3, processor time; equal sums',
  measure: measureScans,
};

async function measureScans(): Promise<BenchRow | Skipped> {
  if (!hasProgram('gcc')) return { skipped: 'no gcc (apt-get install gcc libc6-dev)' };
  const file = await writeForC();
  const ticks = recordedDay().length * PASSES;
  return pairedRow({
    better: 'higher',
    measure: async () => {
      const ours = scan();
      const native = await scanInC(file);
      const { seconds, ...sums } = native;
      deepStrictEqual(ours.sums, sums, 'tape bench: C added up other ticks');
      return { candidate: ticks / ours.seconds, baseline: ticks / seconds };
    },
  });
}

function scan(): { readonly seconds: number; readonly sums: Sums } {
  const { chunks } = recordedDay();
  const totals = createTotals(recordedDay());
  const started = process.cpuUsage();
  for (let pass = 0; pass < PASSES; pass += 1)
    for (const chunk of chunks) addTicks(totals, chunk, 0, chunk.length);
  const seconds = secondsSince(started);
  const sum = (column: Iterable<number>): number => {
    let total = 0;
    for (const value of column) total += value;
    return total;
  };
  return {
    seconds,
    sums: { lastPaise: sum(totals.lastPaise), notional: sum(totals.notional), count: sum(totals.count) },
  };
}

async function scanInC(file: string): Promise<Scanned> {
  const program = startPinned(CLIENT_CPU, compiledPeer('tick-scan'), [file, String(PASSES)]);
  const scanned = await program.next<Scanned>();
  await program.stop();
  return scanned;
}

async function writeForC(): Promise<string> {
  const ticks = recordedDay();
  const raw = join(benchFolder(), 'ticks.raw');
  await RAW.write(raw, ticks);
  const head = Uint32Array.of(ticks.length, CHUNK_TICKS, ticks.head.instruments.length);
  const file = join(benchFolder(), 'ticks.c');
  writeFileSync(file, Buffer.concat([new Uint8Array(head.buffer), readFileSync(raw)]));
  return file;
}
