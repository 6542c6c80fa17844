/** `run --verify`: waits until the rehearsed backend is up, judges it, and tells what became of it. */
import { setTimeout as sleep } from 'node:timers/promises';
import { createLogProbe } from '#engine/adapters/probes/log-probe.ts';
import { SystemClock } from '#engine/adapters/system-clock.ts';
import { ConfigError } from '#engine/errors.ts';
import type { VerificationReport } from '#engine/verify/check.ts';
import type { Suite } from '#engine/verify/suite.ts';
import type { VerifyTargets } from '#engine/verify/targets.ts';
import { readSuite } from '#scenarios/suites/read-suite.ts';
import type { ReadSuite } from '#scenarios/suites/read-suite.ts';
import { platformOfSuite, platformSecrets } from '#scenarios/suites/stocksblitz-places.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import type { ReportFormat } from '../option-values.ts';
import { reportVerification, verifyTargets } from '../verify/target-verification.ts';
import type { PassedSignals } from './passed-signals.ts';
import type { SupervisedCommand } from './supervised-command.ts';

export interface VerifiedCommand {
  readonly child: SupervisedCommand;
  readonly judged: ReadSuite;
  readonly signals: PassedSignals;
  readonly backendUrl: string;
  /** Scenario time: what the backend is judged at. */
  readonly nowMs: () => number;
  /** How long the backend may take until it is up. */
  readonly waitMs: number;
  /** How long a price may take to move. */
  readonly timeoutMs: number;
  readonly failOn: 'warn' | 'fail';
  readonly format: readonly ReportFormat[];
  readonly color: boolean;
  readonly say: (text: string) => void;
}

/**
 * What `run --verify --suite` judges by. The exchange is preopen's own, so that checks of it say nothing about the backend.
 * Errors: ConfigError for a suite that cannot be read, and for one that leaves nothing to judge.
 */
export async function judgedSuite(nameOrPath: string): Promise<ReadSuite> {
  const { suite, secrets } = await readSuite(nameOrPath, process.env);
  const builtIn = suite.builtIn.filter((name) => name !== 'dhan');
  if (builtIn.length === 0 && suite.checks.length === 0)
    throw new ConfigError(
      `run --suite ${nameOrPath}: expected checks of a backend, was dhan alone: the exchange here is preopen's own. Give options-backend or a suite file.`,
    );
  return { suite: { ...suite, builtIn }, secrets };
}

const LOOK_EVERY_MS = 500;
const ANSWER_WITHIN_MS = 2000;

/**
 * The exit code: of the verification, 130 when it was interrupted, and where the command ended before it was up 1, or 3 when it ended without
 * an error and so left nothing to judge. The command is stopped afterwards.
 */
export async function verifyCommand(command: VerifiedCommand): Promise<number> {
  const { child, signals, backendUrl, say } = command;
  const done = new AbortController();
  const first = await Promise.race([
    untilUp(command, done.signal).then(() => 'up' as const),
    child.ended,
    signals.came.then(() => 'interrupted' as const),
  ]);
  done.abort();
  if (first === 'interrupted') return EXIT_CODES.interrupted;
  if (first !== 'up') {
    say(
      `the command ended with ${first.exitCode} before the backend was up at ${backendUrl}; its own output says why`,
    );
    return first.exitCode === 0 ? EXIT_CODES.inconclusive : EXIT_CODES.failed;
  }
  const report = await Promise.race([judge(command), signals.came.then(() => 'interrupted' as const)]);
  if (report === 'interrupted') return EXIT_CODES.interrupted;
  const { failOn, format, color, judged } = command;
  return reportVerification(report, {
    target: `backend ${backendUrl}`,
    suite: judged.suite.name,
    failOn,
    format,
    color,
    secrets: judged.secrets,
  });
}

/** Also at the end of the patience: then the verification says what is missing. */
async function untilUp({ backendUrl, waitMs }: VerifiedCommand, signal: AbortSignal): Promise<void> {
  const deadlineMs = performance.now() + waitMs;
  while (!signal.aborted && performance.now() < deadlineMs) {
    if (await isUp(backendUrl, signal)) return;
    await sleep(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined);
  }
}

/** Ready by its own word where it has /readyz, healthy where it has only /health, else answering at all. */
async function isUp(backendUrl: string, signal: AbortSignal): Promise<boolean> {
  for (const path of ['/readyz', '/health']) {
    const status = await statusOf(new URL(path, backendUrl), signal);
    if (status === undefined) return false;
    if (status !== 404) return status < 400;
  }
  return true;
}

async function statusOf(url: URL, signal: AbortSignal): Promise<number | undefined> {
  try {
    const patience = AbortSignal.any([signal, AbortSignal.timeout(ANSWER_WITHIN_MS)]);
    const response = await fetch(url, { signal: patience });
    await response.body?.cancel();
    return response.status;
  } catch {
    return undefined;
  }
}

async function judge(command: VerifiedCommand): Promise<VerificationReport> {
  const { backendUrl, nowMs, timeoutMs, judged } = command;
  const { suite, secrets } = judged;
  const { log, description } = logOf(suite);
  const platform = platformOfSuite(suite, process.env, backendUrl);
  return verifyTargets(
    {
      backend: { url: backendUrl },
      suite,
      ...(description === undefined ? {} : { log: { description } }),
      ...(platform ? { platform } : {}),
    },
    {
      backend: { url: backendUrl, judgedAtMs: nowMs },
      ...(log ? { log } : {}),
      timeoutMs,
      secrets: [...secrets, ...(platform ? platformSecrets(platform) : [])],
    },
  );
}

/** The log that the suite names. */
function logOf({ targets }: Suite): { readonly log?: VerifyTargets['log']; readonly description?: string } {
  const clock = new SystemClock();
  if (targets.log !== undefined)
    return {
      log: createLogProbe({ source: { kind: 'file', path: targets.log }, clock }),
      description: `file ${targets.log}`,
    };
  if (targets.logCommand === undefined) return {};
  return {
    log: createLogProbe({ source: { kind: 'command', command: targets.logCommand }, clock }),
    description: `command ${targets.logCommand}`,
  };
}
