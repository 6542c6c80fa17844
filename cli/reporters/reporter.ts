import type { CheckResult, VerificationReport } from '#engine/verify/check.ts';
import { redactSecrets } from '#engine/verify/redact.ts';
import { renderGithub } from './github.ts';
import { renderJson } from './json.ts';
import { renderJunit } from './junit.ts';
import { renderPretty } from './pretty.ts';
import type { PrettyOptions } from './pretty.ts';

/** A finished verification as a reporter needs it: what was judged, the verdicts, and the exit code that follows from them. */
export interface VerifyReport {
  /** What was verified, in the words of the command line; never a secret. */
  readonly target: string;
  readonly checks: readonly CheckResult[];
  readonly summary: VerificationReport['summary'];
  readonly exitCode: number;
  /** Who was called over the network, and how often. */
  readonly calls?: VerificationReport['calls'];
}

export const REPORT_FORMATS = ['pretty', 'json', 'junit', 'github'] as const;
export type ReportFormat = (typeof REPORT_FORMATS)[number];

const RENDERERS: Readonly<Record<ReportFormat, (report: VerifyReport, options: PrettyOptions) => string>> = {
  pretty: renderPretty,
  json: renderJson,
  junit: renderJunit,
  github: renderGithub,
};

/** The report as text in `format`, ending with a line feed. `options` matter to `pretty` only. */
export function renderReport(
  format: ReportFormat,
  report: VerifyReport,
  options: PrettyOptions = {},
): string {
  return RENDERERS[format]({ ...report, target: redactSecrets(report.target) }, options);
}
