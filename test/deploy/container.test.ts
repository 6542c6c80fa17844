/** There is no container engine here: the lines of the Dockerfile are run in a plain folder instead. */
import { cpSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { emptyFolder } from '#test/support/preopen-command.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const lines = readFileSync(join(ROOT, 'docs/deploy/Dockerfile'), 'utf8').split('\n');

function instruction(name: string): string {
  const line = lines.find((text) => text.startsWith(`${name} `));
  if (line === undefined) throw new Error(`the Dockerfile has no ${name}`);
  return line.slice(name.length + 1);
}

test('the package installs by the RUN line, and ENTRYPOINT with CMD judges a mock in memory', async () => {
  const [packed, image, work] = [emptyFolder(), emptyFolder(), emptyFolder()];
  const { stdout } = await execa(
    'npm',
    ['pack', '--ignore-scripts', '--json', '--pack-destination', packed],
    { cwd: ROOT },
  );
  const [{ filename }] = JSON.parse(stdout) as [{ readonly filename: string }];
  cpSync(join(packed, filename), join(image, 'package.tgz'));
  await execa('sh', ['-c', instruction('RUN')], { cwd: image, env: { npm_config_prefer_offline: 'true' } });
  const [program, ...words] = [
    ...JSON.parse(instruction('ENTRYPOINT')),
    ...JSON.parse(instruction('CMD')),
  ] as [string, ...string[]];
  const run = await execa(program, words, {
    cwd: work,
    reject: false,
    env: { PATH: `${join(image, 'node_modules/.bin')}${delimiter}${process.env['PATH']}` },
  });
  expect(run.stderr).toBe('');
  expect(run.stdout).toMatch(/0 failed, \d+ passed/);
  expect(run.exitCode).toBe(0);
  const plugin = join(image, 'node_modules/preopen/cli/pytest/pytest_preopen.py');
  expect(readFileSync(plugin, 'utf8')).toContain('def preopen(');
}, 240_000);
