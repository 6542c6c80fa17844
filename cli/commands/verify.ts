import { setTimeout as sleep } from 'node:timers/promises';
import { createLogProbe } from '#engine/adapters/probes/log-probe.ts';
import { SystemClock } from '#engine/adapters/system-clock.ts';
import { ConfigError } from '#engine/errors.ts';
import type { VerificationReport } from '#engine/verify/check.ts';
import { describePlan } from '#engine/verify/plan.ts';
import type { VerificationPlan } from '#engine/verify/plan.ts';
import { DEFAULT_SUITE } from '#engine/verify/suite.ts';
import type { BuiltInSuite, Suite } from '#engine/verify/suite.ts';
import type { VerifyTargets } from '#engine/verify/targets.ts';
import type { WireProfile } from '#engine/wire/wire-profile.ts';
import { readSuite } from '#scenarios/suites/read-suite.ts';
import type { ReadSuite } from '#scenarios/suites/read-suite.ts';
import { exchangeAddress, readAuthority } from '../verify/exchange-target.ts';
import type { ExchangeTargetOptions } from '../verify/exchange-target.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { keepVerdict } from '../last-verdict.ts';
import { startTime } from '../served-exchange.ts';
import { backendUrl, wireOf } from '../option-values.ts';
import type { Cadence, ReportFormat } from '../option-values.ts';
import { chosenChecks } from '../verify/chosen-checks.ts';
import { rehearseAndVerify, rehearsalPlan } from '../verify/rehearsed-verification.ts';
import { reportVerification, verifyTargets } from '../verify/target-verification.ts';

export interface VerifyFlags {
  readonly suite?: string;
  readonly tags?: readonly string[];
  readonly grep?: RegExp;
  readonly exchange?: string;
  readonly ca?: string;
  readonly scenario: string;
  readonly at?: string;
  readonly seed?: number;
  readonly backend?: string;
  readonly database?: string;
  readonly log?: string;
  readonly logCmd?: string;
  readonly dryRun?: boolean;
  readonly wait?: number;
  readonly timeout: number;
  readonly failOn: 'warn' | 'fail';
  readonly wire: WireProfile;
  readonly cadence?: Cadence;
  readonly format: readonly ReportFormat[];
  readonly quiet?: boolean;
  readonly color: boolean;
}

const RETRY_MS = 1000;

/** `preopen verify`. Returns the exit code; reports go to stdout or their files. */
export async function verify(given: VerifyFlags): Promise<number> {
  const { suite, secrets } = await suiteOf(given);
  const flags = withTargets(given, suite);
  if (TARGET_FLAGS.every((name) => flags[name] === undefined) && suite.checks.length === 0)
    throw new ConfigError(
      'verify: expected something to verify, was nothing. Give --exchange mock|live|URL, --backend URL, --log FILE, --log-cmd COMMAND or --suite FILE.',
    );
  const plan = chosenChecks({ ...planOf(flags, suite), suite }, flags);
  if (flags.dryRun) {
    process.stdout.write(`${describePlan(plan).join('\n')}\n`);
    return EXIT_CODES.ok;
  }
  const interrupted = interruption();
  const outcome = await Promise.race([
    verifyUntilAnswered(flags, { plan, secrets }, interrupted.signal),
    interrupted.happened,
  ]);
  interrupted.forget();
  if (outcome === 'interrupted') return EXIT_CODES.interrupted;
  const target = targetName(flags);
  const exitCode = await reportVerification(outcome, { ...flags, target });
  keepVerdict(outcome, { target, exitCode });
  return exitCode;
}

const TARGET_FLAGS = ['exchange', 'backend', 'log', 'logCmd'] as const;

/** A plan, and what its reports must not show. */
interface PlannedVerification {
  readonly plan: VerificationPlan;
  readonly secrets: readonly string[];
}

async function suiteOf({ suite }: VerifyFlags): Promise<ReadSuite> {
  return suite === undefined ? { suite: DEFAULT_SUITE, secrets: [] } : readSuite(suite, process.env);
}

/** The command line and the configuration have the last word on what the suite names. */
function withTargets(flags: VerifyFlags, { targets, builtIn, name }: Suite): VerifyFlags {
  const { exchange, backend, log, logCommand, database } = targets;
  const all = {
    ...defined({ exchange, backend, log, logCmd: logCommand, database }),
    ...defined(flags),
  } as VerifyFlags;
  const missing = builtIn.filter((suite) => flags.suite !== undefined && !hasTarget(all, suite));
  if (missing.length === 0) return all;
  throw new ConfigError(
    `verify --suite ${name}: expected ${missing.map((suite) => NEEDED[suite]).join(' and ')}, was none: ${missing.join(', ')} would judge nothing. Give it on the command line, or under targets of the suite.`,
  );
}

const NEEDED: Readonly<Record<BuiltInSuite, string>> = {
  dhan: '--exchange mock|live|URL',
  'options-backend': '--backend URL',
};

function hasTarget(flags: VerifyFlags, suite: BuiltInSuite): boolean {
  if (flags.exchange === 'mock') return true;
  if (suite === 'dhan') return flags.exchange !== undefined;
  return flags.backend !== undefined || flags.log !== undefined || flags.logCmd !== undefined;
}

