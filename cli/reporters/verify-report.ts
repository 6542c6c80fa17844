import type { CheckResult, Measurement, VerificationReport } from '#engine/verify/check.ts';
import { redactSecrets } from '#engine/verify/redact.ts';

/** A finished verification as a reporter needs it: what was judged, the verdicts, and the exit code that follows from them. */
export interface VerifyReport {
  /** Version of preopen. */
  readonly version: string;
  /** What was verified, in the words of the command line; never a secret. */
  readonly target: string;
  readonly suite: string;
  /** By the clock of the run, which is the scenario's where that is virtual. */
  readonly startedAtMs: number;
  readonly durationMs: number;
  readonly checks: readonly CheckResult[];
  readonly summary: VerificationReport['summary'];
  /** Who was called over the network, and how often. */
  readonly calls?: VerificationReport['calls'];
  readonly exitCode: number;
  /** Why the exit code is what it is, in words. */
  readonly exitReason: string;
}

/** Checks of one group, in the report's order. */
export interface CheckGroup {
  readonly name: string;
  readonly checks: readonly CheckResult[];
}

/** The groups by first appearance. */
export function groupsOf(checks: readonly CheckResult[]): readonly CheckGroup[] {
  const groups = new Map<string, CheckResult[]>();
  for (const check of checks) {
    const group = groups.get(check.group);
    if (group) group.push(check);
    else groups.set(check.group, [check]);
  }
  return [...groups].map(([name, members]) => ({ name, checks: members }));
}

/**
 * What fails a run in which no check failed: nobody answered, nothing was judged, or warnings count. Formats whose readers look at checks
 * alone show it as a case of its own, lest such a run reads as green. Undefined when the checks say it all.
 */
export function failureBesideChecks({ exitCode, exitReason, summary }: VerifyReport): string | undefined {
  return exitCode !== 0 && summary.fail === 0 ? exitReason : undefined;
}

/** `1 failed, 21 passed, 0 warned, 2 skipped`; what is pending only when something is. */
export function spokenCounts({ pass, warn, fail, skip, pending }: VerifyReport['summary']): string {
  const waiting = pending > 0 ? `, ${pending} pending` : '';
  return `${fail} failed, ${pass} passed, ${warn} warned, ${skip} skipped${waiting}`;
}

/** Masks every text of the report: what looks like a secret, and the `secrets` themselves. */
export function redactedReport(report: VerifyReport, secrets: readonly string[] = []): VerifyReport {
  return {
    ...report,
    target: redactSecrets(report.target, secrets),
    suite: redactSecrets(report.suite, secrets),
    exitReason: redactSecrets(report.exitReason, secrets),
    checks: report.checks.map((check) => redactedCheck(check, secrets)),
  };
}

export function redactedCheck(check: CheckResult, secrets: readonly string[] = []): CheckResult {
  const shown = (text: string): string => redactSecrets(text, secrets);
  return {
    ...check,
    title: shown(check.title),
    expected: shown(check.expected),
    observed: shown(check.observed),
    remedy: shown(check.remedy),
    ...(check.seenFrom === undefined ? {} : { seenFrom: shown(check.seenFrom) }),
    ...(check.evidence === undefined ? {} : { evidence: shown(check.evidence) }),
    measurements: check.measurements.map((measurement) => ({
      ...measurement,
      name: shown(measurement.name),
    })),
    ...(check.evidence === undefined ? {} : { evidence: shown(check.evidence) }),
  };
}

/** Whether the figure is on the wrong side of its limit. */
export function isBeyondLimit({ value, limit }: Measurement): boolean {
  if (limit === undefined) return false;
  return limit.kind === 'max' ? value > limit.value : value < limit.value;
}

/** The lines of a check's evidence, aligned as they are; none without it. */
export function evidenceLines({ evidence }: CheckResult): readonly string[] {
  return evidence === undefined
    ? []
    : evidence.split(/\r?\n/).map((line) => line.replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, ' ').trimEnd());
}

/** Control characters in an answer must not move a cursor, end a line or break a table. */
export function oneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim();
}
