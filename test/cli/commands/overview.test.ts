import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeAccessToken } from '#test/support/access-tokens.ts';
import { emptyFolder, preopen } from '#test/support/preopen-command.ts';

test('preopen alone tells bell, day, token, verdict and three commands to begin with, and is exit 0', async () => {
  const { exitCode, stdout, stderr } = await preopen([]);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  expect(stdout).toMatch(/^next bell +NSE (?:opens|closes) \w{3} \d{4}-\d\d-\d\d \d\d:\d\d IST, in /m);
  expect(stdout).toMatch(/^today +\w{3} \d{4}-\d\d-\d\d \d\d:\d\d IST, NSE /m);
  expect(stdout).toMatch(/^token +none in the environment/m);
  expect(stdout).toMatch(/^last verdict +none in this folder$/m);
  for (const command of ['preopen init', 'preopen doctor', 'preopen serve'])
    expect(stdout).toContain(command);
});

test('the token is told by its life and never shown', async () => {
  const token = makeAccessToken({ clientId: '1000000001', expiresAtMs: Date.now() + 7_190_000 });
  const { stdout } = await preopen([], { env: { DHAN_CLIENT_ID: '1000000001', DHAN_ACCESS_TOKEN: token } });
  expect(stdout).toContain('using the environment credentials, valid for 1 h more');
  for (const part of token.split('.')) expect(stdout).not.toContain(part);
});

test('verify keeps its verdict for it: what failed where, without a password of the address', async () => {
  const cwd = emptyFolder();
  writeFileSync(
    join(cwd, 'own.yaml'),
    'schemaVersion: 1\nname: own\nchecks:\n  - id: own.page\n    http: http://127.0.0.1:9/\n',
  );
  const target = ['verify', '--exchange', 'mock', '--scenario', 'missing-credentials'];
  const failed = await preopen(target, { cwd });
  expect(failed.exitCode).toBe(1);
  const { stdout } = await preopen([], { cwd });
  expect(stdout).toMatch(
    /^last verdict +exit 1, \d+ s ago: .*credentials\.present.* failed \(exchange mock, scenario missing-credentials\)$/m,
  );
  await preopen(['verify', '--suite', './own.yaml', '--backend', 'http://u:hunter2@127.0.0.1:9'], { cwd });
  const kept = readFileSync(join(cwd, '.preopen/last-verdict.json'), 'utf8');
  expect(kept).toContain('backend http://127.0.0.1:9');
  expect(kept).not.toContain('hunter2');
});

test('a verdict that cannot be kept or read changes no exit code', async () => {
  const cwd = emptyFolder();
  mkdirSync(join(cwd, '.preopen'));
  writeFileSync(join(cwd, '.preopen/last-verdict.json'), '{"schemaVersion": 9}');
  chmodSync(join(cwd, '.preopen/last-verdict.json'), 0o400);
  expect((await preopen([], { cwd })).stdout).toContain('none in this folder');
  const blocked = emptyFolder();
  writeFileSync(join(blocked, '.preopen'), 'a file where the folder would be');
  expect(
    (await preopen(['verify', '--exchange', 'mock', '--at', '09:20:00'], { cwd: blocked })).exitCode,
  ).toBe(0);
});
