import type { CheckResult, CheckStatus, VerificationReport } from '#engine/verify/check.ts';
import { summaryOf } from '#engine/verify/run-checks.ts';

/** A result of check `id`, in words that name it. */
export function resultOf(id: string, status: CheckStatus, changes: Partial<CheckResult> = {}): CheckResult {
  return {
    id,
    title: `title of ${id}`,
    group: id.split('.')[0]!,
    severity: 'fail',
    tags: [],
    status,
    expected: `${id} expected`,
    observed: `${id} observed`,
    remedy: status === 'pass' ? '' : `mend ${id}`,
    startedMs: 0,
    durationMs: 1,
    attempts: 1,
    measurements: [],
    ...changes,
  };
}

/** A report of checks by id and status. */
export function reportOf(statuses: Readonly<Record<string, CheckStatus>>): VerificationReport {
  const checks = Object.entries(statuses).map(([id, status]) => resultOf(id, status));
  return {
    checks,
    summary: summaryOf(checks),
    isInconclusive: checks.some(({ status }) => status === 'skip'),
    startedAtMs: 0,
    durationMs: 0,
  };
}
