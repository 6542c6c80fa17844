/** A check reads facts through a probe and judges them. A failed check is a value, never an exception. */

/** `warn`: it works, but somebody should look; `skip`: nothing was judged. */
export type CheckStatus = 'pass' | 'warn' | 'fail' | 'skip';

/** What a check found. `expected`, `observed` and `remedy` are sentences for a person; every failing check has all three. */
export interface CheckResult {
  readonly id: string;
  readonly title: string;
  /** Group shown in the report: credentials, exchange, startup, data, feed, backend, log. */
  readonly group: string;
  readonly status: CheckStatus;
  readonly expected: string;
  readonly observed: string;
  /** The exact command or setting that mends it; empty when nothing is to be mended. */
  readonly remedy: string;
  readonly durationMs: number;
}

/** The judgement alone; the runner adds who and how long. */
export interface Judgement {
  readonly status: CheckStatus;
  readonly expected: string;
  readonly observed: string;
  readonly remedy?: string;
}

/** `inconclusive` is thrown as ProbeUnreachable: the target did not answer, so nothing was judged (exit code 3). */
export interface Check<Targets> {
  readonly id: string;
  readonly title: string;
  readonly group: string;
  /** Ids of checks that must have passed (or warned); otherwise this one is skipped and says which. */
  readonly dependsOn: readonly string[];
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

/** Every check of a run, and the count by status. */
export interface VerificationReport {
  readonly checks: readonly CheckResult[];
  readonly summary: {
    readonly pass: number;
    readonly warn: number;
    readonly fail: number;
    readonly skip: number;
  };
  /** True when a probe found its target unreachable. */
  readonly isInconclusive: boolean;
}
