import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { builtInCheckIds } from '#engine/verify/plan.ts';
import { BUILT_IN_SUITES } from '#engine/verify/suite.ts';
import { preopen } from '#test/support/preopen-command.ts';

function page(path: string): string {
  return readFileSync(fileURLToPath(new URL(`../../${path}`, import.meta.url)), 'utf8');
}

test('every check that takes the place of a step of verify_fix exists', () => {
  const known = BUILT_IN_SUITES.flatMap((suite) => builtInCheckIds(suite));
  const rows = page('docs/replacing-verify-fix.md')
    .split('\n')
    .filter((line) => line.startsWith('| '));
  const named = rows.flatMap((row) => [...row.matchAll(/`([a-z]+(?:\.[a-z-]+)+)`/g)].map(([, id]) => id!));
  const ids = named.filter((name) => !/\.(?:py|log|sh|bat|ps1)$/.test(name));
  expect(ids.length).toBeGreaterThan(20);
  expect(ids.filter((id) => !known.includes(id))).toEqual([]);
  for (const step of ['1', '2', '3', '4', '5', '6'])
    expect(rows.filter((row) => row.startsWith(`| ${step}. `))).toHaveLength(1);
});

/** `preopen VERB ... --flag` of the examples, with the place it stands at. */
function commandsIn(path: string): { readonly verb: string; readonly flags: readonly string[] }[] {
  const found = page(path).matchAll(/\bpreopen(?:@\S+)? ((?!docs)[a-z]+)((?: +[^\s|`#]+)*)/g);
  return [...found]
    .map(([, verb = '', rest = '']) => ({ verb, flags: rest.match(/(?<=\s)--?[a-z][\w-]*/g) ?? [] }))
    .filter(({ verb, flags }) => flags.length > 0 || VERBS.includes(verb));
}

const VERBS = ['init', 'doctor', 'verify', 'serve', 'drift', 'run'];

test.each([
  ['docs/deploy/README.md', 1],
  ['docs/deploy/windows.md', 4],
  ['docs/deploy/trading-strategy.service', 1],
  ['docs/replacing-verify-fix.md', 4],
])('every command and flag in %s is one', async (path, atLeast) => {
  const commands = commandsIn(path).filter(({ verb }) => VERBS.includes(verb));
  expect(commands.length).toBeGreaterThanOrEqual(atLeast);
  for (const { verb, flags } of commands) {
    const { stdout, exitCode } = await preopen([verb, '--help']);
    expect(exitCode).toBe(0);
    for (const flag of flags) expect(stdout).toMatch(new RegExp(`(?:^|[\\s,])${flag}(?=[\\s,=])`, 'm'));
  }
});

test('the Windows page needs no bash', () => {
  const blocks = [...page('docs/deploy/windows.md').matchAll(/```(\w+)\n/g)].map(([, language]) => language);
  expect(blocks).toEqual(['powershell', 'bat']);
  expect(page('docs/deploy/windows.md')).not.toMatch(/^\s*(?:export |bash |\.\/|source )/m);
});

test('the compose gate runs the suite before the frontend starts', () => {
  const { services } = parse(page('docs/deploy/compose.yaml')) as {
    readonly services: Readonly<Record<string, { readonly command?: string; readonly depends_on?: unknown }>>;
  };
  expect(services['preopen']?.command).toMatch(/^verify --suite \.\/preopen\.suite\.yaml --wait 90s/);
  expect(services['frontend']?.depends_on).toEqual({
    preopen: { condition: 'service_completed_successfully' },
  });
});
