/** docs/scenarios.md as the catalogue renders it. */
import { describeExpectation } from '#engine/behaviour/describe-expectation.ts';
import type { PlannedFault } from '#engine/faults/planned-fault.ts';
import { spokenPlatformFault } from '#engine/faults/platform-fault.ts';
import type { Scenario } from '#engine/scenario.ts';
import { loadScenario, scenarioNames } from '#scenarios/catalogue.ts';

/** The whole page, ending with a line feed. */
export function scenariosPage(): string {
  const scenarios = scenarioNames().map((name) => loadScenario(name).scenario);
  const lines = [
    '# The shipped scenarios',
    '',
    '<!-- Written by `node test/docs/write-pages.ts` from scenarios/catalogue: change the scenario files instead. -->',
    '',
    '`preopen replay NAME` plays one against the reference backend, `preopen serve --scenario NAME` serves it to a client of yours. Times are IST.',
    '',
    '| name | what happens |',
    '|---|---|',
    ...scenarios.map(({ name, title }) => `| [\`${name}\`](#${name}) | ${title} |`),
    ...scenarios.flatMap(sectionOf),
  ];
  return `${lines.join('\n')}\n`;
}

function sectionOf({ name, title, description, clock, faults, platform, rules }: Scenario): string[] {
  const { behaviour, startup } = rules.expect;
  return [
    '',
    `## ${name}`,
    '',
    `**${title}.** ${clock.date}, ${clock.startAt} to ${clock.endAt}.`,
    '',
    description.trim(),
    ...listed(
      'What goes wrong:',
      faults.map((fault) => `\`${fault.id}\`: ${faultText(fault)}`),
    ),
    ...listed(
      'What is wrong with the second system, in `preopen serve --platform` alone:',
      platform.faults.map((fault) => `\`${spokenPlatformFault(fault)}\``),
    ),
    ...listed('A correct client:', [
      ...(startup === 'refused' ? ['`startup`: refuses to start, and says why'] : []),
      ...behaviour.map((one) => `\`${one.id}\`: ${describeExpectation(one)} (${one.because})`),
    ]),
  ];
}

function listed(head: string, items: readonly string[]): string[] {
  return items.length === 0 ? [] : ['', head, '', ...items.map((item) => `- ${item}`)];
}

/** The kind, its window and what else the file says of it. */
function faultText({ id: _id, kind, from, until, ...others }: PlannedFault): string {
  const details = Object.entries(others)
    .filter(([key, value]) => value !== undefined && !(key === 'probability' && value === 1))
    .map(([key, value]) => `${key} ${valueText(value)}`);
  const window = [
    ...(from === undefined ? [] : [`from ${from}`]),
    ...(until === undefined ? [] : [`until ${until}`]),
  ];
  return [kind, ...window, ...details].join(', ');
}

function valueText(value: unknown): string {
  if (Array.isArray(value)) return value.join(', ');
  return typeof value === 'string' ? value : JSON.stringify(value);
}
