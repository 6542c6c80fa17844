import type { CheckResult } from '#engine/verify/check.ts';
import type { VerifyReport } from '#cli/reporters/reporter.ts';

/** A check result with every field set; override what a test is about. */
export function checkResult(overrides: Partial<CheckResult>): CheckResult {
  return {
    id: 'exchange.login',
    title: 'The exchange accepts the login',
    group: 'exchange',
    status: 'pass',
    expected: 'GET /profile answers 200',
    observed: '200, data plan Active',
    remedy: '',
    durationMs: 12,
    ...overrides,
  };
}

/** A report over `checks`, its counts taken from them. */
export function reportOf(
  checks: readonly CheckResult[],
  overrides: Partial<VerifyReport> = {},
): VerifyReport {
  const count = (status: CheckResult['status']) => checks.filter((check) => check.status === status).length;
  return {
    target: 'http://127.0.0.1:8000',
    checks,
    summary: { pass: count('pass'), warn: count('warn'), fail: count('fail'), skip: count('skip') },
    exitCode: count('fail') > 0 ? 1 : 0,
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
