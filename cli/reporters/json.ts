import type { VerifyReport } from './reporter.ts';

/** The report for other programs. Keys are a promise: `target`, `checks`, `summary`, `exitCode`. */
export function renderJson(report: VerifyReport): string {
  const { target, checks, summary, exitCode } = report;
  return `${JSON.stringify({ target, checks, summary, exitCode }, null, 2)}\n`;
}
