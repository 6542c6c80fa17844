/** A measured row as the benchmark prints it. */
import type { Change } from './bench-comparison.ts';
import type { ReportedRow } from './bench-report.ts';

/** The ratio with its range, gate and target, then both sides, the note and, given an earlier run, how it changed. */
export function rowLines(row: ReportedRow, change: Change | undefined): string[] {
  const { id, what, unit, peer, ratio, lowest, highest, candidate, baseline, note } = row;
  const verdicts = [verdict('gate', row.gate, row), verdict('target', row.target, row)];
  return [
    `${id.padEnd(14)} ${ratio.toFixed(2)}x (${figure(lowest)}..${figure(highest)})${verdicts.join('')}`,
    `    ${what}: ${figure(candidate)} ${unit}`,
    `    peer, ${peer}: ${figure(baseline)} ${unit}`,
    ...(note === null ? [] : [`    ${note}`]),
    ...(change ? [`    ${changeText(change)}`] : []),
  ];
}

/** Whether the row stayed below what is wanted of it; null wants nothing. */
export function isMissed({ ratio }: ReportedRow, wanted: number | null): boolean {
  return wanted !== null && ratio < wanted;
}

function verdict(name: string, wanted: number | null, row: ReportedRow): string {
  if (wanted === null) return '';
  return `  ${name} ${figure(wanted)}x ${isMissed(row, wanted) ? 'MISSED' : 'met'}`;
}

const VERDICTS = {
  better: 'better beyond the noise',
  worse: 'WORSE beyond the noise',
  same: 'within the noise',
} as const;

function changeText(change: Change): string {
  if (change.kind === 'incomparable') return `earlier: ${change.reason}`;
  const sign = change.percent < 0 ? '' : '+';
  return `earlier ${change.earlier.toFixed(2)}x: ${sign}${change.percent.toFixed(1)} %, ${VERDICTS[change.kind]}`;
}

function figure(value: number): string {
  return value >= 1000 ? Math.round(value).toLocaleString('en-US') : value.toPrecision(3);
}
