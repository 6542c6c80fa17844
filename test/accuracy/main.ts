/**
 * `npm run accuracy [-- --data DIR] [--session FILE]... [--only TEXT] [--half odd|even] [--json FILE] [--page FILE] [--check]`: how far the
 * default price model is from recorded markets, beside three plain rules. Without --session every table of options in DIR is judged. With
 * --half every second session of a table is: what was chosen on one half is to hold on the other. With --check it exits 1 when a cell misses
 * its goal. Nothing is fitted here: the model sees each session as it would see it live.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { black76Model } from '#engine/pricing/black76-model.ts';
import { accuracyCells } from './cells.ts';
import type { AccuracyCell } from './cells.ts';
import { isMissed, missLines } from './goals.ts';
import { judgedSets } from './judged-sets.ts';
import type { JudgedSet } from './judged-sets.ts';
import { priceMisses } from './measure.ts';
import { accuracyPage, tableLines } from './report.ts';
import { readMarket } from './recorded-market.ts';

const DATA_BESIDE_THE_PROJECT = fileURLToPath(new URL('../../../shared/data', import.meta.url));

const { values } = parseArgs({
  options: {
    data: { type: 'string', default: DATA_BESIDE_THE_PROJECT },
    session: { type: 'string', multiple: true },
    only: { type: 'string', default: '' },
    half: { type: 'string' },
    json: { type: 'string' },
    page: { type: 'string' },
    check: { type: 'boolean', default: false },
  },
});

if (values.half !== undefined && values.half !== 'odd' && values.half !== 'even') {
  console.error(`accuracy: expected --half odd or even, was "${values.half}".`);
  process.exit(2);
}
const paths = values.session ?? tablesIn(values.data);
if (paths.length === 0) {
  console.error(
    `accuracy: expected recorded sessions (*.csv or *.csv.gz) in ${values.data}, found none. Give their folder with --data DIR or files with --session FILE.`,
  );
  process.exit(2);
}
const cells = paths.flatMap(judgeFile);
if (cells.length === 0) {
  console.error('accuracy: expected option prices to judge, the tables given hold none.');
  process.exit(2);
}
const misses = missLines(cells);
console.log(`\n${cells.length} cells, ${cells.filter(isMissed).length} behind the best rule`);
for (const line of misses) console.log(`  ${line}`);
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify({ cells }, undefined, 1)}\n`);
if (values.page !== undefined) writeFileSync(values.page, accuracyPage(cells));
if (values.check && misses.length > 0) process.exitCode = 1;

function judgeFile(path: string): AccuracyCell[] {
  if (!existsSync(path)) {
    console.error(`accuracy: expected a recorded session at ${path}, there is no such file.`);
    process.exit(2);
  }
  const market = readMarket(readFileSync(path), basename(path));
  if (!market) return [];
  const sets = judgedSets(market)
    .filter(({ name }) => name.includes(values.only))
    .map(halfOf);
  return sets.flatMap((set) => {
    const judged = accuracyCells(set, priceMisses(set, black76Model));
    for (const line of tableLines(judged)) console.log(line);
    return judged;
  });
}

/** The first session of a table is odd. */
function halfOf(set: JudgedSet): JudgedSet {
  if (values.half === undefined) return set;
  const rest = values.half === 'odd' ? 0 : 1;
  return { ...set, runs: set.runs.filter((_, place) => place % 2 === rest) };
}

function tablesIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => /\.csv(\.gz)?$/.test(name))
    .sort()
    .map((name) => join(folder, name));
}
