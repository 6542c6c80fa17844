import type { VerifyReport } from './reporter.ts';

/** The report for other programs. Keys are a promise: `target`, `checks`, `summary`, `exitCode`, and `calls` where hosts were called. */
export function renderJson(report: VerifyReport): string {
  const { target, checks, summary, exitCode, calls } = report;
  return `${JSON.stringify({ target, checks, summary, exitCode, calls }, null, 2)}\n`;
}
