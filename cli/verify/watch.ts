/** `verify --watch`: looks again and again and tells what turned. */
import { SystemClock } from '#engine/adapters/system-clock.ts';
import { ConfigError } from '#engine/errors.ts';
import { istTimeOfDay } from '#engine/market/ist-time.ts';
import type { Clock, Timers } from '#engine/ports.ts';
import type { CheckStatus, VerificationReport } from '#engine/verify/check.ts';
import { StatusHistory, isConsequence } from '#engine/verify/status-history.ts';
import type { Turn } from '#engine/verify/status-history.ts';
import { exitCodeOf } from '#engine/verify/verdict.ts';
import type { FailOn, VerifyExitCode } from '#engine/verify/verdict.ts';
import { spokenTrend } from '#engine/verify/declared/usage.ts';
import type { UsageHistory } from '#engine/verify/declared/usage.ts';
import { isColoured } from '../reporters/colour.ts';
import { painter } from '../reporters/paint.ts';
import type { Paint } from '../reporters/paint.ts';
import { reportOptions, verifyOnce } from './planned-verification.ts';
import type { PlannedVerification } from './planned-verification.ts';
import { gated, writeVerification } from './target-verification.ts';
import { beforeDeadline, sleep } from '#engine/verify/before-deadline.ts';

/** What turns is told on stdout, so a report of another format needs a file of its own, written anew after each look. */
export async function watch(planned: PlannedVerification): Promise<number> {
  const { watch: everyMs = 0, watchFor, failOn, format, onInconclusive } = planned.flags;
  const onStdout = format.find((report) => report.path === undefined && report.format !== 'pretty');
  if (onStdout)
    throw new ConfigError(
      `verify --watch -f ${onStdout.format}: expected a file, was stdout, where changes are printed. Give it one: -f ${onStdout.format}:FILE.`,
    );
  const files = { ...reportOptions(planned), format: format.filter(({ path }) => path !== undefined) };
  const watched = await watchTargets({
    clock: new SystemClock(),
    everyMs,
    forMs: watchFor,
    failOn,
    paint: painter(isColoured(planned.flags)),
    look: () => verifyOnce(planned),
    usage: planned.usage,
    onReport: (report) => writeVerification(report, files),
    print: (line) => void process.stdout.write(`${line}\n`),
  });
  process.stdout.write(`${spokenWatch(watched)}\n`);
  return gated(watched.report, { failOn, onInconclusive });
}

/** What is watched, how often and how long, and who hears of it. */
export interface Watching {
  readonly clock: Clock & Timers;
  /** From the end of a look to the next one. */
  readonly everyMs: number;
  /** For ever unless given. */
  readonly forMs?: number | undefined;
  readonly failOn: FailOn;
  readonly paint: Paint;
  readonly look: () => Promise<VerificationReport>;
  /** What the looks found of memory and processors; told after each. */
  readonly usage?: UsageHistory;
  /** Called after each look, to write reports into files. */
  readonly onReport?: (report: VerificationReport) => Promise<unknown>;
  /** One line of what turned. */
  readonly print: (line: string) => void;
}

/** The worst look there was: its report, when, and what it comes to. */
export interface Watched {
  readonly looks: number;
  readonly report: VerificationReport;
  readonly atMs: number;
  readonly exitCode: VerifyExitCode;
}

const SEVERITY: readonly VerifyExitCode[] = [0, 3, 1];

/**
 * Resolves at the end of `forMs` with the worst look; one that is under way then does not count, unless it is the first. The
 * first look prints what is not well and the counts, the later ones what turned and since when it had been otherwise.
 */
export async function watchTargets(watching: Watching): Promise<Watched> {
  const { clock, everyMs, failOn, look } = watching;
  const endsAtMs = clock.nowMs() + (watching.forMs ?? Number.POSITIVE_INFINITY);
  const history = new StatusHistory();
  let watched: Watched | undefined;
  for (let looks = 1; ; looks += 1) {
    const report = watched === undefined ? await look() : await withinTime(look(), clock, endsAtMs);
    if (watched !== undefined && report === undefined) return watched;
    const seen = report!;
    const atMs = clock.nowMs();
    for (const line of linesOf(
      history.look(seen, atMs),
      { atMs, isFirst: looks === 1, report: seen },
      watching.paint,
    ))
      watching.print(line);
    for (const line of usageLines(watching.usage, atMs)) watching.print(line);
    await watching.onReport?.(seen);
    watched = worse(watched, { looks, report: seen, atMs, exitCode: exitCodeOf(seen, { failOn }) });
    if (clock.nowMs() + everyMs > endsAtMs) {
      await sleep(clock, Math.max(0, endsAtMs - clock.nowMs()));
      return watched;
    }
    await sleep(clock, everyMs);
  }
}

