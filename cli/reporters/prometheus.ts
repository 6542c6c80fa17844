import { CHECK_STATUSES, MEASUREMENT_UNITS } from '#engine/verify/check.ts';
import type { CheckResult, Measurement, MeasurementUnit } from '#engine/verify/check.ts';
import type { VerifyReport } from './verify-report.ts';

interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/**
 * Prometheus' text exposition 0.0.4: gauges alone, in base units. A check's status is one series per status, 1 for the one it has; a
 * measurement is a series of the metric of its unit.
 */
export function renderPrometheus(report: VerifyReport): string {
  return [...runMetrics(report), ...checkMetrics(report.checks), ...measurementMetrics(report.checks)].join(
    '',
  );
}

function runMetrics(report: VerifyReport): string[] {
  const { version, target, suite, exitCode, startedAtMs, durationMs, summary } = report;
  const info = { version, target, suite };
  return [
    metric('preopen_verify_info', 'What was verified, and by which version.', [{ labels: info, value: 1 }]),
    metric('preopen_verify_exit_code', 'The verdict: 0 ok, 1 failed, 3 inconclusive.', plain(exitCode)),
    metric('preopen_verify_started_timestamp_seconds', 'When the run began.', plain(startedAtMs / 1000)),
    metric('preopen_verify_duration_seconds', 'How long the run took.', plain(durationMs / 1000)),
    metric(
      'preopen_verify_checks',
      'How many checks have a status.',
      CHECK_STATUSES.map((status) => ({ labels: { status }, value: summary[status] })),
    ),
  ];
}

function checkMetrics(checks: readonly CheckResult[]): string[] {
  const each = (value: (check: CheckResult) => number): Sample[] =>
    checks.map((check) => ({ labels: { check: check.id, group: check.group }, value: value(check) }));
  const states = checks.flatMap(({ id, group, severity, status }) =>
    CHECK_STATUSES.map((state) => ({
      labels: { check: id, group, severity, status: state },
      value: state === status ? 1 : 0,
    })),
  );
  return [
    metric('preopen_check_status', 'The status of a check: 1 for the one it has.', states),
    metric(
      'preopen_check_duration_seconds',
      'How long a check took, retries included.',
      each(({ durationMs }) => durationMs / 1000),
    ),
    metric(
      'preopen_check_attempts',
      'How often a check was tried.',
      each(({ attempts }) => attempts),
    ),
  ];
}

/** The end of the metric's name, and what a value is multiplied with to be in the base unit. */
const BASE_UNITS: Readonly<Record<MeasurementUnit, { readonly name: string; readonly factor: number }>> = {
  ms: { name: 'seconds', factor: 0.001 },
  s: { name: 'seconds', factor: 1 },
  min: { name: 'seconds', factor: 60 },
  count: { name: 'items', factor: 1 },
  share: { name: 'ratio', factor: 1 },
  rupees: { name: 'rupees', factor: 1 },
  points: { name: 'points', factor: 1 },
  bytes: { name: 'bytes', factor: 1 },
};

function measurementMetrics(checks: readonly CheckResult[]): string[] {
  const all = checks.flatMap((check) => check.measurements.map((measurement) => ({ check, measurement })));
  const baseUnits = new Set(MEASUREMENT_UNITS.map((unit) => BASE_UNITS[unit].name));
  return [...baseUnits].flatMap((baseUnit) => {
    const own = all.filter(({ measurement }) => BASE_UNITS[measurement.unit].name === baseUnit);
    const values = own.map(({ check, measurement }) => sampleOf(check, measurement, measurement.value));
    const limits = own.flatMap(({ check, measurement: { limit, ...measurement } }) =>
      limit ? [sampleOf(check, measurement, limit.value, { limit: limit.kind })] : [],
    );
    return [
      metric(`preopen_measurement_${baseUnit}`, 'A figure that a check read.', values),
      metric(`preopen_measurement_limit_${baseUnit}`, 'Where the check of a figure turns.', limits),
    ];
  });
}

function sampleOf(
  check: CheckResult,
  { name, unit }: Pick<Measurement, 'name' | 'unit'>,
  value: number,
  labels: Readonly<Record<string, string>> = {},
): Sample {
  return {
    labels: { check: check.id, group: check.group, name, ...labels },
    value: value * BASE_UNITS[unit].factor,
  };
}

function plain(value: number): readonly Sample[] {
  return [{ labels: {}, value }];
}

/** Nothing at all without a sample. */
function metric(name: string, help: string, samples: readonly Sample[]): string {
  if (samples.length === 0) return '';
  const lines = samples.map(({ labels, value }) => `${name}${labelText(labels)} ${numberText(value)}\n`);
  return `# HELP ${name} ${help}\n# TYPE ${name} gauge\n${lines.join('')}`;
}

function labelText(labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escapeLabel(value)}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

function escapeLabel(value: string): string {
  return value.toWellFormed().replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}

/** Without the last digits that a change of unit leaves. */
function numberText(value: number): string {
  return String(Number(value.toPrecision(15)));
}
