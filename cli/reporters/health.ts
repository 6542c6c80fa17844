import type { CheckResult, Measurement } from '#engine/verify/check.ts';
import { istIso } from '#engine/market/ist-time.ts';
import { isBeyondLimit } from './verify-report.ts';
import type { VerifyReport } from './verify-report.ts';

/** Media type of `health`. Source: draft-inadarei-api-health-check-06, section 2. */
export const HEALTH_MEDIA_TYPE = 'application/health+json';

type HealthStatus = 'pass' | 'warn' | 'fail';

/** An entry of `checks`. Source: draft-inadarei-api-health-check-06, section 4. */
interface HealthDetail {
  readonly componentId: string;
  readonly componentType: 'component';
  readonly observedValue: number;
  readonly observedUnit: string;
  readonly status: HealthStatus;
  readonly time: string;
  /** Absent while all is well. */
  readonly output?: string;
}

/**
 * health+json: `fail` is a run that failed or is inconclusive, `warn` one that passed with a warning. Each check has `ID:duration` with its
 * status and words, and `ID:NAME` per measurement; the format knows three statuses, so what was skipped or is pending warns and says so.
 * Source: draft-inadarei-api-health-check-06.
 */
export function renderHealth(report: VerifyReport): string {
  const { version, target, suite, exitReason, checks, startedAtMs } = report;
  const details = checks.flatMap((check) => detailsOf(check, startedAtMs));
  const status = healthStatus(report);
  const body = {
    status,
    releaseId: version,
    serviceId: target,
    description: `preopen verify, suite ${suite}`,
    notes: [exitReason],
    ...(status === 'pass' ? {} : { output: exitReason }),
    checks: Object.fromEntries(
      Map.groupBy(details, ([key]) => key)
        .entries()
        .map(([key, own]) => [key, own.map(([, detail]) => detail)]),
    ),
  };
  return `${JSON.stringify(body, null, 2)}\n`;
}

function healthStatus({ exitCode, summary }: VerifyReport): HealthStatus {
  if (exitCode !== 0) return 'fail';
  return summary.warn > 0 ? 'warn' : 'pass';
}

function detailsOf(check: CheckResult, runStartedAtMs: number): [string, HealthDetail][] {
  const detail = (name: string, value: Pick<HealthDetail, 'observedValue' | 'observedUnit' | 'status'>) => {
    const time = istIso(runStartedAtMs + check.startedMs + check.durationMs);
    const words = value.status === 'pass' ? {} : { output: outputOf(check) };
    const entry: HealthDetail = {
      componentId: check.id,
      componentType: 'component',
      ...value,
      time,
      ...words,
    };
    return [`${withoutColon(check.id)}:${withoutColon(name)}`, entry] satisfies [string, HealthDetail];
  };
  const measured = check.measurements.map((measurement) =>
    detail(measurement.name, {
      observedValue: measurement.value,
      observedUnit: measurement.unit,
      status: measurementStatus(measurement, check),
    }),
  );
  const own = { observedValue: check.durationMs, observedUnit: 'ms', status: statusOf(check) };
  return [detail('duration', own), ...measured];
}

const STATUSES: Readonly<Record<CheckResult['status'], HealthStatus>> = {
  pass: 'pass',
  warn: 'warn',
  fail: 'fail',
  skip: 'warn',
  pending: 'warn',
};

function statusOf({ status }: CheckResult): HealthStatus {
  return STATUSES[status];
}

function measurementStatus(measurement: Measurement, check: CheckResult): HealthStatus {
  return isBeyondLimit(measurement) ? statusOf(check) : 'pass';
}

function outputOf({ status, observed, remedy }: CheckResult): string {
  const words = status === 'pending' ? `pending: ${observed}` : observed;
  return remedy === '' ? words : `${words}. Remedy: ${remedy}`;
}

/** One colon parts the component from what is measured. */
function withoutColon(text: string): string {
  return text.replaceAll(':', '.');
}