function defined<Values extends object>(values: Values): Partial<Values> {
  const entries = Object.entries(values).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as Partial<Values>;
}

function planOf(flags: VerifyFlags, suite: Suite): VerificationPlan {
  const log = logDescription(flags);
  if (flags.exchange === 'mock' && flags.backend !== undefined)
    throw new ConfigError(
      `verify --exchange mock: expected no --backend, was "${flags.backend}". The mock in memory brings its own backend; ` +
        'to verify yours, run preopen serve and give its URL as --exchange.',
    );
  if (flags.exchange === 'mock' && suite.checks.length > 0)
    throw new ConfigError(
      `verify --exchange mock: expected a suite of built-in checks alone, was ${suite.name} with ${suite.checks.length} of its own: they ask over the network, and the mock in memory has none. ` +
        'Run preopen serve --backend and give the URLs as --exchange and --backend.',
    );
  const address =
    flags.exchange === undefined || flags.exchange === 'mock' ? undefined : exchangeAddress(flags.exchange);
  if (flags.at !== undefined) startTime(flags.at, 'verify');
  if (flags.ca !== undefined) readAuthority(flags.ca, address);
  if (flags.exchange === 'mock') return { ...rehearsalPlan(flags.scenario), ...(log ? { log } : {}) };
  return {
    ...(address ? { exchange: address } : {}),
    ...(flags.backend === undefined ? {} : { backend: { url: backendUrl(flags.backend, 'verify') } }),
    ...(log ? { log } : {}),
  };
}

function logDescription(flags: VerifyFlags): VerificationPlan['log'] {
  if (flags.log !== undefined) return { description: `file ${flags.log}` };
  return flags.logCmd === undefined ? undefined : { description: `command ${flags.logCmd}` };
}

function targetName(flags: VerifyFlags): string {
  const exchange = flags.exchange === 'mock' ? `mock, scenario ${flags.scenario}` : flags.exchange;
  const parts = [
    ...(flags.suite === undefined ? [] : [`suite ${flags.suite}`]),
    ...(exchange === undefined ? [] : [`exchange ${exchange}`]),
    ...(flags.backend === undefined ? [] : [`backend ${flags.backend}`]),
    ...(flags.log === undefined ? [] : [`log ${flags.log}`]),
    ...(flags.logCmd === undefined ? [] : [`log of ${flags.logCmd}`]),
  ];
  return parts.join(', ');
}

/** With `--wait`, an unreachable target is asked again until it answers or the time is up. */
async function verifyUntilAnswered(
  flags: VerifyFlags,
  planned: PlannedVerification,
  signal: AbortSignal,
): Promise<VerificationReport> {
  const deadlineMs = performance.now() + (flags.wait ?? 0);
  for (;;) {
    const report = await verifyOnce(flags, planned);
    if (signal.aborted || !report.isInconclusive || performance.now() + RETRY_MS > deadlineMs) return report;
    if (!flags.quiet) process.stderr.write('preopen: the target does not answer yet, waiting\n');
    await sleep(RETRY_MS, undefined, { signal }).catch(() => undefined);
  }
}

async function verifyOnce(
  flags: VerifyFlags,
  { plan, secrets }: PlannedVerification,
): Promise<VerificationReport> {
  const clock = new SystemClock();
  const log = logTarget(flags, clock);
  if (flags.exchange === 'mock') return rehearseAndVerify({ ...flags, wire: wireOf(flags) }, plan, log);
  return verifyTargets(plan, {
    ...(flags.exchange === undefined ? {} : { exchange: exchangeTarget(flags, flags.exchange) }),
    ...(flags.backend === undefined ? {} : { backend: { url: backendUrl(flags.backend, 'verify') } }),
    ...(log ? { log } : {}),
    timeoutMs: flags.timeout,
    secrets,
  });
}

function exchangeTarget(
  flags: VerifyFlags,
  target: string,
): NonNullable<Parameters<typeof verifyTargets>[1]['exchange']> {
  const address = exchangeAddress(target);
  const { timeout, database, ca } = flags;
  const options: ExchangeTargetOptions = {
    timeout,
    ...(database === undefined ? {} : { database }),
    ...(ca === undefined ? {} : { caPem: readAuthority(ca, address) }),
  };
  return { address, options };
}

function logTarget(flags: VerifyFlags, clock: SystemClock): VerifyTargets['log'] {
  if (flags.log !== undefined) return createLogProbe({ source: { kind: 'file', path: flags.log }, clock });
  if (flags.logCmd === undefined) return undefined;
  return createLogProbe({ source: { kind: 'command', command: flags.logCmd }, clock });
}

/** Ctrl-C, both as a promise to race and as a signal that ends the waiting. */
function interruption(): {
  readonly happened: Promise<'interrupted'>;
  readonly signal: AbortSignal;
  forget(): void;
} {
  const { promise, resolve } = Promise.withResolvers<'interrupted'>();
  const controller = new AbortController();
  const interrupt = (): void => {
    resolve('interrupted');
    controller.abort();
  };
  process.once('SIGINT', interrupt);
  return {
    happened: promise,
    signal: controller.signal,
    forget: () => void process.off('SIGINT', interrupt),
  };
}
