import type { RunListener } from '#engine/verify/run-checks.ts';
import type { ReportFormat } from '../option-values.ts';
import { ndjsonCheck } from './ndjson.ts';
import { clearProgress, showProgress } from './progress.ts';
import { redactedCheck } from './verify-report.ts';

/** What is told of a run before its report. */
export interface LiveReport {
  /** A run begins; with --wait there may be several. */
  begin(): RunListener;
  /** True when stdout has every check already and wants the last line alone. */
  readonly isStreamed: boolean;
  /** Takes back what stands on the terminal. */
  end(): void;
}

/**
 * `ndjson` on stdout gets a line as each result comes, unless `mayRunAgain`: then only the last run's results count, and they come with the
 * report. Otherwise a terminal behind stderr shows how far the run is, unless `quiet`.
 */
export function tellLive(options: {
  readonly format: readonly ReportFormat[];
  readonly total: number;
  readonly mayRunAgain: boolean;
  readonly quiet?: boolean | undefined;
  readonly secrets: readonly string[];
}): LiveReport {
  const isNdjson = options.format.some(({ format, path }) => format === 'ndjson' && path === undefined);
  if (isNdjson && !options.mayRunAgain) {
    const onResult: RunListener['onResult'] = (result) =>
      void process.stdout.write(ndjsonCheck(redactedCheck(result, options.secrets)));
    return { isStreamed: true, begin: () => ({ onResult }), end() {} };
  }
  if (options.quiet || !process.stderr.isTTY) return { isStreamed: false, begin: () => ({}), end() {} };
  return {
    isStreamed: false,
    begin: () => showProgress(options.total, process.stderr),
    end: () => clearProgress(process.stderr),
  };
}
