import type { CheckResult, CheckStatus, VerificationReport } from './check.ts';
import { listed } from './judgement.ts';

/** The least status that fails a run. */
export type FailOn = 'warn' | 'fail';

/** 0 ok, 1 a check failed, 3 inconclusive. */
export type VerifyExitCode = 0 | 1 | 3;

/**
 * The exit code of a verification. A failed check outranks an unreachable target (design decision 13), and a run that judged
 * nothing at all is inconclusive, never ok: one that only waits for what is pending is so too.
 */
export function exitCodeOf(
  report: Pick<VerificationReport, 'summary' | 'isInconclusive'>,
  options: { readonly failOn: FailOn },
): VerifyExitCode {
  const { pass, warn, fail } = report.summary;
  if (fail > 0 || (options.failOn === 'warn' && warn > 0)) return 1;
  return report.isInconclusive || pass + warn === 0 ? 3 : 0;
}

/** Whether a deployment that waits for the verdict goes on when nothing was proven. */
export type OnInconclusive = 'block' | 'allow';

/** Why a report proves nothing, the most telling first: who did not answer, else what was skipped or is still to come. */
export function inconclusiveReasons({ checks }: Pick<VerificationReport, 'checks'>): readonly string[] {
  const unanswered = checks.filter(({ status, remedy }) => status === 'skip' && remedy !== '');
  const unjudged = checks.filter(({ status }) => status === 'skip' || status === 'pending');
  const telling = unanswered.length > 0 ? unanswered : unjudged;
  return telling.map(({ id, observed }) => `${id}: ${observed}`);
}

/** Why the exit code is what it is, in words: `2 checks failed: token.valid, chain.complete`. */
export function exitReasonOf(
  report: Pick<VerificationReport, 'checks' | 'summary' | 'isInconclusive'>,
  options: { readonly failOn: FailOn },
): string {
  const { checks, summary } = report;
  switch (exitCodeOf(report, options)) {
    case 1:
      return summary.fail > 0
        ? `${counted(checks, 'fail')} failed: ${idsOf(checks, 'fail')}`
        : `${counted(checks, 'warn')} warned, which --fail-on warn counts as failed: ${idsOf(checks, 'warn')}`;
    case 3:
      return `inconclusive: ${listed(inconclusiveReasons(report), 2) || 'no check was run'}`;
    case 0:
      return summary.warn > 0
        ? `nothing failed, ${counted(checks, 'warn')} warned: ${idsOf(checks, 'warn')}`
        : `nothing failed, ${counted(checks, 'pass')} passed`;
  }
}

function having(checks: readonly CheckResult[], status: CheckStatus): readonly CheckResult[] {
  return checks.filter((check) => check.status === status);
}

function counted(checks: readonly CheckResult[], status: CheckStatus): string {
  const count = having(checks, status).length;
  return `${count} ${count === 1 ? 'check' : 'checks'}`;
}

function idsOf(checks: readonly CheckResult[], status: CheckStatus): string {
  return having(checks, status)
    .map(({ id }) => id)
    .join(', ');
}
