/** What a command line asks to be verified, as something that can be run any number of times. */
import { createLogProbe } from '#engine/adapters/probes/log-probe.ts';
import { SystemClock } from '#engine/adapters/system-clock.ts';
import { ConfigError } from '#engine/errors.ts';
import type { VerificationReport } from '#engine/verify/check.ts';
import type { VerificationPlan } from '#engine/verify/plan.ts';
import type { RunListener } from '#engine/verify/run-checks.ts';
import { DEFAULT_SUITE } from '#engine/verify/suite.ts';
import type { BuiltInSuite, Suite } from '#engine/verify/suite.ts';
import { vantageOf } from '#engine/verify/declared/vantage.ts';
import { UsageHistory } from '#engine/verify/declared/usage.ts';
import type { VerifyTargets } from '#engine/verify/targets.ts';
import { readSuite } from '#scenarios/suites/read-suite.ts';
import { platformOfSuite, platformSecrets } from '#scenarios/suites/stocksblitz-places.ts';
import { backendUrl, wireOf, startTime } from '../option-values.ts';
import { chosenChecks } from './chosen-checks.ts';
import type { Evidence } from './evidence.ts';
import { exchangeAddress, readAuthority } from './exchange-address.ts';
import type { ExchangeTargetOptions } from './exchange-target.ts';
import type * as Rehearsed from './rehearsed-verification.ts';
import { verifyTargets } from './target-verification.ts';
import type { ReportOptions, TargetAddresses } from './target-verification.ts';
import type { VerifyFlags } from './verify-flags.ts';

/** A verification that is ready to be run. */
export interface PlannedVerification {
  /** The command line, with what the suite names where it is silent. */
  readonly flags: VerifyFlags;
  readonly plan: VerificationPlan;
  /** What no report may show, besides what looks like a secret. */
  readonly secrets: readonly string[];
  /** What its looks find of memory and processors, one after another. */
  readonly usage: UsageHistory;
  /** What is verified, in the words of the command line. */
  readonly target: string;
}

/** Errors: ConfigError for a suite that cannot be read, and for targets that are missing or exclude each other. */
export async function planVerification(given: VerifyFlags): Promise<PlannedVerification> {
  const { suite, secrets } =
    given.suite === undefined
      ? { suite: DEFAULT_SUITE, secrets: [] }
      : await readSuite(given.suite, process.env);
  const flags = withTargets(given, suite);
  const platform = given.suite === undefined ? undefined : platformOfSuite(suite, process.env);
  const hasTargets = platform !== undefined || TARGET_FLAGS.some((name) => flags[name] !== undefined);
  if (!hasTargets && suite.checks.length === 0)
    throw new ConfigError(
      'verify: expected something to verify, was nothing. Give --exchange mock|live|URL, --backend URL, --log FILE, --log-cmd COMMAND or --suite FILE.',
    );
  const parts = { ...(await planOf(flags, suite)), ...(platform ? { platform } : {}), suite };
  return {
    flags,
    plan: chosenChecks(parts, flags),
    secrets: [...secrets, ...(platform ? platformSecrets(platform) : [])],
    usage: new UsageHistory(),
    target: targetName(flags),
  };
}

/** Asks everything once and judges it; `listener` hears of it while it is under way. */
export async function verifyOnce(
  planned: PlannedVerification,
  listener: RunListener = {},
): Promise<VerificationReport> {
  const { flags } = planned;
  if (flags.artifact === undefined) return look(planned, listener);
  const { Evidence } = await import('./evidence.ts');
  const { writeArtifact } = await import('./artifact.ts');
  const evidence = new Evidence(planned.secrets);
  const report = await look(planned, listener, evidence);
  await writeArtifact(flags.artifact, planned, { report, evidence });
  return report;
}

async function look(
  planned: PlannedVerification,
  listener: RunListener,
  evidence?: Evidence,
): Promise<VerificationReport> {
  const { flags, plan } = planned;
  if (flags.exchange === 'mock') {
    const { rehearseAndVerify } = await rehearsal();
    return rehearseAndVerify({ ...flags, wire: wireOf(flags) }, plan, {
      log: logTarget(flags),
      listener,
      evidence,
    });
  }
  return verifyTargets(plan, { ...addressesOf(planned), listener, ...(evidence ? { evidence } : {}) });
}

/** Where the targets of a plan over the network are reached. */
export function addressesOf({ flags, secrets, usage }: PlannedVerification): TargetAddresses {
  const log = logTarget(flags);
  return {
    ...(flags.exchange === undefined ? {} : { exchange: exchangeTarget(flags, flags.exchange) }),
    ...(flags.backend === undefined ? {} : { backend: { url: backendUrl(flags.backend, 'verify') } }),
    ...(log ? { log } : {}),
    timeoutMs: flags.timeout,
    secrets,
    usage,
  };
}

