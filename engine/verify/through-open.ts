/** From before the open until a minute and a half after it: what is ready so far, what only the opening proves, the verdict. */
import { waitUntil } from '../cache/request-pacing.ts';
import { istTimeOfDay, MS_PER_SECOND } from '../market/ist-time.ts';
import { sessionPhase } from '../market/trading-session.ts';
import { InvariantError } from '../errors.ts';
import type { Clock, Timers } from '../ports.ts';
import { beforeDeadline } from './before-deadline.ts';
import { ProbeUnreachable } from './check.ts';
import type { CheckResult, Judgement, VerificationReport } from './check.ts';
import { judgeAuction, judgeFirstTicks, judgeLegs, judgeSource } from './opening-checks.ts';
import { openingCheck, openingSteps, pendingResult, spotsOf } from './opening-checks.ts';
import type { OpeningStep } from './opening-checks.ts';
import { openingOf } from './opening.ts';
import type { Opening } from './opening.ts';
import { restartOf, spokenRestart } from './restart.ts';
import type { Restart } from './restart.ts';
import { runChecks, summaryOf } from './run-checks.ts';
import { StatusHistory, isConsequence } from './status-history.ts';
import type { Turn } from './status-history.ts';
import type { BackendTarget } from './targets.ts';
import { exitCodeOf } from './verdict.ts';
import type { FailOn } from './verdict.ts';

/** How a backend is accompanied through the open. */
export interface ThroughOpenOptions {
  /** The target's own clock. */
  readonly clock: Clock & Timers;
  readonly failOn: FailOn;
  /** Runs the whole plan once, as patiently as the command line says unless told otherwise. */
  readonly look: (patience?: Patience) => Promise<VerificationReport>;
  /** Runs the part that may be asked every half minute. */
  readonly glance: () => Promise<VerificationReport>;
  /** A probe that has asked nothing yet and watches for `deadlineMs`. */
  readonly openBackend: (deadlineMs: number) => BackendTarget;
  /** How long one answer may take, in ms of the target: a target that runs fast forward has less time to answer. */
  readonly answerMs: () => number;
  readonly tell: (event: OpeningEvent) => void;
}

/** How long a look may take, in ms of the target. */
export interface Patience {
  /** For a price to move. */
  readonly movesMs: number;
  /** For one check in all. */
  readonly checkMs: number;
}

/** What is told while it happens; times in epoch ms of the target. */
export type OpeningEvent =
  | {
      /** The answer at once. */
      readonly kind: 'answer';
      readonly atMs: number;
      readonly isReady: boolean;
      readonly report: VerificationReport;
      readonly opening: Opening;
      /** Undefined where nothing is known of the backend's start. */
      readonly restart: Restart | undefined;
    }
  | {
      /** The last event: ready, not ready, or undefined where that could not be judged. */
      readonly kind: 'verdict';
      readonly atMs: number;
      readonly isReady: boolean | undefined;
      readonly restart: Restart | undefined;
    }
  | { readonly kind: 'proven'; readonly atMs: number; readonly result: CheckResult }
  | {
      readonly kind: 'turned';
      readonly atMs: number;
      readonly isReady: boolean;
      readonly turns: readonly Turn[];
    };

/** How often it is glanced at, and how often while it is away. */
const GLANCE_EVERY_MS = 30 * MS_PER_SECOND;
const GLANCE_EVERY_MS_AWAY = 2 * MS_PER_SECOND;
/** A step is judged so long after its moment, so that the backend had time to notice it. */
const SETTLE_MS = 5 * MS_PER_SECOND;
/** The first ticks are waited for until the last look begins. */
const FIRST_TICK_MS_MAX = 60 * MS_PER_SECOND;
const LAST_LOOK_MS_MIN = 10 * MS_PER_SECOND;

/**
 * The final report: the whole plan after the open, and every step of the opening. A step that was missed, because the run began after
 * it or nobody answered, is no pass: where it is a main question the report is inconclusive.
 */
export async function verifyThroughOpen(options: ThroughOpenOptions): Promise<VerificationReport> {
  const { clock } = options;
  const opening = openingOf(clock.nowMs());
  if (!opening) return withoutSession(await options.look(), clock.nowMs());
  return new OpeningRun(options, opening).run();
}

function withoutSession(report: VerificationReport, nowMs: number): VerificationReport {
  const { reason, opensAtMs } = sessionPhase('NSE', nowMs);
  const next =
    opensAtMs === undefined
      ? ''
      : `; the next session opens at ${istTimeOfDay(opensAtMs)} IST of another day`;
  const result: CheckResult = {
    ...pendingResult({
      id: 'open.session',
      title: 'A session opens today',
      atMs: nowMs,
      asks: 'a session that is still to open or on',
      isMainQuestion: true,
    }),
    status: 'skip',
    expected: "a session of the target's day that is still to open, or on",
    observed: `NSE is ${reason}${next}`,
    remedy: 'Run it before the open of a trading day: preopen calendar lists them.',
  };
  return sumUp(report, [...report.checks, result], true);
}

