/** What the clients of a served exchange came to: the scenario's expectations of them, and whether its faults ever met them. */
import type { ReplayCheck } from '#engine/replay/replay-facts.ts';
import type { ScenarioExchange } from '#mock-dhan/scenario-exchange.ts';
import { behaviourChecks } from './behaviour.ts';
import { EXIT_CODES } from './exit-codes.ts';
import type { ExitCode } from './exit-codes.ts';
import { faultChecks } from './planned-faults.ts';
import { isColoured } from './reporters/colour.ts';
import { renderConduct } from './reporters/conduct-report.ts';

/** How `serve` and `run` tell it. */
export interface ConductFlags {
  /** Whether it decides the exit code. */
  readonly judge?: boolean;
  readonly quiet?: boolean;
  readonly color: boolean;
}

/**
 * Prints it on stderr, and returns the exit code: 0 unless `--judge` is given. Call it when the exchange is about to stop. Where nobody called,
 * or nothing is to be said, only --judge makes it tell.
 */
export function tellConduct(
  exchange: Pick<ScenarioExchange, 'journal' | 'faults' | 'lastExpectations'>,
  flags: ConductFlags,
): ExitCode {
  const hasCalled = exchange.journal.after(0).length > 0;
  if (!flags.judge && (flags.quiet || !hasCalled)) return EXIT_CODES.ok;
  const checks = [...behaviourChecks(exchange.lastExpectations()), ...faultChecks(exchange.faults)];
  const text = renderConduct(checks, {
    isColoured: isColoured(flags, process.stderr),
    isQuiet: flags.quiet ?? false,
  });
  process.stderr.write(text);
  return flags.judge ? verdictOf(checks) : EXIT_CODES.ok;
}

/** What a client did wrong outranks what was never tried. */
export function verdictOf(checks: readonly ReplayCheck[]): ExitCode {
  const failed = checks.filter(({ status }) => status === 'fail');
  if (failed.length === 0) return EXIT_CODES.ok;
  return failed.every(({ id }) => id.startsWith('fault.')) ? EXIT_CODES.faultNotStruck : EXIT_CODES.failed;
}
