/**
 * `npm run bench [-- IDS...] [--gate]`: each row beside its peer, in one run, results compared. With `--gate` only the rows that have a gate
 * are measured, and it fails when one stays below its gate in three measurements. Absolute figures and percentiles are printed and never gated.
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
const chosen = BENCHES.filter(({ id, gate }) =>
  positionals.length > 0 ? positionals.includes(id) : !values.gate || gate !== undefined,
);
const skipped: string[] = [];
const belowTarget: string[] = [];
const belowGate: string[] = [];
for (const bench of chosen) {
  const row = await measured(bench, values.gate ? MEASUREMENTS_MAX : 1);
  if (!row) skipped.push(bench.id);
  else if (isMissed(row, bench.gate))
    belowGate.push(`${bench.id}: expected at least ${bench.gate}x, was ${row.ratio.toFixed(2)}x`);
  else if (isMissed(row, bench.target)) belowTarget.push(bench.id);
}
if (skipped.length > 0) console.log(`skipped: ${skipped.join(' ')}`);
if (belowTarget.length > 0) console.log(`gate met and target missed: ${belowTarget.join(' ')}`);
for (const miss of belowGate) console.error(`bench: ${miss}`);
if (values.gate && belowGate.length > 0) process.exitCode = 1;

/** The last of at most `attempts` measurements; undefined for a row that cannot be measured here. */
async function measured(bench: Bench, attempts: number): Promise<BenchRow | undefined> {
  const row = await bench.measure();
  if ('skipped' in row) {
    console.log(`${bench.id.padEnd(14)} skipped: ${row.skipped}`);
    return undefined;
  }
  print(bench, row);
  return isMissed(row, bench.gate) && attempts > 1 ? measured(bench, attempts - 1) : row;
}

function isMissed(row: BenchRow, wanted: number | undefined): boolean {
  return wanted !== undefined && row.ratio < wanted;
}

function print(bench: Bench, row: BenchRow): void {
  const { ratio, lowest, highest, candidate, baseline, note } = row;
  const verdicts = [verdict('gate', bench.gate, row), verdict('target', bench.target, row)];
  const range = `${figure(lowest)}..${figure(highest)}`;
  console.log(`${bench.id.padEnd(14)} ${ratio.toFixed(2)}x (${range})${verdicts.join('')}`);
  console.log(`    ${bench.what}: ${figure(candidate)} ${bench.unit}`);
  console.log(`    peer, ${bench.peer}: ${figure(baseline)} ${bench.unit}`);
  if (note !== undefined) console.log(`    ${note}`);
}

function verdict(name: string, wanted: number | undefined, row: BenchRow): string {
  if (wanted === undefined) return '';
  return `  ${name} ${figure(wanted)}x ${isMissed(row, wanted) ? 'MISSED' : 'met'}`;
}

function figure(value: number): string {
  return value >= 1000 ? Math.round(value).toLocaleString('en-US') : value.toPrecision(3);
}
