/** docs/wire-profiles.md and the README's table of profiles, as the table of switches renders them. */
import { WIRE_PROFILES, WIRE_SWITCHES, wireSwitchFlag } from '#engine/wire/wire-profile.ts';
import type { WireProfile, WireSwitchName } from '#engine/wire/wire-profile.ts';

const NAMES = Object.keys(WIRE_SWITCHES) as WireSwitchName[];
const PROFILES: readonly [string, WireProfile][] = Object.entries(WIRE_PROFILES);
const OTHERS = PROFILES.filter(([name]) => name !== 'observed');

/** The whole page, ending with a line feed. */
export function wirePage(): string {
  const lines = [
    '# Wire profiles',
    '',
    '<!-- Written by `node test/docs/write-pages.ts` from engine/wire/wire-profile.ts: change that instead. -->',
    '',
    "Where the sources about Dhan's wire disagree there is a switch, and a profile is one value for each of them: `observed` is the real wire as",
    "it was recorded, `documented` the letter of Dhan's documents, `sdk` what the official Python SDK and its fixtures are at ease with, `seed-compat` the",
    'documents of the first original system. `--wire NAME` chooses one; behind commas stands what differs: `--wire observed,messages=batch,greek-clock=clean`.',
    '',
    `| switch | decides | values, the observed one first | ${OTHERS.map(([name]) => name).join(' | ')} |`,
    `|---|---|---|${'---|'.repeat(OTHERS.length)}`,
    ...NAMES.map((name) => {
      const { values, about } = WIRE_SWITCHES[name];
      const all = values.map((value) => `\`${value}\``).join(', ');
      return `| \`${wireSwitchFlag(name)}\` | ${about} | ${all} | ${differences(name).join(' | ')} |`;
    }),
  ];
  return `${lines.join('\n')}\n`;
}

/** The rows in which a named profile differs from the observed wire, for the README. */
export function wireDifferences(): string {
  const rows = NAMES.map((name) => ({ name, cells: differences(name) }))
    .filter(({ cells }) => cells.some((cell) => cell !== ''))
    .map(({ name, cells }) => {
      const observed = `\`${WIRE_PROFILES.observed[name]}\``;
      return `| \`${wireSwitchFlag(name)}\` | ${[observed, ...cells].join(' | ')} |`;
    });
  const head = `| switch | ${PROFILES.map(([name]) => `\`${name}\``).join(' | ')} |`;
  return [head, `|---|${'---|'.repeat(PROFILES.length)}`, ...rows].join('\n');
}

/** The value of each profile but the observed one; empty where it agrees with that. */
function differences(name: WireSwitchName): string[] {
  return OTHERS.map(([, wire]) => (wire[name] === WIRE_PROFILES.observed[name] ? '' : `\`${wire[name]}\``));
}
