import type { CheckResult } from '#engine/verify/check.ts';
import type { VerifyReport } from './reporter.ts';

/** JUnit XML as CI servers read it: one suite per group, a warning as `system-out` of a passed case. */
export function renderJunit(report: VerifyReport): string {
  const groups = [...new Set(report.checks.map((check) => check.group))];
  const totals = countsOf(report.checks);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="preopen verify ${escapeXml(report.target)}" ${totals}>`,
    ...groups.flatMap((group) =>
      suiteLines(
        group,
        report.checks.filter((check) => check.group === group),
      ),
    ),
    '</testsuites>',
    '',
  ].join('\n');
}

function suiteLines(group: string, checks: readonly CheckResult[]): string[] {
  return [
    `  <testsuite name="${escapeXml(group)}" ${countsOf(checks)}>`,
    ...checks.flatMap(caseLines),
    '  </testsuite>',
  ];
}

function countsOf(checks: readonly CheckResult[]): string {
  const count = (status: CheckResult['status']): number =>
    checks.filter((check) => check.status === status).length;
  const durationMs = checks.reduce((sum, check) => sum + check.durationMs, 0);
  return `tests="${checks.length}" failures="${count('fail')}" errors="0" skipped="${count('skip') + count('pending')}" time="${seconds(durationMs)}"`;
}

function caseLines(check: CheckResult): string[] {
  const attributes = `classname="preopen.${escapeXml(check.group)}" name="${escapeXml(`${check.id}: ${check.title}`)}" time="${seconds(check.durationMs)}"`;
  const inside = insideCase(check);
  return inside === ''
    ? [`    <testcase ${attributes}/>`]
    : [`    <testcase ${attributes}>`, `      ${inside}`, '    </testcase>'];
}

function insideCase(check: CheckResult): string {
  const message = `message="${escapeXml(check.observed)}"`;
  if (check.status === 'pass') return '';
  if (check.status === 'skip' || check.status === 'pending') return `<skipped ${message}/>`;
  const text = escapeXml(explanation(check));
  if (check.status === 'warn') return `<system-out>${text}</system-out>`;
  return `<failure ${message} type="${escapeXml(check.id)}">${text}</failure>`;
}

function explanation(check: CheckResult): string {
  return `expected: ${check.expected}\nobserved: ${check.observed}\nremedy: ${check.remedy}`;
}

function seconds(durationMs: number): string {
  return (durationMs / 1000).toFixed(3);
}

const XML_ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** XML 1.0 allows no control character but tab and line ends, not even escaped, and no lone surrogate. */
function escapeXml(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/[^\t\n\r\u0020-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, '')
    .replaceAll(/[&<>"']/g, (character) => XML_ENTITIES[character] ?? '');
}
