import type { CheckResult, Measurement } from '#engine/verify/check.ts';
import { oneLine, spokenCounts } from './verify-report.ts';
import type { VerifyReport } from './verify-report.ts';

/** States of a monitoring plugin, which are its exit codes too. Source: Monitoring Plugins Development Guidelines. */
const STATES = ['OK', 'WARNING', 'CRITICAL', 'UNKNOWN'] as const;

/** 0 OK; 1 WARNING: something warned; 2 CRITICAL: the run failed; 3 UNKNOWN: it is inconclusive. */
export function nagiosState({
  exitCode,
  summary,
}: Pick<VerifyReport, 'exitCode' | 'summary'>): 0 | 1 | 2 | 3 {
  if (exitCode === 1) return 2;
  if (exitCode !== 0) return 3;
  return summary.warn > 0 ? 1 : 0;
}

/** One status line with performance data: the counts, the duration and every measurement. */
export function renderNagios(report: VerifyReport): string {
  const status = `PREOPEN ${STATES[nagiosState(report)]} - ${report.exitReason} (${spokenCounts(report.summary)})`;
  const worst = report.checks.find((check) => check.status === 'fail');
  const detail = worst ? `; ${worst.id}: ${worst.observed}` : '';
  return `${oneLine(status + detail).replaceAll('|', '/')} | ${performanceData(report).join(' ')}\n`;
}

function performanceData({ summary, durationMs, checks }: VerifyReport): string[] {
  return [
    ...Object.entries(summary).map(([status, count]) => `${status}=${count};;;0`),
    `duration=${durationMs}ms;;;0`,
    ...checks.flatMap((check) => check.measurements.map((measurement) => datum(check, measurement))),
  ];
}

/** Units that performance data knows, and what a value is multiplied with to be in them. */
const PERFORMANCE_UNITS: Readonly<
  Record<Measurement['unit'], { readonly unit: string; readonly factor: number }>
> = {
  ms: { unit: 'ms', factor: 1 },
  s: { unit: 's', factor: 1 },
  min: { unit: 's', factor: 60 },
  share: { unit: '%', factor: 100 },
  bytes: { unit: 'B', factor: 1 },
  count: { unit: '', factor: 1 },
  rupees: { unit: '', factor: 1 },
  points: { unit: '', factor: 1 },
};

function datum(check: CheckResult, measurement: Measurement): string {
  const { unit, factor } = PERFORMANCE_UNITS[measurement.unit];
  const label = oneLine(`${check.id} ${measurement.name}`).replaceAll(/[=|]/g, '_').replaceAll("'", "''");
  const scaled = (value: number): string => plainNumber(value * factor);
  return `'${label}'=${scaled(measurement.value)}${unit}${thresholds(check, measurement, scaled)}`;
}

/** The limit as the range outside of which it alarms, of a warning or of a critical state as the check's severity is. */
function thresholds(
  { severity }: CheckResult,
  { limit }: Measurement,
  scaled: (value: number) => string,
): string {
  if (limit === undefined) return '';
  const range = limit.kind === 'max' ? scaled(limit.value) : `${scaled(limit.value)}:`;
  return severity === 'warn' ? `;${range}` : `;;${range}`;
}

/** Digits alone: performance data knows no exponent. */
function plainNumber(value: number): string {
  return String(Number(value.toFixed(6)));
}
