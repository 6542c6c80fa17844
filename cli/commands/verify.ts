import { describePlan } from '#engine/verify/plan.ts';
import { SystemClock } from '#engine/adapters/system-clock.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { planVerification, verifyOnce } from '../verify/planned-verification.ts';
import type { PlannedVerification } from '../verify/planned-verification.ts';
import { reportVerification } from '../verify/target-verification.ts';
import type { VerifyFlags } from '../verify/verify-flags.ts';
import { waitUntilHealthy } from '../verify/wait.ts';

/** `preopen verify`: chooses the mode. Returns the exit code; reports go to stdout or their files. */
export async function verify(given: VerifyFlags): Promise<number> {
  const planned = await planVerification(given);
  if (planned.flags.dryRun) {
    process.stdout.write(`${describePlan(planned.plan).join('\n')}\n`);
    return EXIT_CODES.ok;
  }
  return untilInterrupted(runMode(planned));
}

async function runMode(planned: PlannedVerification): Promise<number> {
  const { flags, target } = planned;
  const look = (): ReturnType<typeof verifyOnce> => verifyOnce(planned);
  const report =
    flags.wait === undefined
      ? await look()
      : await waitUntilHealthy({
          clock: new SystemClock(),
          waitMs: flags.wait,
          failOn: flags.failOn,
          look,
          say: flags.quiet ? () => undefined : say,
        });
  return reportVerification(report, { ...flags, target });
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
