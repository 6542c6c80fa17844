import type { VerificationReport } from './check.ts';

/** The least status that fails a run. */
export type FailOn = 'warn' | 'fail';

/** 0 ok, 1 a check failed, 3 inconclusive. */
export type VerifyExitCode = 0 | 1 | 3;

/**
 * The exit code of a verification. A failed check outranks an unreachable target (design decision 13), and a run that judged
 * nothing at all is inconclusive, never ok: one that only waits for what is pending is so too.
 */
export function exitCodeOf(report: VerificationReport, options: { readonly failOn: FailOn }): VerifyExitCode {
  const { pass, warn, fail } = report.summary;
  if (fail > 0 || (options.failOn === 'warn' && warn > 0)) return 1;
  return report.isInconclusive || pass + warn === 0 ? 3 : 0;
}
