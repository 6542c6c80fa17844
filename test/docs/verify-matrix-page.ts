/** docs/verify-matrix.md: which checks of `verify` every shipped scenario makes fail, as the scenario files say. */
import { loadScenario, scenarioNames } from '#scenarios/catalogue.ts';
import type { Scenario } from '#engine/scenario.ts';

/** The whole page, ending with a line feed. */
export function verifyMatrixPage(): string {
  const scenarios = scenarioNames().map((name) => loadScenario(name).scenario);
  const lines = [
    '# What verify finds in each scenario',
    '',
    '<!-- Written by `node test/docs/write-pages.ts` from rules.expect.verify of scenarios/catalogue: change the scenario files instead. -->',
    '',
    '`preopen verify --exchange mock --scenario NAME` judges the exchange of a scenario and the reference backend on it, at the IST time of the second column.',
    'The third column holds every check that fails or warns there; all others pass, or are skipped because one of these did not. CI compares it with what verify finds.',
    '',
    '| scenario | at | checks that fail; those that warn in brackets |',
    '|---|---|---|',
    ...scenarios.map(rowOf),
    '',
    '## The second system',
    '',
    'The same of `preopen serve --platform --scenario NAME`, judged by `preopen verify --suite stocksblitz`, from `rules.expect.suites.stocksblitz` of the scenario files. What',
    'depends on a check that fails or is pending is skipped. Every other scenario plays the platform whole: green while its exchange is.',
    '',
    '| scenario | from | checks that fail; those that are pending in brackets |',
    '|---|---|---|',
    ...scenarios.flatMap(platformRow),
  ];
  return `${lines.join('\n')}\n`;
}

function platformRow({ name, clock, rules }: Scenario): string[] {
  const { stocksblitz } = rules.expect.suites;
  if (!stocksblitz) return [];
  const { at = clock.serveAt, failing, warning, pending } = stocksblitz;
  const inBrackets = [...warning, ...pending].map((id) => `(\`${id}\`)`);
  const checks = [...failing.map((id) => `\`${id}\``), ...inBrackets];
  return [`| [\`${name}\`](scenarios.md#${name}) | ${at} | ${checks.join(' ')} |`];
}

function rowOf({ name, clock, rules }: Scenario): string {
  const { at = clock.serveAt, failing, warning } = rules.expect.verify;
  const checks = [...failing.map((id) => `\`${id}\``), ...warning.map((id) => `(\`${id}\`)`)];
  return `| [\`${name}\`](scenarios.md#${name}) | ${at} | ${checks.join(' ') || 'green'} |`;
}