/** How its reports are judged and written. */
export function reportOptions({ flags, plan, target, secrets }: PlannedVerification): ReportOptions {
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

const TARGET_FLAGS = ['exchange', 'backend', 'log', 'logCmd'] as const;

/** The command line and the configuration have the last word on what the suite names. */
function withTargets(flags: VerifyFlags, { targets, builtIn, name }: Suite): VerifyFlags {
  const { exchange, backend, log, logCommand, database } = targets;
  const all = {
    ...defined({ exchange, backend, log, logCmd: logCommand, database }),
    ...defined(flags),
  } as VerifyFlags;
  const missing = builtIn
    .filter((suite) => suite !== 'stocksblitz')
    .filter((suite) => flags.suite !== undefined && !hasTarget(all, suite));
  if (missing.length === 0) return all;
  throw new ConfigError(
    `verify --suite ${name}: expected ${missing.map((suite) => NEEDED[suite]).join(' and ')}, was none: ${missing.join(', ')} would judge nothing. Give it on the command line, or under targets of the suite.`,
  );
}

/** Suites whose targets have no usual place. */
type PlacelessSuite = Exclude<BuiltInSuite, 'stocksblitz'>;

const NEEDED: Readonly<Record<PlacelessSuite, string>> = {
  dhan: '--exchange mock|live|URL',
  'options-backend': '--backend URL',
};

function hasTarget(flags: VerifyFlags, suite: PlacelessSuite): boolean {
  if (flags.exchange === 'mock') return true;
  if (suite === 'dhan') return flags.exchange !== undefined;
  return flags.backend !== undefined || flags.log !== undefined || flags.logCmd !== undefined;
}

function defined<Values extends object>(values: Values): Partial<Values> {
  const entries = Object.entries(values).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as Partial<Values>;
}

async function planOf(flags: VerifyFlags, suite: Suite): Promise<VerificationPlan> {
  const log = logDescription(flags);
  const from = flags.from === undefined ? {} : { from: runVantage(flags.from, suite) };
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
  if (flags.exchange === 'mock' && flags.suite !== undefined && suite.builtIn.includes('stocksblitz'))
    throw new ConfigError(
      `verify --exchange mock: expected a suite without stocksblitz, was ${suite.name}: the second system is reached over the network, and the mock in memory has none. Run preopen serve --platform.`,
    );
  const address =
    flags.exchange === undefined || flags.exchange === 'mock' ? undefined : exchangeAddress(flags.exchange);
  if (flags.at !== undefined) startTime(flags.at, 'verify');
  if (flags.ca !== undefined) readAuthority(flags.ca, address);
  if (flags.exchange === 'mock') {
    const { rehearsalPlan } = await rehearsal();
    return { ...rehearsalPlan(flags.scenario), ...(log ? { log } : {}) };
  }
  return {
    ...from,
    ...(address ? { exchange: { ...address, mayOpenSockets: flags.ownSocket || !address.isLive } } : {}),
    ...(flags.backend === undefined ? {} : { backend: { url: backendUrl(flags.backend, 'verify') } }),
    ...(log ? { log } : {}),
  };
}

/** Errors: ConfigError when nothing of the suite could be seen from there. */
function runVantage(from: string, { name, checks }: Suite): string {
  const isUsed = checks.some((check) => vantageOf(check.declaration, check.from, from).kind === 'inside');
  if (isUsed) return from;
  throw new ConfigError(
    `verify --from "${from}": expected a suite with checks that can be judged from inside, such as http or port, was ${name} with none: ` +
      'the built-in checks look from this machine. Give --suite FILE, or leave --from out.',
  );
}

/** The mock exchange and the reference backend, which only `--exchange mock` needs. */
function rehearsal(): Promise<typeof Rehearsed> {
  return import('./rehearsed-verification.ts');
}

function logDescription(flags: VerifyFlags): VerificationPlan['log'] {
  if (flags.log !== undefined) return { description: `file ${flags.log}` };
  return flags.logCmd === undefined ? undefined : { description: `command ${flags.logCmd}` };
}

function targetName(flags: VerifyFlags): string {
  const exchange = flags.exchange === 'mock' ? rehearsed(flags) : flags.exchange;
  const parts = [
    ...(flags.suite === undefined ? [] : [`suite ${flags.suite}`]),
    ...(exchange === undefined ? [] : [`exchange ${exchange}`]),
    ...(flags.backend === undefined ? [] : [`backend ${flags.backend}`]),
    ...(flags.log === undefined ? [] : [`log ${flags.log}`]),
    ...(flags.logCmd === undefined ? [] : [`log of ${flags.logCmd}`]),
  ];
  return parts.join(', ');
}

/** `mock, scenario market-hours, price model dhan` */
function rehearsed({ scenario, priceModel }: VerifyFlags): string {
  return `mock, scenario ${scenario}${priceModel === undefined ? '' : `, price model ${priceModel}`}`;
}

function exchangeTarget(flags: VerifyFlags, target: string): NonNullable<TargetAddresses['exchange']> {
  const address = exchangeAddress(target);
  const { timeout, database, ca } = flags;
  const options: ExchangeTargetOptions = {
    timeout,
    ...(database === undefined ? {} : { database }),
    ...(ca === undefined ? {} : { caPem: readAuthority(ca, address) }),
  };
  return { address, options };
}

export function logTarget(flags: VerifyFlags): VerifyTargets['log'] {
  const clock = new SystemClock();
  if (flags.log !== undefined) return createLogProbe({ source: { kind: 'file', path: flags.log }, clock });
  if (flags.logCmd === undefined) return undefined;
  return createLogProbe({ source: { kind: 'command', command: flags.logCmd }, clock });
}
