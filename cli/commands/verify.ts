import { setTimeout as sleep } from 'node:timers/promises';
import { createBackendProbe } from '#engine/adapters/probes/backend-probe.ts';
import { createLogProbe } from '#engine/adapters/probes/log-probe.ts';
import { SystemClock } from '#engine/adapters/system-clock.ts';
import { createUndiciTransport } from '#engine/adapters/undici-transport.ts';
import { ConfigError } from '#engine/errors.ts';
import type { VerificationReport } from '#engine/verify/check.ts';
import { checksFor, describePlan } from '#engine/verify/plan.ts';
import type { VerificationPlan } from '#engine/verify/plan.ts';
import { runChecks } from '#engine/verify/run-checks.ts';
import type { VerifyTargets } from '#engine/verify/targets.ts';
import { exitCodeOf } from '#engine/verify/verdict.ts';
import type { WireProfile } from '#engine/wire/wire-profile.ts';
import { exchangeAddress, openExchangeTargets, readAuthority } from '../exchange-target.ts';
import type { ExchangeAddress } from '../exchange-target.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { wireOf } from '../option-values.ts';
import type { Cadence, ReportFormat } from '../option-values.ts';
import { rehearseAndVerify, rehearsalPlan } from '../rehearsed-verification.ts';
import { renderReport } from '../reporters/reporter.ts';
import type { ReportFormat as ReportFormatName } from '../reporters/reporter.ts';
import { isColoured } from '../reporters/colour.ts';
import { writeReports } from '../reporters/write-reports.ts';

export interface VerifyFlags {
  readonly exchange?: string;
  readonly ca?: string;
  readonly scenario: string;
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
export async function verify(flags: VerifyFlags): Promise<number> {
  if (
    flags.exchange === undefined &&
    flags.backend === undefined &&
    flags.log === undefined &&
    flags.logCmd === undefined
  )
    throw new ConfigError(
      'verify: expected something to verify, was nothing. Give --exchange mock|live|URL, --backend URL, --log FILE or --log-cmd COMMAND.',
    );
  const plan = planOf(flags);
  if (flags.dryRun) {
    process.stdout.write(`${describePlan(plan).join('\n')}\n`);
    return EXIT_CODES.ok;
  }
  const interrupted = interruption();
  const outcome = await Promise.race([
    verifyUntilAnswered(flags, plan, interrupted.signal),
    interrupted.happened,
  ]);
  interrupted.forget();
  if (outcome === 'interrupted') return EXIT_CODES.interrupted;
  const exitCode = exitCodeOf(outcome, { failOn: flags.failOn });
  const report = { target: targetName(flags), checks: outcome.checks, summary: outcome.summary, exitCode };
  await writeReports(flags.format, (format) =>
    renderReport(format as ReportFormatName, report, {
      isColoured: isColoured(flags),
      ...(process.stdout.isTTY ? { width: process.stdout.columns } : {}),
    }),
  );
  return exitCode;
}

function planOf(flags: VerifyFlags): VerificationPlan {
  const log = logDescription(flags);
  if (flags.exchange === 'mock' && flags.backend !== undefined)
    throw new ConfigError(
      `verify --exchange mock: expected no --backend, was "${flags.backend}". The mock in memory brings its own backend; ` +
        'to verify yours, run preopen serve and give its URL as --exchange.',
    );
  const address =
    flags.exchange === undefined || flags.exchange === 'mock' ? undefined : exchangeAddress(flags.exchange);
  if (flags.ca !== undefined) readAuthority(flags.ca, address);
  if (flags.exchange === 'mock') return { ...rehearsalPlan(flags.scenario), ...(log ? { log } : {}) };
  return {
    ...(address ? { exchange: address } : {}),
    ...(flags.backend === undefined ? {} : { backend: { url: backendUrl(flags.backend) } }),
    ...(log ? { log } : {}),
  };
}

function logDescription(flags: VerifyFlags): VerificationPlan['log'] {
  if (flags.log !== undefined) return { description: `file ${flags.log}` };
  return flags.logCmd === undefined ? undefined : { description: `command ${flags.logCmd}` };
}

function backendUrl(text: string): string {
  if (/^https?:$/.test(URL.parse(text)?.protocol ?? '')) return text;
  throw new ConfigError(`verify --backend: expected a URL such as http://127.0.0.1:8000, was "${text}".`);
}

function targetName(flags: VerifyFlags): string {
  const exchange = flags.exchange === 'mock' ? `mock, scenario ${flags.scenario}` : flags.exchange;
  const parts = [
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
  plan: VerificationPlan,
  signal: AbortSignal,
): Promise<VerificationReport> {
  const deadlineMs = performance.now() + (flags.wait ?? 0);
  for (;;) {
    const report = await verifyOnce(flags, plan);
    if (signal.aborted || !report.isInconclusive || performance.now() + RETRY_MS > deadlineMs) return report;
    if (!flags.quiet) process.stderr.write('preopen: the target does not answer yet, waiting\n');
    await sleep(RETRY_MS, undefined, { signal }).catch(() => undefined);
  }
}

async function verifyOnce(flags: VerifyFlags, plan: VerificationPlan): Promise<VerificationReport> {
  const clock = new SystemClock();
  const log = logTarget(flags, clock);
  if (flags.exchange === 'mock') return rehearseAndVerify({ ...flags, wire: wireOf(flags) }, plan, log);
  const address: ExchangeAddress | undefined =
    flags.exchange === undefined ? undefined : exchangeAddress(flags.exchange);
  await using exchange = address ? openExchangeTargets(address, exchangeOptions(flags, address)) : undefined;
  // A backend named on the command line is consent to ask it, wherever it runs; only reads are made.
  const http = createUndiciTransport({ allowLive: true });
  try {
    const backend =
      flags.backend === undefined
        ? undefined
        : createBackendProbe({ http, clock, url: backendUrl(flags.backend), deadlineMs: flags.timeout });
    const targets: VerifyTargets = {
      ...exchange?.targets,
      ...(backend ? { backend } : {}),
      ...(log ? { log: backend ? { ...log, market: backend.market } : log } : {}),
    };
    return await runChecks(checksFor(plan), targets, clock);
  } finally {
    await http.close();
  }
}

function exchangeOptions(
  flags: VerifyFlags,
  address: ExchangeAddress,
): Parameters<typeof openExchangeTargets>[1] {
  return flags.ca === undefined ? flags : { ...flags, caPem: readAuthority(flags.ca, address) };
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
