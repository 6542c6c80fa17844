import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { emptyFolder, preopen } from '#test/support/preopen-command.ts';
import { serveMock } from '#test/support/served-mock.ts';

test('a served exchange’s clock is told and moved', async () => {
  await using served = await serveMock(['--scenario', 'options-page-2026-02-04']);
  const clock = (...words: string[]) => preopen(['clock', ...words, '--ready-file', served.readyFile]);
  expect((await clock('pause')).stdout).toMatch(
    /^2026-02-04T\S+\+05:30 {2}paused {2}options-page-2026-02-04$/,
  );
  const [before, after] = [await clock(), await clock()];
  expect(before.stdout).toBe(after.stdout);
  expect((await clock('seek', '11:45')).stdout).toMatch(/^2026-02-04T11:45:00\.000\+05:30 {2}paused/);
  expect((await clock('speed', '60')).stdout).toContain('  60x  ');
  const back = await clock('seek', '10:00');
  expect([back.exitCode, back.stdout]).toEqual([1, '']);
  expect(back.stderr).toContain('serve again with --at 10:00');
});

test.each([
  [['forwards'], 'expected pause, resume, step'],
  [['seek'], 'was "seek"'],
  [['pause', 'now'], 'was "pause now"'],
])('clock %j is refused in words', async (words, said) => {
  const { exitCode, stderr } = await preopen(['clock', ...words, '--ready-file', 'none.json']);
  expect(exitCode).toBe(2);
  expect(stderr).toContain(said);
});

test('a ready file that is none, and one whose serve has ended', async () => {
  const missing = await preopen(['clock', '--ready-file', 'none.json']);
  expect([missing.exitCode, missing.stderr]).toEqual([2, expect.stringContaining('none.json')]);
  const file = join(emptyFolder(), 'ready.json');
  writeFileSync(file, JSON.stringify({ controlUrl: 'http://127.0.0.1:1', controlToken: 'secret-token' }));
  const gone = await preopen(['clock', '--ready-file', file]);
  expect(gone.exitCode).toBe(3);
  expect(gone.stderr).toContain('still running?');
  expect(gone.stderr).not.toContain('secret-token');
});
