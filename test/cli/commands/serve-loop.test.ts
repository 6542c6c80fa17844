import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { emptyFolder, preopen } from '#test/support/preopen-command.ts';
import { serveMock } from '#test/support/served-mock.ts';

const RESETS = 3;

test('a looped day begins again each time it is over, with everything as it was', async () => {
  const file = join(emptyFolder(), 'scenario.yaml');
  writeFileSync(
    file,
    `schemaVersion: 1
extends: calm-morning
name: two-minutes
clock: { startAt: '09:14:00', serveAt: '09:15:00', endAt: '09:17:00' }
`,
  );
  await using mock = await serveMock(['--scenario', file, '--loop', '--speed', '120']);
  const { controlUrl, controlToken, restUrl } = mock.ready;
  const headers = { authorization: `Bearer ${controlToken}` };
  const ask = async (path: string): Promise<Record<string, unknown>> =>
    (await (await fetch(`${controlUrl}${path}`, { headers })).json()) as Record<string, unknown>;
  await fetch(`${restUrl}/profile`);
  let resets = 0;
  let nowMs = 0;
  while (resets < RESETS) {
    const told = await ask('/clock');
    const shown = Date.parse(String(told['now']));
    expect(Number.isFinite(shown)).toBe(true);
    if (shown < nowMs) resets += 1;
    nowMs = shown;
  }
  expect((await ask('/counters'))['requests']).toEqual({});
});

test('a loop that starts after its end, or beside a backend that has one day, is refused', async () => {
  const late = await preopen(['serve', '--scenario', 'calm-morning', '--loop', '--at', '10:20:00']);
  expect([late.exitCode, late.stderr]).toEqual([
    2,
    expect.stringContaining('expected a start before 10:15:00'),
  ]);
  const beside = await preopen(['serve', '--loop', '--backend']);
  expect(beside.exitCode).toBe(2);
});
