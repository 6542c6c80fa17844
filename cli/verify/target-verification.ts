/** Verification of an exchange, a backend and a log over real sockets: what verify and run --verify have in common. */
import { createBackendProbe } from '#engine/adapters/probes/backend-probe.ts';
import { createHttpProbe } from '#engine/adapters/probes/http-probe.ts';
import { SystemClock } from '#engine/adapters/system-clock.ts';
import { createUndiciTransport } from '#engine/adapters/undici-transport.ts';
import type { VerificationReport } from '#engine/verify/check.ts';
import { checksFor } from '#engine/verify/plan.ts';
import type { VerificationPlan } from '#engine/verify/plan.ts';
import { runChecks } from '#engine/verify/run-checks.ts';
import type { RunListener } from '#engine/verify/run-checks.ts';
import type { VerifyTargets } from '#engine/verify/targets.ts';
import { DEFAULT_SUITE } from '#engine/verify/suite.ts';
import { exitCodeOf, exitReasonOf } from '#engine/verify/verdict.ts';
import { openExchangeTargets } from './exchange-target.ts';
import type { ExchangeAddress, ExchangeTargetOptions } from './exchange-target.ts';
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
  /** How long a price may take to move. */
  readonly timeoutMs: number;
  /** What the report must not show, besides what looks like a secret. */
  readonly secrets?: readonly string[];
  /** Told of the run while it is under way. */
  readonly listener?: RunListener;
}

/** Asks every target of the plan once and judges what it says; what does not answer is inconclusive. */
export async function verifyTargets(
  plan: VerificationPlan,
  { exchange, backend, log, timeoutMs, secrets = [], listener }: TargetAddresses,
): Promise<VerificationReport> {
  const clock = new SystemClock();
  await using exchangeTargets = exchange
    ? openExchangeTargets(exchange.address, exchange.options)
    : undefined;
  // A backend named on the command line is consent to ask it, wherever it runs; only reads are made.
  const http = createUndiciTransport({ allowLive: true });
  try {
    const probe = backend
      ? createBackendProbe({ http, clock, ...backend, deadlineMs: timeoutMs })
      : undefined;
    const targets: VerifyTargets = {
      ...exchangeTargets?.targets,
      ...(probe ? { backend: probe } : {}),
      ...(log ? { log: probe ? { ...log, market: probe.market } : log } : {}),
      probes: { http: createHttpProbe(http, () => performance.now()) },
    };
    return await runChecks(checksFor(plan), targets, clock, { ...listener, secrets });
  } finally {
    await http.close();
  }
}

/** How a verification is reported. */
export interface ReportingOptions {
  /** What was verified, in words. */
  readonly target: string;
  /** Name of the suite; the default suite's unless given. */
  readonly suite?: string;
  readonly failOn: 'warn' | 'fail';
  readonly format: readonly ReportFormat[];
  readonly color: boolean;
  /** What no report may show, besides what looks like a secret. */
  readonly secrets?: readonly string[];
  /** True when stdout has the lines of the checks already, as `ndjson` gives them. */
  readonly isStreamed?: boolean;
}

/**
 * Writes the report in every format asked for, and returns the exit code it stands for: the verdict's, or the plugin state where stdout
 * speaks `nagios`. With `github` the step summary that $GITHUB_STEP_SUMMARY names is written too.
 */
export async function reportVerification(
  verification: VerificationReport,
  options: ReportingOptions,
): Promise<number> {
  const report = redactedReport(verifyReport(verification, options), options.secrets);
  const isColouredHere = isColoured(options);
  const width = process.stdout.isTTY ? { width: process.stdout.columns } : {};
  await writeReports(options.format, (format, path) =>
    path === undefined && options.isStreamed
      ? ndjsonSummary(report)
      : renderReport(format as ReportFormatName, report, { isColoured: isColouredHere, ...width }),
  );
  const summaryFile = process.env['GITHUB_STEP_SUMMARY'];
  if (summaryFile && options.format.some(({ format }) => format === 'github'))
    await appendToFile(summaryFile, renderStepSummary(report));
  const isNagios = options.format.some(({ format, path }) => format === 'nagios' && path === undefined);
  return isNagios ? nagiosState(report) : report.exitCode;
}

function verifyReport(
  { checks, summary, startedAtMs, durationMs, isInconclusive }: VerificationReport,
  { target, suite = DEFAULT_SUITE.name, failOn }: ReportingOptions,
): VerifyReport {
  const judged = { checks, summary, isInconclusive };
  return {
    version: VERSION,
    target,
    suite,
    startedAtMs,
    durationMs,
    checks,
    summary,
    exitCode: exitCodeOf(judged, { failOn }),
    exitReason: exitReasonOf(judged, { failOn }),
  };
}
