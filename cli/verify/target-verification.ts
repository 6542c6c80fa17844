/** Verification of an exchange, a backend and a log over real sockets: what verify and run --verify have in common. */
import { declaredProbes } from './declared-probes.ts';
import { createBackendProbe } from '#engine/adapters/probes/backend-probe.ts';
import { SystemClock } from '#engine/adapters/system-clock.ts';
import { createUndiciTransport } from '#engine/adapters/undici-transport.ts';
import type { VerificationReport } from '#engine/verify/check.ts';
import { checksFor } from '#engine/verify/plan.ts';
import type { VerificationPlan } from '#engine/verify/plan.ts';
import { runChecks } from '#engine/verify/run-checks.ts';
import type { VerifyTargets } from '#engine/verify/targets.ts';
import { exitCodeOf } from '#engine/verify/verdict.ts';
import { openExchangeTargets } from './exchange-target.ts';
import type { ExchangeAddress, ExchangeTargetOptions } from './exchange-target.ts';
import type { ReportFormat } from '../option-values.ts';
import { isColoured } from '../reporters/colour.ts';
import { renderReport } from '../reporters/reporter.ts';
import type { ReportFormat as ReportFormatName } from '../reporters/reporter.ts';
import { writeReports } from '../reporters/write-reports.ts';

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
}

/** Asks every target of the plan once and judges what it says; what does not answer is inconclusive. */
export async function verifyTargets(
  plan: VerificationPlan,
  { exchange, backend, log, timeoutMs, secrets = [] }: TargetAddresses,
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
      probes: declaredProbes(http, clock),
    };
    return await runChecks(checksFor(plan), targets, clock, { secrets });
  } finally {
    await http.close();
  }
}

/** Writes the report in every format asked for, and returns the exit code it stands for. */
export async function reportVerification(
  { checks, summary, ...report }: VerificationReport,
  options: {
    /** What was verified, in words. */
    readonly target: string;
    readonly failOn: 'warn' | 'fail';
    readonly format: readonly ReportFormat[];
    readonly color: boolean;
  },
): Promise<number> {
  const { target, failOn } = options;
  const exitCode = exitCodeOf({ checks, summary, ...report }, { failOn });
  await writeReports(options.format, (format) =>
    renderReport(
      format as ReportFormatName,
      { target, checks, summary, exitCode },
      {
        isColoured: isColoured(options),
        ...(process.stdout.isTTY ? { width: process.stdout.columns } : {}),
      },
    ),
  );
  return exitCode;
}
