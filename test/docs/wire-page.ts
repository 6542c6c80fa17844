/** docs/wire-profiles.md as the table of switches renders it. */
import { WIRE_PROFILES, WIRE_SWITCHES, wireSwitchFlag } from '#engine/wire/wire-profile.ts';
import type { WireProfile, WireSwitchName } from '#engine/wire/wire-profile.ts';

/** The whole page, ending with a line feed. */
export function wirePage(): string {
  const names = Object.keys(WIRE_SWITCHES) as WireSwitchName[];
  const profiles: [string, WireProfile][] = Object.entries(WIRE_PROFILES);
  const lines = [
    '# Wire profiles',
    '',
    '<!-- Written by `node test/docs/write-pages.ts` from engine/wire/wire-profile.ts: change that instead. -->',
    '',
    "Where the sources about Dhan's wire disagree there is a switch, and a profile is one value for each of them: `observed` is the real wire as",
    "it was recorded, `documented` the letter of Dhan's documents, `sdk` what the official Python SDK and its fixtures are at ease with, `seed-compat` the",
    'documents of the first original system. `--wire NAME` chooses one; behind commas stands what differs: `--wire observed,messages=batch,greek-clock=clean`.',
    '',
    `| switch | decides | ${profiles.map(([name]) => name).join(' | ')} | other values |`,
    `|---|---|${profiles.map(() => '---|').join('')}---|`,
    ...names.map((name) => row(name, profiles)),
  ];
  return `${lines.join('\n')}\n`;
}

/** A profile that agrees with the observed wire has an empty cell. */
function row(name: WireSwitchName, profiles: readonly [string, WireProfile][]): string {
  const { values, about } = WIRE_SWITCHES[name];
  const [observed] = values;
  const cells = profiles.map(([profile, wire]) =>
    profile === 'observed' || wire[name] !== observed ? `\`${wire[name]}\`` : '',
  );
  const used = new Set<string>(profiles.map(([, wire]) => wire[name]));
  const others = values.filter((value) => !used.has(value)).map((value) => `\`${value}\``);
  return `| \`${wireSwitchFlag(name)}\` | ${about} | ${cells.join(' | ')} | ${others.join(', ')} |`;
}