/** One run through an opening. */
class OpeningRun {
  readonly #options: ThroughOpenOptions;
  readonly #opening: Opening;
  readonly #history = new StatusHistory();
  readonly #results = new Map<string, CheckResult>();
  readonly #startedAtMs: number;
  #isReady = false;
  #awaySinceMs: number | undefined;
  readonly #outages: { readonly fromMs: number; readonly toMs: number }[] = [];

  constructor(options: ThroughOpenOptions, opening: Opening) {
    this.#options = options;
    this.#opening = opening;
    this.#startedAtMs = options.clock.nowMs();
  }

  async run(): Promise<VerificationReport> {
    const { clock, look, openBackend } = this.#options;
    const { openAtMs, auctionAtMs, matchedAtMs, liveByMs, verdictByMs } = this.#opening;
    const first = await look();
    this.#isReady = this.#isWell(first);
    this.#history.look(first, clock.nowMs());
    const spots = await answered(() => spotsOf(openBackend(0)), new Map<string, number>());
    await this.#answer(first);
    if (auctionAtMs !== undefined) await this.#step('open.auction', auctionAtMs, () => this.#stands());
    if (matchedAtMs !== undefined)
      await this.#step('open.matched', matchedAtMs, async (target) =>
        judgeAuction(spots, await spotsOf(target)),
      );
    await this.#armUntil(openAtMs);
    const watchMs = Math.max(liveByMs - clock.nowMs(), FIRST_TICK_MS_MAX / 3);
    const target = openBackend(watchMs);
    await this.#judge('open.first-tick', target, judgeFirstTicks, watchMs);
    await this.#judge('open.legs-follow', target, judgeLegs);
    await this.#armUntil(liveByMs);
    await this.#judge('open.live', openBackend(0), judgeSource);
    const leftMs = Math.max(verdictByMs - clock.nowMs() - SETTLE_MS, LAST_LOOK_MS_MIN);
    return this.#sumUp(await look({ movesMs: leftMs, checkMs: leftMs }));
  }

  async #answer(report: VerificationReport): Promise<void> {
    const { clock, tell } = this.#options;
    tell({
      kind: 'answer',
      atMs: clock.nowMs(),
      isReady: this.#isReady,
      report: sumUp(report, [...report.checks, ...this.#stepResults()], report.isInconclusive),
      opening: this.#opening,
      restart: await this.#restart(),
    });
  }

  /** Waits for the moment and judges; a moment that was over when the run began stays unjudged. */
  async #step(id: string, atMs: number, run: (target: BackendTarget) => Promise<Judgement>): Promise<void> {
    if (this.#startedAtMs > atMs + SETTLE_MS) {
      const observed = `not judged: the run began at ${istTimeOfDay(this.#startedAtMs)} IST, after it`;
      this.#results.set(id, { ...pendingResult(this.#stepOf(id)), status: 'skip', observed });
      return;
    }
    await this.#armUntil(atMs + SETTLE_MS);
    await this.#judge(id, this.#options.openBackend(0), run);
  }

  /** `watchMs`: how long the check watches before it judges. */
  async #judge(
    id: string,
    target: BackendTarget,
    run: (target: BackendTarget) => Promise<Judgement>,
    watchMs = 0,
  ): Promise<void> {
    const { clock, tell, answerMs } = this.#options;
    const startedMs = clock.nowMs() - this.#startedAtMs;
    const timeoutMs = watchMs + answerMs();
    const { checks } = await runChecks([openingCheck(this.#stepOf(id), run)], target, clock, { timeoutMs });
    const result = { ...checks[0]!, startedMs };
    this.#results.set(id, result);
    tell({ kind: 'proven', atMs: clock.nowMs(), result });
  }

  /** Glances at the backend until the moment comes, and tells what turned. */
  async #armUntil(atMs: number): Promise<void> {
    const { clock } = this.#options;
    for (;;) {
      const everyMs = this.#awaySinceMs === undefined ? GLANCE_EVERY_MS : GLANCE_EVERY_MS_AWAY;
      await waitUntil(clock, Math.min(clock.nowMs() + everyMs, atMs));
      if (clock.nowMs() >= atMs) return;
      const report = await beforeDeadline(this.#options.glance(), clock, atMs);
      if (report) this.#seen(report);
    }
  }

  #seen(report: VerificationReport): void {
    const { clock, tell } = this.#options;
    const atMs = clock.nowMs();
    if (report.isInconclusive) this.#awaySinceMs ??= atMs;
    else if (this.#awaySinceMs !== undefined && this.#isWell(report)) {
      this.#outages.push({ fromMs: this.#awaySinceMs, toMs: atMs });
      this.#awaySinceMs = undefined;
    }
    const turns = this.#history.look(report, atMs).filter(({ result }) => !isConsequence(result));
    if (turns.length === 0) return;
    this.#isReady = this.#isWell(report);
    tell({ kind: 'turned', atMs, isReady: this.#isReady, turns });
  }

  /** What a glance says as one judgement. */
  async #stands(): Promise<Judgement> {
    const expected = 'the backend answers, is healthy and its cache is filled';
    const report = await this.#options.glance();
    this.#seen(report);
    const wrong = report.checks.filter(({ status }) => status === 'fail');
    if (wrong.length > 0)
      return {
        status: 'fail',
        expected,
        observed: wrong.map(({ id, observed }) => `${id}: ${observed}`).join('; '),
        remedy: wrong[0]!.remedy,
      };
    const silent = report.checks.find(({ status, attempts }) => status === 'skip' && attempts > 0);
    if (report.isInconclusive)
      throw new ProbeUnreachable(silent?.observed ?? 'nobody answers', silent?.remedy ?? '');
    return { status: 'pass', expected, observed: `it stands: ${report.summary.pass} checks pass` };
  }

  async #sumUp(last: VerificationReport): Promise<VerificationReport> {
    const main = openingSteps(this.#opening).filter(({ isMainQuestion }) => isMainQuestion);
    const isOpenQuestion = main.some(({ id }) => isUnjudged(this.#results.get(id)));
    const restart = await this.#restart();
    const checks = [...last.checks, ...this.#stepResults(), this.#stood(restart)];
    const report = sumUp(last, checks, last.isInconclusive || isOpenQuestion);
    const { clock, tell } = this.#options;
    const exitCode = exitCodeOf(report, this.#options);
    tell({
      kind: 'verdict',
      atMs: clock.nowMs(),
      isReady: exitCode === 3 ? undefined : exitCode === 0,
      restart,
    });
    return report;
  }

  #stepResults(): readonly CheckResult[] {
    return openingSteps(this.#opening).map((step) => this.#results.get(step.id) ?? pendingResult(step));
  }

  #stepOf(id: string): OpeningStep {
    const step = openingSteps(this.#opening).find((known) => known.id === id);
    if (!step) throw new InvariantError(`${id} is no step of this opening`);
    return step;
  }

  /** Whether it was there all the time, with what is known of its start. */
  #stood(restart: Restart | undefined): CheckResult {
    const from = istTimeOfDay(this.#startedAtMs);
    const away = this.#outages.map(({ fromMs, toMs }) => `${istTimeOfDay(fromMs)} to ${istTimeOfDay(toMs)}`);
    const was =
      away.length === 0 ? `it was, since ${from} IST` : `it was away from ${away.join(' IST and ')} IST`;
    return {
      id: 'open.stood',
      title: 'The backend was there all the time',
      group: 'open',
      severity: 'warn',
      tags: ['open'],
      status: away.length === 0 ? 'pass' : 'warn',
      expected: `an answer whenever it was glanced at since ${from} IST`,
      observed: restart === undefined ? was : `${was}; ${spokenRestart(restart)}`,
      remedy: away.length === 0 ? '' : "Read the backend's log of that time.",
      startedMs: 0,
      durationMs: this.#options.clock.nowMs() - this.#startedAtMs,
      attempts: 1,
      measurements:
        restart === undefined ? [] : [{ name: 'cold start', value: restart.coldStartMs, unit: 'ms' }],
    };
  }

  #restart(): Promise<Restart | undefined> {
    return answered(() => restartOf(this.#options.openBackend(0), this.#opening.openAtMs), undefined);
  }

  #isWell(report: VerificationReport): boolean {
    return exitCodeOf(report, this.#options) === 0;
  }
}

function isUnjudged(result: CheckResult | undefined): boolean {
  return result === undefined || result.status === 'skip' || result.status === 'pending';
}

/** What was asked for, or the other value where nobody answers. */
async function answered<T>(question: () => Promise<T>, otherwise: T): Promise<T> {
  try {
    return await question();
  } catch (error) {
    if (error instanceof ProbeUnreachable) return otherwise;
    throw error;
  }
}

function sumUp(
  report: VerificationReport,
  checks: readonly CheckResult[],
  isInconclusive: boolean,
): VerificationReport {
  return { ...report, checks, summary: summaryOf(checks), isInconclusive };
}
