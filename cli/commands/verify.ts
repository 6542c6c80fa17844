import { ConfigError } from '#engine/errors.ts';
import { describePlan } from '#engine/verify/plan.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { once } from '../verify/once.ts';
import { planVerification } from '../verify/planned-verification.ts';
import type { PlannedVerification } from '../verify/planned-verification.ts';
import type { VerifyFlags } from '../verify/verify-flags.ts';

/** `preopen verify`: chooses the mode. Returns the exit code; reports go to stdout or their files. */
export async function verify(given: VerifyFlags): Promise<number> {
  if (given.compare !== undefined) {
    const { compare } = await import('../verify/compare.ts');
    return untilInterrupted(compare(given, given.compare));
  }
  const planned = await planVerification(given);
  const { flags, plan, secrets } = planned;
  if (flags.watchFor !== undefined && flags.watch === undefined)
    throw new ConfigError('verify --watch-for: expected --watch beside it, was none. Give --watch too.');
  if (flags.dryRun) {
    process.stdout.write(`${describePlan(plan, secrets).join('\n')}\n`);
    return EXIT_CODES.ok;
  }
  if (flags.serve !== undefined) {
    const { serveHealth } = await import('../verify/serve-health.ts');
    return serveHealth(planned);
  }
  const mode = await modeOf(flags);
  return untilInterrupted(mode(planned));
}

type Mode = (planned: PlannedVerification) => Promise<number>;

/** Modes are loaded when they are asked for. */
async function modeOf(flags: VerifyFlags): Promise<Mode> {
  if (flags.learn !== undefined) return (await import('../verify/learn.ts')).learn;
  if (flags.throughOpen) return (await import('../verify/through-open.ts')).throughOpen;
  if (flags.watch !== undefined) return (await import('../verify/watch.ts')).watch;
  if (flags.wait !== undefined) return (await import('../verify/wait.ts')).wait;
  return once;
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
