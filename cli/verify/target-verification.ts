/** Verification of an exchange, a backend and a log over real sockets: what verify and run --verify have in common. */
import { CallCounter } from '#engine/adapters/call-counter.ts';
import { SystemClock } from '#engine/adapters/system-clock.ts';
import { createUndiciTransport } from '#engine/adapters/undici-transport.ts';
import type { Clock, Timers } from '#engine/ports.ts';
import type { VerificationReport } from '#engine/verify/check.ts';
import { listed } from '#engine/verify/judgement.ts';
import { checksFor } from '#engine/verify/plan.ts';
import type { VerificationPlan } from '#engine/verify/plan.ts';
import { runChecks } from '#engine/verify/run-checks.ts';
import type { RunListener } from '#engine/verify/run-checks.ts';
import type { UsageHistory } from '#engine/verify/declared/usage.ts';
import type { VerifyTargets } from '#engine/verify/targets.ts';
import { DEFAULT_SUITE } from '#engine/verify/suite.ts';
import { exitCodeOf, exitReasonOf, inconclusiveReasons } from '#engine/verify/verdict.ts';
import type { OnInconclusive } from '#engine/verify/verdict.ts';
import { declaredProbes } from './declared-probes.ts';
import type { Evidence } from './evidence.ts';
import type { ExchangeAddress } from './exchange-address.ts';
import type { ExchangeTargetOptions } from './exchange-target.ts';
import { keepVerdict } from '../last-verdict.ts';
import type { ReportFormat } from '../option-values.ts';
import { isColoured } from '../reporters/colour.ts';
import { nagiosState } from '../reporters/nagios.ts';
import { ndjsonSummary } from '../reporters/ndjson.ts';
import type { ReportFormat as ReportFormatName } from '../reporters/report-formats.ts';
import { renderReport } from '../reporters/reporter.ts';
import { renderStepSummary } from '../reporters/step-summary.ts';
import { redactedReport } from '../reporters/verify-report.ts';
import type { VerifyReport } from '../reporters/verify-report.ts';
import { appendToFile, writeReports } from '../reporters/write-reports.ts';
import { VERSION } from '../version.ts';

/** Where the targets of a plan are reached. */
export interface TargetAddresses {
  readonly exchange?: { readonly address: ExchangeAddress; readonly options: ExchangeTargetOptions };
  readonly backend?: {
    readonly url: string;
    /** The time the backend is judged at, where it is known better than from its own `Date`. */
    readonly judgedAtMs?: () => number;
  };
  readonly log?: VerifyTargets['log'];
  /** What the backend is watched by; our own clock unless given. */
  readonly clock?: Clock & Timers;
  /** How long a price may take to move. */
  readonly timeoutMs: number;
  /** How long one check may take; the runner's limit unless given. */
  readonly checkMs?: number;
  /** What the report must not show, besides what looks like a secret. */
  readonly secrets?: readonly string[];
  /** Told of the run while it is under way. */
  readonly listener?: RunListener;
  /** Keeps what looks find of memory and processors, for the next one. */
  readonly usage?: UsageHistory;
  /** Keeps what passes. */
  readonly evidence?: Evidence;
}

/** Asks every target of the plan once and judges what it says; what does not answer is inconclusive. Only what the plan asks is loaded. */
export async function verifyTargets(
  plan: VerificationPlan,
  addresses: TargetAddresses,
): Promise<VerificationReport> {
  const { exchange, backend, log, timeoutMs, checkMs, secrets = [], listener, evidence } = addresses;
  const clock = new SystemClock();
  const counter = new CallCounter();
  await using exchangeTargets = exchange
    ? (await import('./exchange-target.ts')).openExchangeTargets(
        exchange.address,
        { ...exchange.options, ...(evidence ? { evidence } : {}) },
        counter,
      )
    : undefined;
  // A backend named on the command line is consent to ask it, wherever it runs; only reads are made.
  const transport = createUndiciTransport({ allowLive: true });
  const http = counter.http(evidence?.http(transport) ?? transport);
  try {
    const probe = backend
      ? (await import('#engine/adapters/probes/backend-probe.ts')).createBackendProbe({
          http,
          clock: addresses.clock ?? clock,
          ...backend,
          deadlineMs: timeoutMs,
        })
      : undefined;
    const probes = declaredProbes(http, clock, counter);
    const targets: VerifyTargets = {
      ...exchangeTargets?.targets,
      ...(probe ? { backend: probe } : {}),
      ...(log ? { log: probe ? { ...log, market: probe.market } : log } : {}),
      probes,
      ...(plan.platform ? { platform: { places: plan.platform, probes, token: undefined } } : {}),
      ...(addresses.usage ? { usage: addresses.usage } : {}),
    };
    const report = await runChecks(checksFor(plan), targets, clock, {
      ...listener,
      secrets,
      ...(checkMs === undefined ? {} : { timeoutMs: checkMs }),
    });
    return { ...report, calls: counter.counts() };
  } finally {
    await transport.close();
  }
}