/** `watched 20 looks: the worst at 09:16:40 IST, 1 failed: backend.moves` */
export function spokenWatch({ looks, report, atMs, exitCode }: Watched): string {
  const { fail, warn } = report.summary;
  const wrong = report.checks.filter(({ status }) => status === 'fail' || status === 'warn');
  if (exitCode === 0 && wrong.length === 0) return `watched ${looks} looks: all of them well`;
  const what = wrong.length > 0 ? `: ${wrong.map(({ id }) => id).join(', ')}` : ': nothing could be judged';
  return `watched ${looks} looks: the worst at ${istTimeOfDay(atMs)} IST, ${fail} failed, ${warn} warned${what}`;
}

function withinTime<T>(work: Promise<T>, clock: Clock & Timers, endsAtMs: number): Promise<T | undefined> {
  return endsAtMs === Number.POSITIVE_INFINITY ? work : beforeDeadline(work, clock, endsAtMs);
}

function worse(before: Watched | undefined, now: Watched): Watched {
  if (before === undefined) return now;
  const isWorse = SEVERITY.indexOf(now.exitCode) > SEVERITY.indexOf(before.exitCode);
  return { ...(isWorse ? now : before), looks: now.looks };
}

/** The lines of one look; what only waits for another check is counted, not listed. */
function linesOf(
  turns: readonly Turn[],
  look: { readonly atMs: number; readonly isFirst: boolean; readonly report: VerificationReport },
  paint: Paint,
): string[] {
  const time = `${istTimeOfDay(look.atMs)} IST`;
  const news = turns.filter(({ result }) => !isConsequence(result));
  const told = look.isFirst ? news.filter(({ result }) => result.status !== 'pass') : news;
  const waiting = turns.length - news.length;
  const idColumns = Math.max(0, ...told.map(({ result }) => result.id.length));
  const lines = told.flatMap((turn) => turnLines(turn, { time, idColumns, paint }));
  const skipped =
    waiting > 0 && !look.isFirst ? [`${time}  ${paint.status('skip')}  ${waiting} that depend on them`] : [];
  return [
    ...lines,
    ...skipped,
    ...(look.isFirst ? [`${time}  ${countsOf(look.report)}; changes follow`] : []),
  ];
}

/** `09:16:31 IST  use   backend.process  memory 312 MiB (max 340, +12 MiB/h), cpu 14 % (max 60)` */
function usageLines(usage: UsageHistory | undefined, atMs: number): string[] {
  const trends = usage?.trends() ?? [];
  const idColumns = Math.max(0, ...trends.map(([id]) => id.length));
  return trends.map(
    ([id, trend]) => `${istTimeOfDay(atMs)} IST  use   ${id.padEnd(idColumns)}  ${spokenTrend(trend)}`,
  );
}

function turnLines(
  { result, before }: Turn,
  page: { readonly time: string; readonly idColumns: number; readonly paint: Paint },
): string[] {
  const { time, idColumns, paint } = page;
  const was =
    before === undefined ? '' : `was ${WORDS[before.status]} since ${istTimeOfDay(before.sinceMs)}; `;
  const line = `${time}  ${paint.status(result.status)}  ${result.id.padEnd(idColumns)}  ${was}${oneLine(result.observed)}`;
  const isWrong = result.status === 'fail' || result.status === 'warn';
  return isWrong && result.remedy !== ''
    ? [line, `${' '.repeat(time.length)}  mend  ${oneLine(result.remedy)}`]
    : [line];
}

const WORDS: Readonly<Record<CheckStatus, string>> = {
  pass: 'ok',
  warn: 'warned',
  fail: 'FAILED',
  skip: 'not judged',
  pending: 'to come',
};

function countsOf({ summary }: VerificationReport): string {
  const { pass, warn, fail, skip } = summary;
  return `${fail} failed, ${pass} passed, ${warn} warned, ${skip} skipped`;
}

function oneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim();
}
