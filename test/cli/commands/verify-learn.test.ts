import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { emptyFolder, preopen } from '#test/support/preopen-command.ts';
import { serveMock } from '#test/support/served-mock.ts';

test('a baseline of a healthy backend passes against it, has bounds and budgets, and is not overwritten', async () => {
  await using mock = await serveMock([
    '--scenario',
    'calm-morning',
    '--at',
    '09:20:00',
    '--backend',
    '--backend-port',
    '0',
  ]);
  const file = join(emptyFolder(), 'baseline.yaml');
  const learnt = await preopen(['verify', '--backend', mock.ready.backendUrl!, '--learn', file]);
  expect(learnt.stderr).toMatch(/learnt \d+ checks, which pass/);
  expect(learnt.exitCode).toBe(0);
  const text = readFileSync(file, 'utf8');
  expect(text).toMatch(/\$\.data\.total_tokens:\n +min: 72/);
  expect(text).toMatch(/within: \d+ms/);
  expect(text).not.toMatch(/2026-02-1\d/);

  const again = await preopen(['verify', '--suite', file]);
  expect(again.exitCode).toBe(0);
  expect(again.stdout).toContain('baseline.cache.stats');
  const twice = await preopen(['verify', '--backend', mock.ready.backendUrl!, '--learn', file]);
  expect(twice).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('is there already') });
  expect(readFileSync(file, 'utf8')).toBe(text);
}, 60_000);

test('nothing is learnt from a backend that is not healthy', async () => {
  const file = join(emptyFolder(), 'baseline.yaml');
  const { exitCode, stderr } = await preopen(['verify', '--backend', 'http://127.0.0.1:1', '--learn', file]);
  expect(exitCode).toBe(3);
  expect(stderr).toContain('nothing was learnt');
  expect(existsSync(file)).toBe(false);
});

test.each([
  [['--exchange', 'mock'], 'expected --backend URL'],
  [['--backend', 'http://me:secret-word@127.0.0.1:1'], 'without a password'],
])('verify --learn %j exits 2', async (targets, said) => {
  const { exitCode, stderr } = await preopen([
    'verify',
    ...targets,
    '--learn',
    join(emptyFolder(), 'x.yaml'),
  ]);
  expect(exitCode).toBe(2);
  expect(stderr).toContain(said);
  expect(stderr).not.toContain('secret-word');
});
