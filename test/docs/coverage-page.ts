/** docs/coverage.md as the route table, the packet table and the cases of the contract suite render it. */
import { ROUTES, routeKey } from '#mock-dhan/rest/route-table.ts';
import { feedCaseCells, routeCaseCells } from '#test/mock-dhan/contract/cases/case-cells.ts';
import {
  cellKey,
  feedAnswers,
  PROFILE_NAMES,
  routeCells,
} from '#test/mock-dhan/contract/cases/coverage-rows.ts';
import type { Cell } from '#test/mock-dhan/contract/cases/coverage-rows.ts';

/** The whole page, ending with a line feed. */
export function coveragePage(): string {
  const statuses = [...new Set(routeCells().map(({ answer }) => answer))].sort();
  const routeCounts = countsOf(routeCaseCells());
  const feedCounts = countsOf(feedCaseCells());
  const feeds = Object.entries(feedAnswers());
  const lines = [
    '# Coverage of the contract suite',
    '',
    '<!-- Written by `node test/docs/write-pages.ts` from the route and packet tables and test/mock-dhan/contract/cases: change those instead. -->',
    '',
    'Rows and columns come from the tables the exchange is built from, never from the tests; a blank is an answer the endpoint does not have. A number',
    'tells how many cases there are on every wire profile; where profiles differ they are named. A case counts only when its run has asserted the status (of a',
    'packet: its code and length), every key, and a value or a change of state, and when the exchange itself counted the answer as that of this very endpoint.',
    'Each case is run in process, over HTTP and over TLS, and those of routes once more through msw.',
    '',
    '`served` endpoints answer from the scenario and what its accounts did; what only the first original system asked for is `seed compat`.',
    '',
    '## Endpoints',
    '',
    table(
      ['endpoint', 'answers', ...statuses],
      ROUTES.map((route) => [
        `\`${routeKey(route)}\``,
        route.answer.replaceAll('-', ' '),
        ...statuses.map((answer) => cellText(routeCounts, routeKey(route), answer)),
      ]),
    ),
    '',
    '## Feeds',
    '',
    table(
      ['feed', 'packet or end', 'cases'],
      feeds.flatMap(([feed, answers]) =>
        answers.map((answer) => [feed, answer, cellText(feedCounts, feed, answer)]),
      ),
    ),
    '',
    '## Out of scope',
    '',
    'These surfaces of the real exchange are not simulated. They answer 501 with their name:',
    '',
    ...ROUTES.filter(({ answer }) => answer === 'out-of-scope').map(
      ({ name, path }) => `- ${name}: \`${path}\``,
    ),
  ];
  return `${lines.join('\n')}\n`;
}

function countsOf(cells: readonly Cell[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const cell of cells) counts.set(cellKey(cell), (counts.get(cellKey(cell)) ?? 0) + 1);
  return counts;
}

/** `3` on every wire, or `2 documented, sdk; 3 observed`. */
function cellText(counts: ReadonlyMap<string, number>, subject: string, answer: string): string {
  const byCount = Map.groupBy(
    PROFILE_NAMES,
    (profile) => counts.get(cellKey({ subject, answer, profile })) ?? 0,
  );
  if (byCount.size === 1) return byCount.has(0) ? '' : String([...byCount.keys()][0]);
  return [...byCount]
    .filter(([count]) => count > 0)
    .map(([count, profiles]) => `${count} ${profiles.join(', ')}`)
    .join('; ');
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), `|${'---|'.repeat(head.length)}`, ...rows.map(line)].join('\n');
}
