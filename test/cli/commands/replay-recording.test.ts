import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import type { ReplayReport } from '#cli/reporters/replay-report.ts';
import { RECORDING_FILE } from '#test/support/market-scenarios.ts';
import { emptyFolder, preopen } from '#test/support/preopen-command.ts';

/** A copy of the recorded scenario; `edit` changes its YAML, `bytes` cuts its recording. */
function copyOfRecordedDay(options: { readonly bytes?: number; readonly endAt?: string }): string {
  const folder = emptyFolder();
  const file = join(folder, 'scenario.yaml');
  const yaml = readFileSync(join(dirname(RECORDING_FILE), 'scenario.yaml'), 'utf8');
  writeFileSync(file, yaml.replace("endAt: '16:05:00'", `endAt: '${options.endAt ?? '16:05:00'}'`));
  copyFileSync(RECORDING_FILE, join(folder, 'recording.mcap'));
  if (options.bytes !== undefined)
    writeFileSync(join(folder, 'recording.mcap'), readFileSync(RECORDING_FILE).subarray(0, options.bytes));
  return file;
}

test('--raw plays recorded values only, and both counts are reported', async () => {
  const file = copyOfRecordedDay({ endAt: '09:26:00' });
  const [raw, bridged] = await Promise.all(
    [['--raw'], []].map(async (flags) => {
      const { exitCode, stdout } = await preopen(['replay', file, '-f', 'json', ...flags]);
      expect(exitCode).toBe(0);
      return JSON.parse(stdout) as ReplayReport;
    }),
  );
  expect(raw!.recordedEvents).toBeGreaterThan(0);
  expect(raw!.syntheticEvents).toBe(0);
  expect(raw!.events).toBe(raw!.recordedEvents);
  expect(bridged!.syntheticEvents).toBeGreaterThan(0);
  expect(bridged!.recordedEvents).toBe(raw!.recordedEvents);
});

test('a truncated recording exits 2 and says what was recovered up to where', async () => {
  const file = copyOfRecordedDay({ bytes: 200_000 });
  const { exitCode, stdout, stderr } = await preopen(['replay', file]);
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
  expect(stderr).toMatch(/recovered \d+ of 578 snapshots, up to 09:\d\d:\d\d IST \(.*recording\.mcap\)/);
});

test('a recording that is no MCAP file exits 2 and names it', async () => {
  const file = copyOfRecordedDay({ bytes: 0 });
  writeFileSync(join(dirname(file), 'recording.mcap'), 'not a recording');
  const { exitCode, stderr } = await preopen(['replay', file]);
  expect(exitCode).toBe(2);
  expect(stderr).toMatch(/recovered nothing.*recording\.mcap/);
});
