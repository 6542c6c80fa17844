import { InvariantError } from '../errors.ts';
import type { Clock, Timers } from '../ports.ts';
import { dependencyFault } from './check-order.ts';
import { ProbeUnreachable } from './check.ts';
import type { Check, CheckResult, CheckStatus, Judgement, VerificationReport } from './check.ts';
import { redactSecrets } from './redact.ts';
import { Slots } from './slots.ts';

/** Who is told of a run while it is under way. */
export interface RunListener {
  /** Called when a check begins to be tried. */
  readonly onStart?: (check: { readonly id: string; readonly title: string }) => void;
  /** Called as results come, which is not the order of the report. */
  readonly onResult?: (result: CheckResult) => void;
}

/** How a list of checks is run, and who is told of it. */
export interface RunOptions extends RunListener {
  /** How many checks may be under way at once; 8 unless given. */
  readonly concurrencyMax?: number;
  /** How long one try of a check may take that does not say so itself; 120 s unless given. */
  readonly timeoutMs?: number;
  /** What no text of a report may hold, besides what looks like a secret. */
  readonly secrets?: readonly string[];
}

const CONCURRENCY_MAX = 8;
const TIMEOUT_MS = 120_000;

/**
 * Runs the checks, those that wait for nothing side by side, and sums them up in the order given. Times are counted on `clock`.
 *
 * - A check whose dependency did not pass (or warn) is not run: `skip`, "skipped: chain.complete did not pass".
 * - A probe that cannot reach its target (ProbeUnreachable) judged nothing, so its check is `skip`, never `fail`; the report is
 *   inconclusive and its dependents are skipped.
 * - A check that fails, finds nobody or is not done in time is tried again as often as its `retry` says.
 * - A failure of a check whose severity is `warn` is a warning.
 * - Any other error is a mistake in a check or a probe and rejects.
 *
 * Every text is masked here once more, whatever a probe let through.
 */
export async function runChecks<Targets>(
  checks: readonly Check<Targets>[],
  targets: Targets,
  clock: Clock & Timers,
  options: RunOptions = {},
): Promise<VerificationReport> {
  const fault = dependencyFault(checks);
  if (fault !== undefined) throw new InvariantError(fault);
  const startedAtMs = clock.nowMs();
  const run = new Run(targets, clock, options);
  const outcomes = await Promise.all(checks.map((check) => run.outcomeOf(check, checks)));
  const results = outcomes.map(({ result }) => result);
  return {
    checks: results,
    summary: summaryOf(results),
    isInconclusive: outcomes.some(({ isUnreachable }) => isUnreachable),
    startedAtMs,
    durationMs: clock.nowMs() - startedAtMs,
  };
}

/** The count of every status. */
export function summaryOf(results: readonly CheckResult[]): VerificationReport['summary'] {
  const count = (status: CheckStatus): number => results.filter((result) => result.status === status).length;
  return {
    pass: count('pass'),
    warn: count('warn'),
    fail: count('fail'),
    skip: count('skip'),
    pending: count('pending'),
  };
}

interface Outcome {
  readonly result: CheckResult;
  readonly isUnreachable: boolean;
}

interface Attempt {
  readonly judgement: Judgement;
  readonly isUnreachable: boolean;
}

/** One run over its targets: every check is started once, whoever asks for it first. */
class Run<Targets> {
  readonly #targets: Targets;
  readonly #clock: Clock & Timers;
  readonly #options: RunOptions;
  readonly #slots: Slots;
  readonly #startedAtMs: number;
  readonly #outcomes = new Map<string, Promise<Outcome>>();

  constructor(targets: Targets, clock: Clock & Timers, options: RunOptions) {
    this.#targets = targets;
    this.#clock = clock;
    this.#options = options;
    this.#slots = new Slots(options.concurrencyMax ?? CONCURRENCY_MAX);
    this.#startedAtMs = clock.nowMs();
  }

  outcomeOf(check: Check<Targets>, all: readonly Check<Targets>[]): Promise<Outcome> {
    const known = this.#outcomes.get(check.id);
    if (known) return known;
    const outcome = this.#judge(check, all);
    this.#outcomes.set(check.id, outcome);
    return outcome;
  }

