import type { CheckResult } from '#engine/verify/check.ts';
import { jsonCheck, jsonHead } from './json.ts';
import { oneLineJson } from './one-line-json.ts';
import type { VerifyReport } from './verify-report.ts';

/** One JSON object a line: `{"type":"check", ...}` per check, at the end `{"type":"summary", ...}`; their keys are those of `json`. */
export function renderNdjson(report: VerifyReport): string {
  return [...report.checks.map(ndjsonCheck), ndjsonSummary(report)].join('');
}

/** The line of one check. */
export function ndjsonCheck(check: CheckResult): string {
  return `${oneLineJson({ type: 'check', ...jsonCheck(check) })}\n`;
}

/** The last line. */
export function ndjsonSummary(report: VerifyReport): string {
  return `${oneLineJson({ type: 'summary', ...jsonHead(report) })}\n`;
}
