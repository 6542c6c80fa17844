/**
 * `npm run bench`: each figure beside a fair plain implementation measured in the same run, results compared. With `--gate`
 * it fails when a ratio falls below its floor; absolute times are printed and never gated.
 */
import type { BenchRow } from './bench-row.ts';
import { benchChainBody } from './chain-body.ts';
import { benchMemory, benchStart } from './command-line.ts';
import { benchDecode } from './decode.ts';
import { benchMarket } from './market.ts';
import { benchReplay } from './replay.ts';
import { benchReprice } from './reprice.ts';

/** Smallest ratio (how many times better than the baseline) that `--gate` accepts, by the start of the row's name. */
const FLOORS: Readonly<Record<string, number>> = {
  'decode mix': 1.5,
  reprice: 2,
  'recorded day without repricing': 0.7,
  'preopen --version': 0.45,
  'peak resident memory': 1,
};

const isGated = process.argv.includes('--gate');
const rows: BenchRow[] = [
  ...benchDecode(),
  ...benchReprice(),
  ...benchChainBody(),
  ...benchMarket(),
  ...(await benchReplay()),
  benchStart(),
  benchMemory(),
];
const misses: string[] = [];
for (const row of rows) {
  const floor = Object.entries(FLOORS).find(([start]) => row.name.startsWith(start))?.[1];
  const isMissed = floor !== undefined && row.ratio < floor;
  if (isMissed) misses.push(`${row.name}: expected at least ${floor}x, was ${row.ratio.toFixed(2)}x`);
  const wanted = floor === undefined ? '' : `  (floor ${floor}x)`;
  console.log(
    `${row.name}\n    ${figure(row.candidate)} ${row.unit}, baseline ${figure(row.baseline)}: ${row.ratio.toFixed(2)}x${wanted}`,
  );
  console.log(`    ${row.note}`);
}
const unused = Object.keys(FLOORS).filter((start) => !rows.some(({ name }) => name.startsWith(start)));
if (unused.length > 0) misses.push(`no row was measured for: ${unused.join(', ')}`);
for (const miss of misses) console.error(`bench: ${miss}`);
if (isGated && misses.length > 0) process.exitCode = 1;

function figure(value: number): string {
  return value >= 1000 ? Math.round(value).toLocaleString('en-US') : value.toPrecision(3);
}