  async #judge(check: Check<Targets>, all: readonly Check<Targets>[]): Promise<Outcome> {
    const dependencies = all.filter(({ id }) => check.dependsOn.includes(id));
    const before = await Promise.all(dependencies.map((dependency) => this.outcomeOf(dependency, all)));
    const blocker = check.dependsOn.find((id) => !isPassed(before.find(({ result }) => result.id === id)));
    const outcome =
      blocker === undefined ? await this.#slots.run(() => this.#tried(check)) : this.#skipped(check, blocker);
    this.#options.onResult?.(outcome.result);
    return outcome;
  }

  async #tried(check: Check<Targets>): Promise<Outcome> {
    this.#options.onStart?.(check);
    const startedMs = this.#elapsedMs();
    const triesMax = 1 + (check.retry?.times ?? 0);
    let attempt = await this.#try(check);
    let attempts = 1;
    for (; attempts < triesMax && isWorthAnother(attempt); attempts += 1) {
      await this.#sleep(check.retry?.everyMs ?? 0);
      attempt = await this.#try(check);
    }
    const result = this.#resultOf(check, attempt.judgement, {
      startedMs,
      durationMs: this.#elapsedMs() - startedMs,
      attempts,
    });
    return { result, isUnreachable: attempt.isUnreachable };
  }

  async #try(check: Check<Targets>): Promise<Attempt> {
    const limitMs = check.timeoutMs ?? this.#options.timeoutMs ?? TIMEOUT_MS;
    const { promise: late, resolve } = Promise.withResolvers<Attempt>();
    const timer = this.#clock.at(this.#clock.nowMs() + limitMs, () => resolve(tooLate(limitMs)));
    try {
      const judged = check.run(this.#targets).then((judgement) => ({ judgement, isUnreachable: false }));
      return await Promise.race([judged, late]);
    } catch (error) {
      if (!(error instanceof ProbeUnreachable)) throw error;
      return { judgement: unreachable(error), isUnreachable: true };
    } finally {
      timer.cancel();
    }
  }

  #skipped(check: Check<Targets>, dependency: string): Outcome {
    const judgement: Judgement = {
      status: 'skip',
      expected: `${dependency} passes first`,
      observed: `skipped: ${dependency} did not pass`,
    };
    const times = { startedMs: this.#elapsedMs(), durationMs: 0, attempts: 0 };
    return { result: this.#resultOf(check, judgement, times), isUnreachable: false };
  }

  #resultOf(
    { id, title, group, severity = 'fail', tags = [] }: Check<Targets>,
    judgement: Judgement,
    times: Pick<CheckResult, 'startedMs' | 'durationMs' | 'attempts'>,
  ): CheckResult {
    const shown = (text: string): string => redactSecrets(text, this.#options.secrets);
    return {
      id,
      title,
      group,
      severity,
      tags,
      status: judgement.status === 'fail' ? severity : judgement.status,
      expected: shown(judgement.expected),
      observed: shown(observedFrom(judgement)),
      remedy: shown(judgement.remedy ?? ''),
      ...times,
      measurements: judgement.measurements ?? [],
      ...(judgement.evidence === undefined ? {} : { evidence: shown(judgement.evidence) }),
      ...(judgement.seenFrom === undefined ? {} : { seenFrom: shown(judgement.seenFrom) }),
    };
  }

  #elapsedMs(): number {
    return this.#clock.nowMs() - this.#startedAtMs;
  }

  #sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.#clock.at(this.#clock.nowMs() + ms, resolve);
    });
  }
}

function observedFrom({ observed, seenFrom }: Judgement): string {
  return seenFrom === undefined ? observed : `${observed}; seen from: ${seenFrom}`;
}

function isPassed(outcome: Outcome | undefined): boolean {
  return outcome?.result.status === 'pass' || outcome?.result.status === 'warn';
}

function isWorthAnother({ judgement, isUnreachable }: Attempt): boolean {
  return isUnreachable || judgement.status === 'fail';
}

function tooLate(limitMs: number): Attempt {
  const judgement: Judgement = {
    status: 'fail',
    expected: `a verdict within ${limitMs / 1000} s`,
    observed: `none came in ${limitMs / 1000} s: the target answers too slowly, or stopped in the middle`,
    remedy: 'Ask the target yourself, or give the check more time: timeout in the suite.',
  };
  return { judgement, isUnreachable: false };
}

function unreachable(error: ProbeUnreachable): Judgement {
  return {
    status: 'skip',
    expected: 'the target answers',
    observed: `unreachable, nothing was judged: ${error.message}`,
    remedy: error.remedy,
  };
}
