import { SystemClock } from '#engine/adapters/system-clock.ts';
import { ConfigError } from '#engine/errors.ts';
import { checksFor, describePlan } from '#engine/verify/plan.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { isColoured } from '../reporters/colour.ts';
import { tellLive } from '../reporters/live-report.ts';
import type { LiveReport } from '../reporters/live-report.ts';
import { painter } from '../reporters/paint.ts';
import { planVerification, verifyOnce } from '../verify/planned-verification.ts';
import type { PlannedVerification } from '../verify/planned-verification.ts';
import { gated, reportVerification, writeVerification } from '../verify/target-verification.ts';
import type { VerifyFlags } from '../verify/verify-flags.ts';
import { waitUntilHealthy } from '../verify/wait.ts';
import { spokenWatch, watchTargets } from '../verify/watch.ts';

/** `preopen verify`: chooses the mode. Returns the exit code; reports go to stdout or their files. */
export async function verify(given: VerifyFlags): Promise<number> {
  const planned = await planVerification(given);
  const { flags, plan, secrets } = planned;
  if (flags.watchFor !== undefined && flags.watch === undefined)
    throw new ConfigError('verify --watch-for: expected --watch beside it, was none. Give --watch too.');
  if (flags.dryRun) {
    process.stdout.write(`${describePlan(plan, secrets).join('\n')}\n`);
    return EXIT_CODES.ok;
  }
  return untilInterrupted(modeOf(flags)(planned));
}

type Mode = (planned: PlannedVerification) => Promise<number>;

function modeOf(flags: VerifyFlags): Mode {
  if (flags.watch !== undefined) return watch;
  return flags.wait === undefined ? once : wait;
}

async function once(planned: PlannedVerification): Promise<number> {
  const live = liveReport(planned, { mayRunAgain: false });
  const report = await verifyOnce(planned, live.begin());
  live.end();
  return reportVerification(report, { ...reportOptions(planned), isStreamed: live.isStreamed });
}

async function wait(planned: PlannedVerification): Promise<number> {
  const { wait: waitMs = 0, failOn, quiet } = planned.flags;
  const live = liveReport(planned, { mayRunAgain: true });
  const report = await waitUntilHealthy({
    clock: new SystemClock(),
    waitMs,
    failOn,
    look: () => verifyOnce(planned, live.begin()),
    say: (text) => {
      live.end();
      if (!quiet) say(text);
    },
  });
  live.end();
  return reportVerification(report, reportOptions(planned));
}

/** What turns is told on stdout, so a report of another format needs a file of its own, written anew after each look. */
async function watch(planned: PlannedVerification): Promise<number> {
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
    onReport: (report) => writeVerification(report, files),
    print,
  });
  print(spokenWatch(watched));
  return gated(watched.report, { failOn, onInconclusive });
}

function liveReport(
  { flags, plan, secrets }: PlannedVerification,
  { mayRunAgain }: { readonly mayRunAgain: boolean },
): LiveReport {
  const { format, quiet } = flags;
  return tellLive({ format, quiet, total: checksFor(plan).length, mayRunAgain, secrets });
}

function reportOptions({
  flags,
  plan,
  target,
  secrets,
}: PlannedVerification): Parameters<typeof reportVerification>[1] {
  const { failOn, onInconclusive, format, color } = flags;
  const suite = plan.suite?.name;
  return {
    target,
    ...(suite === undefined ? {} : { suite }),
    failOn,
    onInconclusive,
    format,
    color,
    secrets,
  };
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

function say(text: string): void {
  process.stderr.write(`preopen: ${text}\n`);
}

/** Ctrl-C ends every mode at once; main waits for nothing that is still under way. */
async function untilInterrupted(work: Promise<number>): Promise<number> {
  const { promise: interrupted, resolve } = Promise.withResolvers<number>();
  const interrupt = (): void => resolve(EXIT_CODES.interrupted);
  process.once('SIGINT', interrupt);
  try {
    return await Promise.race([work, interrupted]);
  } finally {
    process.off('SIGINT', interrupt);
  }
}
