import type { CacheStatistics } from '../cache/statistics.ts';

/** `degraded`: running on closing prices because the exchange could not be reached; /readyz says 503 (design decision 5). */
export type StartupState = 'ready' | 'degraded' | 'refused';

/** One check of the start and how it ended. */
export interface StartupStep {
  /** `credentials`, `instrument-master`, `option-chain`, `statistics`, `feed`. */
  readonly id: string;
  readonly status: 'ok' | 'warn' | 'fail' | 'skip';
  readonly detail: string;
}

/** How a start ended, and why. */
export interface StartupReport {
  readonly state: StartupState;
  /** In the order they ran; the first `fail` ends the list. */
  readonly steps: readonly StartupStep[];
  readonly statistics: CacheStatistics;
  /** Where chain prices came from. */
  readonly source: 'live' | 'closing' | 'none';
  /** Which source the credentials came from, in words, never their value: `environment`, `.env`, `database`. */
  readonly credentialSource: string | undefined;
  /** From the first check to the last; undefined where it was not taken. */
  readonly tookMs?: number;
  /** Why the start was refused, outermost first; empty otherwise. */
  readonly causes: readonly string[];
  /** What mends it; empty when nothing is to be mended. */
  readonly remedy: string;
}
