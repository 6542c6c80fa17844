import type { CheckResult, HostCalls, Measurement } from '#engine/verify/check.ts';
import { istIso } from '#engine/market/ist-time.ts';
import type { VerifyReport } from './verify-report.ts';

/** The report for other programs, docs/verify-report.schema.json. Keys of a version stay; new ones may come. */
export interface JsonReport {
  readonly schemaVersion: 1;
  /** Version of preopen. */
  readonly preopen: string;
  readonly target: string;
  readonly suite: string;
  /** ISO 8601, IST. */
  readonly startedAt: string;
  readonly durationMs: number;
  readonly exitCode: number;
  readonly exitReason: string;
  readonly summary: VerifyReport['summary'];
  /** Who was called over the network, and how often; absent where nothing left the process. */
  readonly calls?: HostCalls[];
  readonly checks: readonly JsonCheck[];
}

export interface JsonCheck extends Omit<CheckResult, 'measurements' | 'tags'> {
  readonly tags: string[];
  readonly measurements: Measurement[];
}

export function renderJson(report: VerifyReport): string {
  return `${JSON.stringify({ ...jsonHead(report), checks: report.checks.map(jsonCheck) } satisfies JsonReport, null, 2)}\n`;
}

/** The whole report but for its checks. */
export function jsonHead(report: VerifyReport): Omit<JsonReport, 'checks'> {
  const { version, target, suite, startedAtMs, durationMs, exitCode, exitReason, summary, calls } = report;
  return {
    schemaVersion: 1,
    preopen: version,
    target,
    suite,
    startedAt: istIso(startedAtMs),
    durationMs,
    exitCode,
    exitReason,
    summary,
    ...(calls ? { calls: [...calls] } : {}),
  };
}

/** A check with its keys in one order, whoever made it. */
export function jsonCheck(check: CheckResult): JsonCheck {
  const { id, title, group, severity, tags, status, expected, observed, remedy } = check;
  const { startedMs, durationMs, attempts, measurements, evidence, seenFrom } = check;
  return {
    id,
    title,
    group,
    severity,
    tags: [...tags],
    status,
    expected,
    observed,
    remedy,
    startedMs,
    durationMs,
    attempts,
    measurements: [...measurements],
    ...(evidence === undefined ? {} : { evidence }),
    ...(seenFrom === undefined ? {} : { seenFrom }),
  };
}
