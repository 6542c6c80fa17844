/** A check reads facts through a probe and judges them. A failed check is a value, never an exception. */

/** `warn`: it works, but somebody should look; `skip`: nothing was judged; `pending`: it could not be tried yet, which is no failure. */
export const CHECK_STATUSES = ['pass', 'warn', 'fail', 'skip', 'pending'] as const;

export type CheckStatus = (typeof CHECK_STATUSES)[number];

/** What a failure of the check means to the run. */
export type Severity = 'fail' | 'warn';

/** A figure that a check read, for charts, metrics and baselines. */
export interface Measurement {
  /** Unique in its check: lower-case words, then the instrument or underlying and the expiry it is of, if any: `legs priced NIFTY 2026-02-10`. */
  readonly name: string;
  readonly value: number;
  readonly unit: MeasurementUnit;
  /** Where the check turns; absent when nothing is asked of the figure. */
  readonly limit?: { readonly kind: 'min' | 'max'; readonly value: number };
}

/** `share` is 0 to 1, more only of processor cores; `points` are of a price; `count` is of whatever the name says. */
export const MEASUREMENT_UNITS = ['ms', 's', 'min', 'count', 'share', 'rupees', 'points', 'bytes'] as const;

export type MeasurementUnit = (typeof MEASUREMENT_UNITS)[number];

/** What a check found. `expected`, `observed` and `remedy` are sentences for a person; every failing check has all three. */
export interface CheckResult {
  readonly id: string;
  readonly title: string;
  /** Group shown in the report: credentials, exchange, startup, data, feed, backend, log. */
  readonly group: string;
  readonly severity: Severity;
  readonly tags: readonly string[];
  readonly status: CheckStatus;
  readonly expected: string;
  readonly observed: string;
  /** The exact command or setting that mends it; empty when nothing is to be mended. */
  readonly remedy: string;
  /** When it began, in ms after the run did. */
  readonly startedMs: number;
  readonly durationMs: number;
  /** How often it was tried; 0 when it was not. */
  readonly attempts: number;
  readonly measurements: readonly Measurement[];
  /** A table or another text of several lines that shows what was seen; absent when `observed` says it all. */
  readonly evidence?: string;
  /** `docker exec tv-backend (curl)`: where a check of a suite looked from; absent when nobody asked for another place than this machine. */
  readonly seenFrom?: string;
}

/** The judgement alone; the runner adds who and how long. */
export interface Judgement {
  readonly status: CheckStatus;
  readonly expected: string;
  readonly observed: string;
  readonly remedy?: string;
  readonly measurements?: readonly Measurement[];
  readonly evidence?: string;
  readonly seenFrom?: string;
}

/** How often, and how long apart, a check that does not pass is tried again. */
export interface Retry {
  readonly times: number;
  readonly everyMs: number;
}

/** `inconclusive` is thrown as ProbeUnreachable: the target did not answer, so nothing was judged (exit code 3). */
export interface Check<Targets> {
  readonly id: string;
  readonly title: string;
  readonly group: string;
  /** What must hold for it to pass, as docs/checks.md prints it; built-in checks say it. */
  readonly asserts?: string;
  /** Ids of checks that must have passed (or warned); otherwise this one is skipped and says which. */
  readonly dependsOn: readonly string[];
  /** `fail` unless given: a failure fails the run. With `warn` it is shown as a warning. */
  readonly severity?: Severity;
  /** For `--tags`; none unless given. */
  readonly tags?: readonly string[];
  readonly retry?: Retry;
  /** How long one try may take; the run's limit unless given. */
  readonly timeoutMs?: number;
  readonly run: (targets: Targets) => Promise<Judgement>;
}

/** Thrown by a probe when the target cannot be reached at all: the run is inconclusive, not failed. */
export class ProbeUnreachable extends Error {
  readonly remedy: string;

  constructor(message: string, remedy: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.name = 'ProbeUnreachable';
    this.remedy = remedy;
  }
}

/** What one host was asked during a run. */
export interface HostCalls {
  /** With its port: `api.dhan.co`, `127.0.0.1:8000`. */
  readonly host: string;
  readonly calls: number;
  /** Connections opened. */
  readonly sockets: number;
}

/** Every check of a run, and the count by status. */
export interface VerificationReport {
  readonly checks: readonly CheckResult[];
  readonly summary: Readonly<Record<CheckStatus, number>>;
  /** True when a probe found its target unreachable. */
  readonly isInconclusive: boolean;
  /** By the clock of the run, which is the scenario's where that is virtual. */
  readonly startedAtMs: number;
  readonly durationMs: number;
  /** Who was called over the network, and how often; absent where nothing left this process. */
  readonly calls?: readonly HostCalls[] | undefined;
}
