/**
 * `npm run bench [-- IDS...] [--gate] [--json FILE] [--against FILE]`: each row beside its peer, in one run, results compared (bench-arguments.ts
 * has the flags and the exit codes). Absolute figures and percentiles are printed and written, never gated and never compared.
 */
import { PreopenError } from '#engine/errors.ts';
import { benchArguments, USAGE } from './bench-arguments.ts';
import type { BenchArguments } from './bench-arguments.ts';
import { changeSince } from './bench-comparison.ts';
import type { Change } from './bench-comparison.ts';
import { emptyReport, readBenchReport, reportedRow, writeBenchReport } from './bench-report.ts';
import type { BenchReport, ReportedRow, SkippedRow } from './bench-report.ts';
import type { Bench } from './bench-table.ts';
import { machineFacts, measuredCommit } from './machine-facts.ts';
import { isMissed, rowLines } from './print-row.ts';

const MEASUREMENTS_MAX = 3;

/** A row and how it changed since the earlier run, if there is one. */
interface Outcome {
  readonly row: ReportedRow;
  readonly change: Change | undefined;
}

try {
  const given = benchArguments(process.argv.slice(2));
  if (given.isHelp) console.log(USAGE);
  else process.exitCode = await run(given);
} catch (error) {
  if (!(error instanceof PreopenError)) throw error;
  console.error(`bench: ${error.message}`);
  process.exitCode = 2;
}

async function run({ chosen, isGated, json, against }: BenchArguments): Promise<number> {
  const earlier = against === undefined ? undefined : readBenchReport(against);
  let report = emptyReport({
    startedAt: new Date().toISOString(),
    commit: measuredCommit(),
    machine: machineFacts(),
  });
  if (earlier) console.log(earlierRun(earlier, report));
  if (json !== undefined) writeBenchReport(json, report);
  const outcomes: Outcome[] = [];
  for (const bench of chosen) {
    const outcome = await measured(bench, { isGated, earlier }, MEASUREMENTS_MAX);
    if ('row' in outcome) outcomes.push(outcome);
    report = { ...report, rows: [...report.rows, 'row' in outcome ? outcome.row : outcome] };
    if (json !== undefined) writeBenchReport(json, report);
  }
  return summedUp(report, outcomes, isGated);
}

/** The last of at most `attempts` measurements: another one only where this one would end the run with 1. */
async function measured(
  bench: Bench,
  judging: { readonly isGated: boolean; readonly earlier: BenchReport | undefined },
  attempts: number,
): Promise<Outcome | SkippedRow> {
  const { isGated, earlier } = judging;
  const result = await bench.measure();
  if ('skipped' in result) {
    console.log(`${bench.id.padEnd(14)} skipped: ${result.skipped}`);
    return { id: bench.id, skipped: result.skipped };
  }
  const row = reportedRow(bench, result);
  const change = earlier && changeSince(earlier, row);
  for (const line of rowLines(row, change)) console.log(line);
  const isBad = (isGated && isMissed(row, row.gate)) || change?.kind === 'worse';
  return isBad && attempts > 1 ? measured(bench, judging, attempts - 1) : { row, change };
}

function earlierRun(earlier: BenchReport, now: BenchReport): string {
  const { cpu, cores, node } = earlier.machine;
  const isSame = JSON.stringify(earlier.machine) === JSON.stringify(now.machine);
  const where = isSame
    ? 'on such a machine'
    : `ELSEWHERE: ${cores} x ${cpu}, Node ${node}; only ratios compare`;
  return `against ${earlier.commit ?? 'an unknown commit'} of ${earlier.startedAt}, ${where}`;
}

/** The exit code. */
function summedUp({ rows }: BenchReport, outcomes: readonly Outcome[], isGated: boolean): number {
  const belowGate = outcomes.filter(({ row }) => isMissed(row, row.gate)).map(({ row }) => row);
  const belowTarget = outcomes.filter(({ row }) => !belowGate.includes(row) && isMissed(row, row.target));
  const changed = (kind: Change['kind']): string[] =>
    outcomes.filter(({ change }) => change?.kind === kind).map(({ row }) => row.id);
  const worse = changed('worse');
  list(
    'skipped',
    rows.filter((row) => 'skipped' in row).map(({ id }) => id),
  );
  list(
    'gate met and target missed',
    belowTarget.map(({ row }) => row.id),
  );
  list('better than before', changed('better'));
  for (const { id, gate, ratio } of belowGate)
    console.error(`bench: ${id}: expected at least ${gate}x, was ${ratio.toFixed(2)}x`);
  for (const id of worse) console.error(`bench: ${id}: worse than in the earlier run, beyond the noise`);
  return (isGated && belowGate.length > 0) || worse.length > 0 ? 1 : 0;
}

function list(title: string, ids: readonly string[]): void {
  if (ids.length > 0) console.log(`${title}: ${ids.join(' ')}`);
}
