import { expect, test } from 'vitest';
import type { VerificationReport } from '#engine/verify/check.ts';
import { exitCodeOf } from '#engine/verify/verdict.ts';

function reportOf(
  summary: Partial<VerificationReport['summary']>,
  isInconclusive = false,
): VerificationReport {
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
