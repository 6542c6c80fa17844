import type { CheckStatus } from '#engine/verify/check.ts';

/** One line of `preopen doctor`. Texts hold no secret. */
export interface Finding {
  /** Stable, such as `node` or `port.8000`. */
  readonly id: string;
  readonly group: 'runtime' | 'ports' | 'files' | 'credentials' | 'services' | 'clock' | 'optional';
  /** `skip`: there is nothing to look at. */
  readonly status: Exclude<CheckStatus, 'pending'>;
  readonly observed: string;
  /** What mends it; empty when nothing is to be mended. */
  readonly remedy: string;
}

/** What a run is led by, as far as it could be read. */
export interface LocalSetup {
  readonly config: Readonly<Record<string, string | number | boolean>>;
  /** Where a suite's targets are. */
  readonly exchange: string | undefined;
  readonly backend: string | undefined;
  /** Redis and PostgreSQL URLs that the suite or the configuration names. */
  readonly services: readonly string[];
  readonly database: string | undefined;
}
