import { InvariantError } from '../errors.ts';
import type { Clock } from '../ports.ts';
import { ProbeUnreachable } from './check.ts';
import type { Check, CheckResult, Judgement, VerificationReport } from './check.ts';
import { redactSecrets } from './redact.ts';

/**
 * Runs the checks one after another, in the given order, and sums them up. Durations are counted on `clock`.
 *
 * - A check whose dependency did not pass (or warn) is not run: `skip`, "skipped: chain.complete did not pass".
 * - A probe that cannot reach its target (ProbeUnreachable) judged nothing, so its check is `skip`, never `fail`; the report is
 *   inconclusive and its dependents are skipped.
 * - Any other error is a mistake in a check or a probe and rejects.
 *
 * Every text is masked here once more, whatever a probe let through.
 */
export async function runChecks<Targets>(
  checks: readonly Check<Targets>[],
  targets: Targets,
  clock: Clock,
): Promise<VerificationReport> {
  const results = new Map<string, CheckResult>();
  let isInconclusive = false;
  for (const check of checks) {
    const blocker = firstUnmetDependency(check, results);
    const startedAtMs = clock.nowMs();
    const outcome = blocker === undefined ? await outcomeOf(check, targets) : skippedBy(blocker);
    isInconclusive ||= outcome.isUnreachable;
    results.set(check.id, resultOf(check, outcome.judgement, clock.nowMs() - startedAtMs));
  }
  const all = [...results.values()];
  return { checks: all, summary: summaryOf(all), isInconclusive };
}

interface Outcome {
  readonly judgement: Judgement;
  readonly isUnreachable: boolean;
}

function firstUnmetDependency<Targets>(
  check: Check<Targets>,
  results: ReadonlyMap<string, CheckResult>,
): string | undefined {
  if (results.has(check.id)) throw new InvariantError(`two checks are called ${check.id}`);
  return check.dependsOn.find((id) => {
    const dependency = results.get(id);
    if (!dependency) throw new InvariantError(`${check.id} depends on ${id}, which did not run before it`);
    return dependency.status !== 'pass' && dependency.status !== 'warn';
  });
}

async function outcomeOf<Targets>(check: Check<Targets>, targets: Targets): Promise<Outcome> {
  try {
    return { judgement: await check.run(targets), isUnreachable: false };
  } catch (error) {
    if (!(error instanceof ProbeUnreachable)) throw error;
    return { judgement: unreachable(error), isUnreachable: true };
  }
}

function unreachable(error: ProbeUnreachable): Judgement {
  return {
    status: 'skip',
    expected: 'the target answers',
    observed: `unreachable, nothing was judged: ${error.message}`,
    remedy: error.remedy,
  };
}

function skippedBy(dependency: string): Outcome {
  const judgement: Judgement = {
    status: 'skip',
    expected: `${dependency} passes first`,
    observed: `skipped: ${dependency} did not pass`,
  };
  return { judgement, isUnreachable: false };
}

function resultOf<Targets>(check: Check<Targets>, judgement: Judgement, durationMs: number): CheckResult {
  return {
    id: check.id,
    title: check.title,
    group: check.group,
    status: judgement.status,
    expected: redactSecrets(judgement.expected),
    observed: redactSecrets(judgement.observed),
    remedy: redactSecrets(judgement.remedy ?? ''),
    durationMs,
  };
}

function summaryOf(results: readonly CheckResult[]): VerificationReport['summary'] {
  const count = (status: CheckResult['status']): number =>
    results.filter((result) => result.status === status).length;
  return { pass: count('pass'), warn: count('warn'), fail: count('fail'), skip: count('skip') };
}
