/** `preopen serve --recording` with faults, as users run it. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { emptyFolder, preopen } from '#test/support/preopen-command.ts';
import { callMessage, writeRecording } from '#test/support/recordings.ts';
import { startReady } from '#test/support/served-mock.ts';

const PROFILE = { topic: 'rest', afterMs: 0, data: callMessage() };

/** A scenario that plans two wrong answers for the profile. */
function scenarioWithFaults(folder: string): string {
  writeFileSync(
    join(folder, 'trouble.yaml'),
    'schemaVersion: 1\nextends: market-hours\nname: trouble\ntitle: Wrong answers\nfaults:\n' +
      '  - { id: down, kind: answer, routes: [GET /v2/profile], status: 503, times: 1 }\n' +
      '  - { id: html, kind: answer, routes: [GET /v2/profile], body: html, times: 1 }\n',
  );
  return 'trouble.yaml';
}

test('a recorded exchange is struck by the faults of a named scenario and by those planned meanwhile', async () => {
  const folder = emptyFolder();
  const args = [
    '--recording',
    writeRecording([PROFILE]),
    '--scenario',
    scenarioWithFaults(folder),
    '--judge',
  ];
  await using served = await startReady('serve', args, folder);
  const status = async () => (await fetch(`${served.ready.restUrl}/profile`)).status;
  expect([await status(), await status(), await status()]).toEqual([503, 502, 200]);
  const add = ['fault', 'add', 'id: mine, kind: answer, routes: ["*"], status: 429'];
  const added = await preopen([...add, '--ready-file', served.readyFile]);
  expect([added.exitCode, await status()], added.stderr).toEqual([0, 429]);
  served.signal('SIGTERM');
  const { exitCode, stderr } = await served.ended;
  expect(exitCode, stderr).toBe(0);
});

test('faults that the recording was made with strike it no second time; one that never met anybody ends --judge with 5', async () => {
  const folder = emptyFolder();
  const recording = writeRecording([PROFILE], { manifest: { scenario: 'trouble', faults: ['down'] } });
  const args = ['--recording', recording, '--scenario', scenarioWithFaults(folder), '--judge'];
  await using served = await startReady('serve', args, folder);
  served.signal('SIGTERM');
  const { exitCode, stderr } = await served.ended;
  expect([exitCode, stderr]).toEqual([5, expect.stringContaining('fault.html')]);
  expect(stderr).not.toContain('fault.down');
});

test('a fault of the scenario that a recorded exchange cannot act out is refused with its reason', async () => {
  const recording = writeRecording([PROFILE]);
  const { exitCode, stderr } = await preopen([
    'serve',
    '--recording',
    recording,
    '--scenario',
    'token-rollover-0300',
  ]);
  expect([exitCode, stderr]).toEqual([
    2,
    expect.stringMatching(/fault [\w-]+: expected an exchange with accounts/),
  ]);
});
