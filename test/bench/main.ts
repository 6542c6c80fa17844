/**
 * `npm run bench [-- IDS...] [--gate]`: each row beside its peer, in one run, results compared. With `--gate` it fails when a row stays
 * below its gate in three measurements. Absolute figures and percentiles are printed and never gated.
 */
import { parseArgs } from 'node:util';
import type { BenchRow } from './bench-row.ts';
import { BENCHES } from './bench-table.ts';
import type { Bench } from './bench-table.ts';

const MEASUREMENTS_MAX = 3;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { gate: { type: 'boolean', default: false } },
});
const unknown = positionals.filter((id) => !BENCHES.some((bench) => bench.id === id));
if (unknown.length > 0) {
  console.error(
    `bench: no row ${unknown.join(', ')}: expected some of ${BENCHES.map(({ id }) => id).join(' ')}`,
  );
  process.exit(2);
}
const chosen = positionals.length > 0 ? BENCHES.filter(({ id }) => positionals.includes(id)) : BENCHES;
const misses: string[] = [];
for (const bench of chosen) {
  const row = await measured(bench, values.gate ? MEASUREMENTS_MAX : 1);
  if (row && isMissed(bench, row))
    misses.push(`${bench.id}: expected at least ${bench.gate}x, was ${row.ratio.toFixed(2)}x`);
}
for (const miss of misses) console.error(`bench: ${miss}`);
if (values.gate && misses.length > 0) process.exitCode = 1;

/** The last of at most `attempts` measurements; undefined for a row that cannot be measured here. */
async function measured(bench: Bench, attempts: number): Promise<BenchRow | undefined> {
  const row = await bench.measure();
  if ('skipped' in row) {
    console.log(`${bench.id.padEnd(14)} skipped: ${row.skipped}`);
    return undefined;
  }
  print(bench, row);
  return isMissed(bench, row) && attempts > 1 ? measured(bench, attempts - 1) : row;
}

function isMissed(bench: Bench, row: BenchRow): boolean {
  return bench.gate !== undefined && row.ratio < bench.gate;
}

function print(bench: Bench, row: BenchRow): void {
  const range = `${figure(row.lowest)}..${figure(row.highest)}`;
  console.log(
    `${bench.id.padEnd(14)} ${row.ratio.toFixed(2)}x (${range})  ${figure(row.candidate)} ${row.unit}, peer ${figure(row.baseline)}${wanted(bench, row)}`,
  );
  console.log(`               ${row.what}`);
  console.log(`               ${row.note}`);
}

function wanted({ gate, target }: Bench, { ratio }: BenchRow): string {
  const gated = gate === undefined ? '' : `  gate ${figure(gate)}x ${ratio >= gate ? 'met' : 'MISSED'}`;
  const aimed =
    target === undefined ? '' : `, target ${figure(target)}x ${ratio >= target ? 'met' : 'missed'}`;
  return `${gated}${aimed}`;
}

function figure(value: number): string {
  return value >= 1000 ? Math.round(value).toLocaleString('en-US') : value.toPrecision(3);
}
