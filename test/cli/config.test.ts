import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { emptyFolder, preopen } from '#test/support/preopen-command.ts';
import type { CommandOptions } from '#test/support/preopen-command.ts';

/** A refused start is the shortest run that reports its seed. */
const REPLAY = ['replay', 'missing-credentials', '--format', 'json'] as const;

function folderWith(config: string, file = 'preopen.config.yaml'): string {
  const folder = emptyFolder();
  writeFileSync(join(folder, file), config);
  return folder;
}

async function seedOf(args: readonly string[], options: CommandOptions): Promise<unknown> {
  const { stdout } = await preopen([...REPLAY, ...args], options);
  return (JSON.parse(stdout) as { readonly seed: number }).seed;
}

async function refusal(config: string, args: readonly string[] = REPLAY): Promise<string> {
  const { exitCode, stdout, stderr } = await preopen(args, { cwd: folderWith(config) });
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
  return stderr;
}

test('a flag outranks a variable, a variable outranks the file, the file outranks the default', async () => {
  const cwd = folderWith('seed: 3\n');
  const env = { PREOPEN_SEED: '2' };
  expect(await seedOf(['--seed', '9'], { cwd, env })).toBe(9);
  expect(await seedOf([], { cwd, env })).toBe(2);
  expect(await seedOf([], { cwd })).toBe(3);
  expect(await seedOf([], {})).toBe(1);
});

test('preopen.config.ts is read like the YAML file', async () => {
  expect(await seedOf([], { cwd: folderWith('export default { seed: 4 };\n', 'preopen.config.ts') })).toBe(4);
});

test('a variable with a bad value exits 2 and names the variable', async () => {
  const { exitCode, stderr } = await preopen([...REPLAY], { env: { PREOPEN_SEED: 'many' } });
  expect(exitCode).toBe(2);
  expect(stderr).toContain('PREOPEN_SEED');
});

test('a key that is no flag names file, key and some that are', async () => {
  expect(await refusal('sed: 3\n')).toMatch(/preopen\.config\.yaml: sed: .*name of a flag.*seed/);
});

test('a bad value names file, key and what stood there', async () => {
  expect(await refusal('seed: many\n')).toMatch(/preopen\.config\.yaml: seed: .*"many"/);
});

test('a switch takes true or false and nothing that only looks like it', async () => {
  expect(await refusal('raw: "no"\n')).toMatch(/preopen\.config\.yaml: raw: .*true or false.*"no"/);
});

test('broken YAML and a list are refused by name', async () => {
  expect(await refusal('seed: [1\n')).toContain('preopen.config.yaml cannot be read');
  expect(await refusal('- seed\n')).toMatch(/preopen\.config\.yaml: expected a map/);
});

test('a negated flag can be given as a key and as a variable', async () => {
  const args = ['replay', 'options-page-2026-02-04', '--format', 'json'];
  const byKey = await preopen(args, { cwd: folderWith('no-reprice: true\n') });
  const byVariable = await preopen(args, { env: { PREOPEN_NO_REPRICE: '1' } });
  const deniedByKey = await preopen(args, { cwd: folderWith('no-reprice: false\n') });
  const deniedByVariable = await preopen(args, { env: { PREOPEN_NO_REPRICE: 'false' } });
  const [key, variable, ...denied] = [byKey, byVariable, deniedByKey, deniedByVariable].map(
    ({ stdout }) =>
      (JSON.parse(stdout) as { readonly counters: { readonly legsRepriced: number } }).counters.legsRepriced,
  );
  expect([key, variable]).toEqual([0, 0]);
  for (const legsRepriced of denied) expect(legsRepriced).toBeGreaterThan(0);
});

test('what a command works on is no key: a packet cannot come from the configuration', async () => {
  const args = ['packet', 'encode', '--kind', 'disconnect', '--reason', '805'];
  expect(await refusal('reason: 806\n', args)).toMatch(/preopen\.config\.yaml: reason: .*name of a flag/);
  const { stdout } = await preopen(['packet', 'decode', '320a0000000000002503'], {
    cwd: folderWith('format: json\n'),
  });
  expect(JSON.parse(stdout)).toMatchObject({ length: 10, findings: [] });
});
