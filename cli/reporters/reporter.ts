import { renderGithub } from './github.ts';
import { renderHealth } from './health.ts';
import { renderHtml } from './html/page.ts';
import { renderJson } from './json.ts';
import { renderJunit } from './junit.ts';
import { renderNagios } from './nagios.ts';
import { renderNdjson } from './ndjson.ts';
import { renderPretty } from './pretty.ts';
import type { PrettyOptions } from './pretty.ts';
import { renderPrometheus } from './prometheus.ts';
import type { ReportFormat } from './report-formats.ts';
import { renderTap } from './tap.ts';
import { redactedReport } from './verify-report.ts';
import type { VerifyReport } from './verify-report.ts';

const RENDERERS: Readonly<Record<ReportFormat, (report: VerifyReport, options: PrettyOptions) => string>> = {
  pretty: renderPretty,
  json: renderJson,
  ndjson: renderNdjson,
  junit: renderJunit,
  tap: renderTap,
  github: renderGithub,
  nagios: renderNagios,
  prometheus: renderPrometheus,
  health: renderHealth,
  html: renderHtml,
};

/** How a report may look, and what it must not show besides what looks like a secret. */
export interface RenderOptions extends PrettyOptions {
  readonly secrets?: readonly string[];
}

/** The report as text in `format`, ending with a line feed. `isColoured` and `width` matter to `pretty` only. */
export function renderReport(
  format: ReportFormat,
  report: VerifyReport,
  { secrets, ...options }: RenderOptions = {},
): string {
  return RENDERERS[format](redactedReport(report, secrets), options);
}
