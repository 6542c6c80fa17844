/** docs/checks.md as the table of built-in checks renders it. */
import type { Check } from '#engine/verify/check.ts';
import { builtInChecks } from '#engine/verify/plan.ts';
import { BUILT_IN_SUITES } from '#engine/verify/suite.ts';

/** The whole page, ending with a line feed. */
export function checksPage(): string {
  const all = builtInChecks();
  const lines = [
    '# The built-in checks',
    '',
    '<!-- Written by `node test/docs/write-pages.ts` from engine/verify/plan.ts: change the checks there instead. -->',
    '',
    '`preopen verify` runs them, those that wait for nothing side by side. An id is a promise: `--grep` chooses by it, a suite changes or leaves out a check by it',
    '(`without`, `change`), reports carry it. A check of severity `warn` never fails a run by itself. One that depends on another is skipped when that one did not',
    'pass. What cannot be judged, such as movement in a closed market, is skipped and says why.',
    '',
    'Checks with the tag `sockets` open a feed socket of their own. With `--exchange live` they are skipped unless `--own-socket` allows it. No check places an',
    'order, renews a token or changes anything.',
    ...BUILT_IN_SUITES.flatMap((suite) => [
      '',
      `## Suite \`${suite}\``,
      '',
      '| id | title | group | severity | tags | depends on | asserts |',
      '|---|---|---|---|---|---|---|',
      ...all.filter((one) => one.suite === suite).map(({ check }) => rowOf(check)),
    ]),
  ];
  return `${lines.join('\n')}\n`;
}

function rowOf<Targets>(check: Check<Targets>): string {
  const { id, title, group, severity = 'fail', tags = [], dependsOn, asserts = '' } = check;
  const codes = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(' ');
  const cells = [codes([id]), title, group, severity, codes(tags), codes(dependsOn), asserts];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}
