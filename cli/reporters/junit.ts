import type { CheckResult } from '#engine/verify/check.ts';
import { istIso } from '#engine/market/ist-time.ts';
import { escapeXml } from './escape-xml.ts';
import { failureBesideChecks, groupsOf } from './verify-report.ts';
import type { CheckGroup, VerifyReport } from './verify-report.ts';

/**
 * JUnit XML as CI servers read it: one suite per group, a warning as `system-out` of a passed case, what is pending as skipped. A run that
 * fails beside its checks has an `error` in a suite of its own.
 * Source: Jenkins' junit-4.xsd.
 */
export function renderJunit(report: VerifyReport): string {
  const failure = failureBesideChecks(report);
  const totals = countsOf(report.checks, failure === undefined ? 0 : 1);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="${escapeXml(`preopen verify ${report.target}`)}" ${totals} time="${seconds(report.durationMs)}">`,
    ...groupsOf(report.checks).flatMap((group, index) => suiteLines(report, group, index)),
    ...(failure === undefined ? [] : verdictLines(failure)),
    '</testsuites>',
    '',
  ].join('\n');
}

function suiteLines(report: VerifyReport, { name, checks }: CheckGroup, index: number): string[] {
  const durationMs = checks.reduce((sum, check) => sum + check.durationMs, 0);
  const skipped = checks.filter(({ status }) => status === 'skip' || status === 'pending').length;
  return [
    `  <testsuite name="${escapeXml(name)}" id="${index}" ${countsOf(checks, 0)} skipped="${skipped}" ` +
      `time="${seconds(durationMs)}" timestamp="${istIso(report.startedAtMs)}">`,
    '    <properties>',
    `      <property name="preopen" value="${escapeXml(report.version)}"/>`,
    `      <property name="suite" value="${escapeXml(report.suite)}"/>`,
    `      <property name="target" value="${escapeXml(report.target)}"/>`,
    '    </properties>',
    ...checks.flatMap(caseLines),
    '  </testsuite>',
  ];
}

function countsOf(checks: readonly CheckResult[], errors: number): string {
  const failures = checks.filter(({ status }) => status === 'fail').length;
  return `tests="${checks.length + errors}" failures="${failures}" errors="${errors}"`;
}

function verdictLines(reason: string): string[] {
  return [
    '  <testsuite name="verdict" tests="1" failures="0" errors="1" skipped="0">',
    '    <testcase classname="preopen.verdict" name="verdict: the run as a whole">',
    `      <error message="${escapeXml(reason)}" type="verdict"/>`,
    '    </testcase>',
    '  </testsuite>',
  ];
}

function caseLines(check: CheckResult): string[] {
  const attributes = `classname="${escapeXml(`preopen.${check.group}`)}" name="${escapeXml(`${check.id}: ${check.title}`)}" time="${seconds(check.durationMs)}"`;
  const inside = insideCase(check);
  return inside === ''
    ? [`    <testcase ${attributes}/>`]
    : [`    <testcase ${attributes}>`, `      ${inside}`, '    </testcase>'];
}

function insideCase(check: CheckResult): string {
  if (check.status === 'pass') return '';
  if (check.status === 'skip') return `<skipped>${escapeXml(check.observed)}</skipped>`;
  if (check.status === 'pending') return `<skipped>${escapeXml(`pending: ${check.observed}`)}</skipped>`;
  const text = escapeXml(explanation(check));
  if (check.status === 'warn') return `<system-out>${text}</system-out>`;
  return `<failure message="${escapeXml(check.observed)}" type="${escapeXml(check.id)}">${text}</failure>`;
}

function explanation(check: CheckResult): string {
  const tries = check.attempts > 1 ? `\ntries: ${check.attempts}` : '';
  const evidence = check.evidence === undefined ? '' : `\n\n${check.evidence}`;
  return `expected: ${check.expected}\nobserved: ${check.observed}\nremedy: ${check.remedy}${tries}${evidence}`;
}

function seconds(durationMs: number): string {
  return (durationMs / 1000).toFixed(3);
}
