import type { CheckResult } from '#engine/verify/check.ts';
import { summaryOf } from '#engine/verify/run-checks.ts';
import type { VerifyReport } from '#cli/reporters/reporter.ts';

/** A check result with every field set; override what a test is about. */
export function checkResult(overrides: Partial<CheckResult>): CheckResult {
  return {
    id: 'exchange.login',
    title: 'The exchange accepts the login',
    group: 'exchange',
    severity: 'fail',
    tags: [],
    status: 'pass',
    expected: 'GET /profile answers 200',
    observed: '200, data plan Active',
    remedy: '',
    startedMs: 3,
    durationMs: 12,
    attempts: 1,
    measurements: [],
    ...overrides,
  };
}

/** A report over `checks`, its counts taken from them. */
export function reportOf(
  checks: readonly CheckResult[],
  overrides: Partial<VerifyReport> = {},
): VerifyReport {
  return {
    target: 'http://127.0.0.1:8000',
    checks,
    summary: summaryOf(checks),
    exitCode: summaryOf(checks).fail > 0 ? 1 : 0,
    ...overrides,
  };
}

/** One check of each status; the failure carries what breaks careless formats. */
export function mixedReport(): VerifyReport {
  return reportOf([
    checkResult({}),
    checkResult({
      id: 'exchange.clock',
      status: 'warn',
      title: 'Its clock agrees',
      observed: '7 s ahead',
      expected: 'at most 5 s apart',
      remedy: 'sudo chronyc makestep',
    }),
    checkResult({
      id: 'backend.chain',
      group: 'backend',
      status: 'fail',
      title: 'options/live answers with data',
      expected: '200 with strikes for "NIFTY" & 100 %',
      observed: '500 <html>\u0007\u001b[2J\r\nInternal, server: error]]>',
      remedy: 'curl "http://127.0.0.1:8000/health"',
    }),
    checkResult({
      id: 'backend.moves',
      group: 'backend',
      status: 'skip',
      observed: 'skipped: backend.chain did not pass',
    }),
  ]);
}
