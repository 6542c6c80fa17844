import { expect, test } from 'vitest';
import { exitCodeOf, exitReasonOf } from '#engine/verify/verdict.ts';
import type { VerificationReport } from '#engine/verify/check.ts';
import { checkResult } from '../../cli/reporters/sample-report.ts';

function reportOf(
  summary: Partial<VerificationReport['summary']>,
  isInconclusive = false,
): Pick<VerificationReport, 'checks' | 'summary' | 'isInconclusive'> {
  return {
    checks: [],
    summary: { pass: 0, warn: 0, fail: 0, skip: 0, pending: 0, ...summary },
    isInconclusive,
  };
}

test('all passed is 0, and a skipped check does not spoil it', () => {
  expect(exitCodeOf(reportOf({ pass: 3, skip: 2 }), { failOn: 'fail' })).toBe(0);
});

test('a warning fails the run only when asked to', () => {
  expect(exitCodeOf(reportOf({ pass: 3, warn: 1 }), { failOn: 'fail' })).toBe(0);
  expect(exitCodeOf(reportOf({ pass: 3, warn: 1 }), { failOn: 'warn' })).toBe(1);
});

test('an unreachable target is 3, and a failed check outranks it', () => {
  expect(exitCodeOf(reportOf({ pass: 3, skip: 1 }, true), { failOn: 'fail' })).toBe(3);
  expect(exitCodeOf(reportOf({ pass: 3, fail: 1, skip: 1 }, true), { failOn: 'fail' })).toBe(1);
});

test('a run that judged nothing is inconclusive, not ok', () => {
  expect(exitCodeOf(reportOf({}), { failOn: 'fail' })).toBe(3);
  expect(exitCodeOf(reportOf({ skip: 4 }), { failOn: 'fail' })).toBe(3);
});

test('the reason names what failed, what warned, or why nothing was judged', () => {
  const checks = [
    checkResult({ id: 'a', status: 'fail' }),
    checkResult({ id: 'b', status: 'fail' }),
    checkResult({ id: 'c', status: 'warn' }),
    checkResult({ id: 'd', status: 'skip', observed: 'nobody answers' }),
    checkResult({ id: 'e' }),
  ];
  const having = (
    summary: Partial<VerificationReport['summary']>,
    options: { readonly failOn?: 'warn'; readonly isInconclusive?: boolean } = {},
  ): string =>
    exitReasonOf(
      { ...reportOf(summary, options.isInconclusive), checks },
      { failOn: options.failOn ?? 'fail' },
    );
  expect(having({ fail: 2, warn: 1 })).toBe('2 checks failed: a, b');
  expect(having({ warn: 1, pass: 1 }, { failOn: 'warn' })).toBe(
    '1 check warned, which --fail-on warn counts as failed: c',
  );
  expect(having({ pass: 1, skip: 1 }, { isInconclusive: true })).toBe('inconclusive: d: nobody answers');
  expect(exitReasonOf({ ...reportOf({}), checks: [] }, { failOn: 'fail' })).toBe(
    'inconclusive: no check was run',
  );
  expect(having({ pass: 1, warn: 1 })).toBe('nothing failed, 1 check warned: c');
  expect(having({ pass: 1 })).toBe('nothing failed, 1 check passed');
});
