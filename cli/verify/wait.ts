/** `verify --wait`: looks again and again until everything is well or the time is up. */
import { SystemClock } from '#engine/adapters/system-clock.ts';
import type { Clock, Timers } from '#engine/ports.ts';
import { beforeDeadline, sleep } from '#engine/verify/before-deadline.ts';
import type { CheckResult, VerificationReport } from '#engine/verify/check.ts';
import { summaryOf } from '#engine/verify/run-checks.ts';
import { exitCodeOf } from '#engine/verify/verdict.ts';
import type { FailOn } from '#engine/verify/verdict.ts';
import { liveReport } from './once.ts';
import { reportOptions, verifyOnce } from './planned-verification.ts';
import type { PlannedVerification } from './planned-verification.ts';
import { reportVerification } from './target-verification.ts';

/** The mode: reports once it is healthy, or the last report at the deadline. */
export async function wait(planned: PlannedVerification): Promise<number> {
  const { wait: waitMs = 0, failOn, quiet } = planned.flags;
  const live = liveReport(planned, { mayRunAgain: true });
  const report = await waitUntilHealthy({
    clock: new SystemClock(),
    waitMs,
    failOn,
    look: () => verifyOnce(planned, live.begin()),
    say: (text) => {
      live.end();
      if (!quiet) process.stderr.write(`preopen: ${text}\n`);
    },
  });
  live.end();
  return reportVerification(report, reportOptions(planned));
}

/** Who is waited for, how long, and who hears of it. */
export interface Waiting {
  readonly clock: Clock & Timers;
  readonly waitMs: number;
  /** What counts as well: with `warn` no warning either. */
  readonly failOn: FailOn;
  readonly look: () => Promise<VerificationReport>;
  readonly say: (text: string) => void;
}

const PAUSE_MS_FIRST = 250;
const PAUSE_MS_MAX = 5_000;

/**
 * The report of the look that found everything well, or at the deadline the last one there is: a look that is still under way then
 * is left to itself, unless it is the first. The pause between looks doubles up to 5 s. `wait.healthy` in the report says how long
 * it took; it fails where checks still did, and judges nothing where nobody answered.
 */
export async function waitUntilHealthy(waiting: Waiting): Promise<VerificationReport> {
  const { clock, waitMs, failOn, look, say } = waiting;
  const startedAtMs = clock.nowMs();
  const deadlineAtMs = startedAtMs + waitMs;
  const tookMs = (): number => clock.nowMs() - startedAtMs;
  let report = await look();
  for (let looks = 1, pauseMs = PAUSE_MS_FIRST; ; looks += 1) {
    if (exitCodeOf(report, { failOn }) === 0)
      return withWaiting(report, { waitMs, looks, healthyAfterMs: tookMs() });
    say(`not healthy after ${seconds(tookMs())}, waiting: ${troubleOf(report, failOn)}`);
    const next = await lookAgain(waiting, deadlineAtMs, pauseMs);
    if (next === undefined) return withWaiting(report, { waitMs, looks, healthyAfterMs: undefined });
    report = next;
    pauseMs = Math.min(pauseMs * 2, PAUSE_MS_MAX);
  }
}

/** Another look after a pause; undefined when the deadline came first. */
async function lookAgain(
  { clock, look }: Waiting,
  deadlineAtMs: number,
  pauseMs: number,
): Promise<VerificationReport | undefined> {
  if (clock.nowMs() + pauseMs > deadlineAtMs) return undefined;
  await sleep(clock, pauseMs);
  return beforeDeadline(look(), clock, deadlineAtMs);
}

interface Waited {
  readonly waitMs: number;
  readonly looks: number;
  /** Undefined when it never was. */
  readonly healthyAfterMs: number | undefined;
}

function withWaiting({ checks, ...report }: VerificationReport, waited: Waited): VerificationReport {
  const all = [...checks, waitingResult(checks, waited)];
  return { ...report, checks: all, summary: summaryOf(all) };
}

function waitingResult(checks: readonly CheckResult[], waited: Waited): CheckResult {
  const { waitMs, looks, healthyAfterMs } = waited;
  const hasFailed = checks.some(({ status }) => status === 'fail' || status === 'warn');
  const unhealthy = hasFailed
    ? ({ status: 'fail', remedy: 'Mend the checks above, or give it longer: --wait.' } as const)
    : ({ status: 'skip', remedy: '' } as const);
  return {
    id: 'wait.healthy',
    title: 'Healthy in time',
    group: 'wait',
    severity: 'fail',
    tags: ['wait'],
    ...(healthyAfterMs === undefined ? unhealthy : { status: 'pass', remedy: '' }),
    expected: `every check passes within ${seconds(waitMs)}`,
    observed:
      healthyAfterMs === undefined
        ? `not in ${seconds(waitMs)}, ${looks} looks`
        : `healthy after ${seconds(healthyAfterMs)}, ${looks} ${looks === 1 ? 'look' : 'looks'}`,
    startedMs: 0,
    durationMs: healthyAfterMs ?? waitMs,
    attempts: looks,
    measurements:
      healthyAfterMs === undefined
        ? []
        : [
            {
              name: 'time to healthy',
              value: healthyAfterMs,
              unit: 'ms',
              limit: { kind: 'max', value: waitMs },
            },
          ],
  };
}

/** The first thing that is wrong. */
function troubleOf({ checks }: VerificationReport, failOn: FailOn): string {
  const wrong =
    checks.find(({ status }) => status === 'fail') ??
    checks.find(({ status }) => failOn === 'warn' && status === 'warn') ??
    checks.find(({ status, remedy }) => status === 'skip' && remedy !== '');
  return wrong === undefined ? 'nothing could be judged' : `${wrong.id}: ${wrong.observed}`;
}

function seconds(ms: number): string {
  return `${Math.round(ms / 100) / 10} s`;
}