/** How a report is judged and where it goes. */
export interface ReportOptions {
  /** What was verified, in words. */
  readonly target: string;
  /** Name of the suite; the default suite's unless given. */
  readonly suite?: string;
  readonly failOn: 'warn' | 'fail';
  /** `block` unless given. */
  readonly onInconclusive?: OnInconclusive;
  readonly format: readonly ReportFormat[];
  readonly color: boolean;
  /** What no report may show, besides what looks like a secret. */
  readonly secrets?: readonly string[];
  /** True when stdout has the lines of the checks already, as `ndjson` gives them. */
  readonly isStreamed?: boolean;
}

/**
 * Writes the report in every format asked for, and returns the exit code it stands for: the verdict's, or the plugin state where stdout
 * speaks `nagios`. The verdict is kept for the bare `preopen`. With `github` the step summary that $GITHUB_STEP_SUMMARY names is written too.
 */
export async function reportVerification(
  report: VerificationReport,
  options: ReportOptions,
): Promise<number> {
  gated(report, options, tellOnStderr);
  return writeVerification(report, options);
}

/** As `reportVerification`, but says nothing on stderr where nothing was proven. */
export async function writeVerification(
  verification: VerificationReport,
  options: ReportOptions,
): Promise<number> {
  const { format: formats, isStreamed } = options;
  const { report, render } = renderVerification(verification, options);
  await writeReports(formats, (format, path) =>
    path === undefined && isStreamed ? ndjsonSummary(report) : render(format as ReportFormatName),
  );
  const summaryFile = process.env['GITHUB_STEP_SUMMARY'];
  if (summaryFile && formats.some(({ format }) => format === 'github'))
    await appendToFile(summaryFile, renderStepSummary(report));
  keepVerdict(report);
  const isPlugin = formats.some(({ format, path }) => format === 'nagios' && path === undefined);
  return isPlugin ? nagiosState(report) : report.exitCode;
}

/** The report as it may be shown, and a way to write it in any format. */
export function renderVerification(
  verification: VerificationReport,
  options: ReportOptions,
): {
  readonly report: VerifyReport;
  readonly exitCode: number;
  readonly render: (format: ReportFormatName) => string;
} {
  const report = redactedReport(verifyReport(verification, options), options.secrets);
  const look = {
    isColoured: isColoured(options),
    ...(process.stdout.isTTY ? { width: process.stdout.columns } : {}),
  };
  return { report, exitCode: report.exitCode, render: (format) => renderReport(format, report, look) };
}

function verifyReport(verification: VerificationReport, options: ReportOptions): VerifyReport {
  const { checks, summary, calls, startedAtMs, durationMs } = verification;
  const { target, suite = DEFAULT_SUITE.name } = options;
  const exitCode = gated(verification, options, () => undefined);
  const isLetThrough = exitCode !== exitCodeOf(verification, options);
  const exitReason = exitReasonOf(verification, options);
  return {
    version: VERSION,
    target,
    suite,
    startedAtMs,
    durationMs,
    checks,
    summary,
    calls,
    exitCode,
    exitReason: isLetThrough ? `${exitReason} (let through by --on-inconclusive allow)` : exitReason,
  };
}

/** The exit code after the gate: where nothing was proven it stays shut unless told otherwise, and `tell` hears why. */
export function gated(
  report: VerificationReport,
  options: Pick<ReportOptions, 'failOn' | 'onInconclusive'>,
  tell: (text: string) => void = tellOnStderr,
): number {
  const verdict = exitCodeOf(report, options);
  if (verdict !== 3) return verdict;
  const why = listed(inconclusiveReasons(report), 2) || 'no check was run';
  const isShut = options.onInconclusive !== 'allow';
  const made = isShut
    ? 'the gate stays shut (exit 3)'
    : 'WARNING: the gate opens all the same (exit 0), because --on-inconclusive allow says so';
  tell(`NOTHING WAS PROVEN, ${made}: ${why}`);
  return isShut ? verdict : 0;
}

function tellOnStderr(text: string): void {
  process.stderr.write(`preopen: ${text}\n`);
}
