import type { CheckResult, CheckStatus } from '#engine/verify/check.ts';
import { evidenceLines, groupsOf, oneLine, spokenCounts } from './verify-report.ts';
import type { VerifyReport } from './verify-report.ts';

const SIGNS: Readonly<Record<CheckStatus, string>> = {
  pass: '✅ ok',
  warn: '⚠️ warn',
  fail: '❌ **fail**',
  skip: '⏭️ skip',
  pending: '⏳ pending',
};

const VERDICTS: Readonly<Record<number, string>> = { 0: '✅ ok', 3: '❔ inconclusive' };

/** The report in Markdown for a GitHub job's summary: the verdict, what to mend, then every check in a table per group. */
export function renderStepSummary(report: VerifyReport): string {
  const failing = report.checks.filter(({ status }) => status === 'fail' || status === 'warn');
  return [
    `## preopen verify: ${VERDICTS[report.exitCode] ?? '❌ failed'}`,
    '',
    `${cell(report.target)}: ${cell(report.exitReason)}.`,
    '',
    `${spokenCounts(report.summary)}, exit ${report.exitCode}, ${(report.durationMs / 1000).toFixed(1)} s.`,
    '',
    ...failing.flatMap(explanation),
    ...groupsOf(report.checks).flatMap(({ name, checks }) => [
      `<details><summary>${cell(name)}: ${checks.length} checks</summary>`,
      '',
      '| status | check | observed |',
      '|---|---|---|',
      ...checks.map(row),
      '',
      '</details>',
      '',
    ]),
  ].join('\n');
}

function row({ status, id, observed, attempts }: CheckResult): string {
  const tries = attempts > 1 ? ` (${attempts} tries)` : '';
  return `| ${SIGNS[status]} | ${cell(id)} | ${cell(observed)}${tries} |`;
}

function explanation(check: CheckResult): string[] {
  const { status, id, title, expected, observed, remedy } = check;
  const evidence = evidenceLines(check);
  return [
    `### ${SIGNS[status]} ${cell(id)}: ${cell(title)}`,
    '',
    `- expected: ${cell(expected)}`,
    `- observed: ${cell(observed)}`,
    '',
    ...(remedy === '' ? [] : [...codeBlock([oneLine(remedy)]), '']),
    ...(evidence.length === 0 ? [] : [...codeBlock(evidence), '']),
  ];
}

/** The fence is longer than any run of backticks inside. */
function codeBlock(lines: readonly string[]): string[] {
  const runs = lines.join('\n').match(/`+/g) ?? [];
  const fence = '`'.repeat(Math.max(3, ...runs.map((run) => run.length + 1)));
  return [fence, ...lines, fence];
}

/** Text that stays text, also between the bars of a table. */
function cell(text: string): string {
  return oneLine(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll(/[\\`*_{}[\]|#~@]/g, '\\$&');
}
