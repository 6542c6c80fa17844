import { CHECK_STATUSES, MEASUREMENT_UNITS } from '#engine/verify/check.ts';
import type { CheckResult } from '#engine/verify/check.ts';
import { summaryOf } from '#engine/verify/run-checks.ts';
import { exitCodeOf, exitReasonOf } from '#engine/verify/verdict.ts';
import type { VerifyReport } from '#cli/reporters/verify-report.ts';

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

/** A check whose target did not answer. */
export const UNREACHABLE: CheckResult = checkResult({
  status: 'skip',
  observed: 'unreachable',
  remedy: 'preopen serve',
});

/** A report over `checks`, its counts and its verdict taken from them. */
export function reportOf(
  checks: readonly CheckResult[],
  overrides: Partial<VerifyReport> = {},
): VerifyReport {
  const judged = { checks, summary: summaryOf(checks), isInconclusive: false };
  return {
    version: '0.1.0',
    target: 'http://127.0.0.1:8000',
    suite: 'default',
    startedAtMs: Date.UTC(2026, 1, 4, 3, 50, 14, 250),
    durationMs: 4210,
    checks,
    summary: judged.summary,
    exitCode: exitCodeOf(judged, { failOn: 'fail' }),
    exitReason: exitReasonOf(judged, { failOn: 'fail' }),
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

/** Every status, hostile texts in every place, figures of every unit, instruments and expiries: what a format must survive. */
export function hostileReport(): VerifyReport {
  const text = `a|b "c" 'd' <e> & \\ # %0A ]]> --> {f} [g](h) \u0000\u001b[2J\r\n::error::\t\ud83d 📈 \u2028end`;
  const units = MEASUREMENT_UNITS.map((unit, index) => ({
    name: `size of ${unit}`,
    value: index + 0.1,
    unit,
  }));
  const checks = CHECK_STATUSES.flatMap((status, index) => [
    checkResult({
      id: `data.check-${status}`,
      group: index % 2 === 0 ? 'data' : 'feed <x>',
      status,
      severity: status === 'warn' ? 'warn' : 'fail',
      attempts: index,
      title: `${status} ${text}`,
      expected: text,
      observed: text,
      remedy: status === 'pass' ? '' : `curl "${text}"`,
      startedMs: index * 300,
      durationMs: 100 * index + 0.25,
      evidence: `hop   value\n${text}   1`,
      measurements: [
        ...units,
        { name: `odd ${text}`, value: 1e-7, unit: 'count' },
        { name: 'first tick', value: 80, unit: 'ms', limit: { kind: 'max', value: 500 } },
        { name: 'legs', value: 900, unit: 'count', limit: { kind: 'min', value: 1000 } },
        { name: 'age NIFTY', value: 120, unit: 'ms', limit: { kind: 'max', value: 100 } },
        {
          name: 'legs priced NIFTY 2026-02-10',
          value: 0.99,
          unit: 'share',
          limit: { kind: 'min', value: 0.95 },
        },
        {
          name: 'legs priced BANKNIFTY 2026-02-24',
          value: 0,
          unit: 'share',
          limit: { kind: 'min', value: 0.95 },
        },
      ],
    }),
  ]);
  return reportOf(checks, { target: text, suite: text });
}
