import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { RecordingFile } from '#engine/adapters/recording/recording-file.ts';
import { mergeRecordings } from '#engine/adapters/recording/merge-recordings.ts';
import { finishRecording } from '#engine/adapters/recording/secret-gate.ts';
import { verifyRecording } from '#engine/adapters/recording/verify-recording.ts';
import { WireRecorder } from '#engine/adapters/recording/wire-recorder.ts';
import type { WireRecorderOptions } from '#engine/adapters/recording/wire-recorder.ts';
import { VirtualClock } from '#engine/virtual-clock.ts';
import { emptyFolder } from '#test/support/preopen-command.ts';
import { STARTED_AT_MS, binaryFrame, recordingManifest } from '#test/support/recordings.ts';

const CLIENT = '1000000001';
const UPGRADE = { feed: 'live', target: '/', requestHeaders: [], responseHeaders: [] } as const;

test('a run that is rotated by time is several sound files, which merge into one', () => {
  const { recorder, clock, folder } = recording({ rotateMs: 1000 });
  const connection = recorder.opened(UPGRADE);
  for (let second = 0; second < 3; second += 1) {
    clock.advanceTo(STARTED_AT_MS + second * 1000);
    connection.take('from-exchange', binaryFrame(second));
  }
  const { files } = finishRecording(recorder);
  expect(readdirSync(folder).sort()).toEqual(['day.2.mcap', 'day.3.mcap', 'day.mcap']);
  expect(files.map((file) => verifyRecording(file).state)).toEqual(['sound', 'sound', 'sound']);
  const parts = files.map((file) => {
    using part = new RecordingFile(file);
    return part.manifest;
  });
  expect(parts.map(({ part }) => part)).toEqual([1, 2, 3]);
  expect(new Set(parts.map(({ recordingId }) => recordingId)).size).toBe(1);
  expect(mergeRecordings(files, join(folder, 'merged.mcap'))).toBe(4);
});

test('a run that is rotated by size begins another file once one is as large', () => {
  const { recorder } = recording({ rotateBytes: 2000 });
  const connection = recorder.opened(UPGRADE);
  for (let count = 0; count < 60; count += 1)
    connection.take('from-exchange', binaryFrame(...Array<number>(100).fill(7)));
  expect(finishRecording(recorder).files.length).toBeGreaterThan(1);
});

test('log times never go back, whatever the clock does', () => {
  const { recorder, clock } = recording();
  const connection = recorder.opened(UPGRADE);
  clock.set(STARTED_AT_MS + 5000);
  connection.take('from-exchange', binaryFrame(1));
  clock.set(STARTED_AT_MS);
  connection.take('from-exchange', binaryFrame(2));
  const [file] = finishRecording(recorder).files;
  expect(verifyRecording(file!).findings).toEqual([]);
});

test('a secret that stands where no name tells it is masked, whether it is learnt before or after it passed', () => {
  const { recorder } = recording();
  const connection = recorder.opened(UPGRADE);
  const frame = binaryFrame(...Buffer.from(`client ${CLIENT}`));
  connection.take('from-exchange', frame);
  recorder.call(callBy(CLIENT));
  connection.take('from-exchange', frame);
  const { files, maskedSecrets } = finishRecording(recorder);
  expect(maskedSecrets).toBe(2);
  expect(textOf(files[0]!)).not.toContain(CLIENT);
});

test('a secret that is learnt when its chunk is on the disk already leaves the file all the same', async () => {
  vi.useFakeTimers();
  const { recorder } = recording();
  const connection = recorder.opened(UPGRADE);
  connection.take('from-exchange', binaryFrame(...Buffer.from(`client ${CLIENT}`)));
  await vi.advanceTimersByTimeAsync(1000);
  vi.useRealTimers();
  recorder.call(callBy(CLIENT));
  const { files, maskedSecrets } = finishRecording(recorder);
  expect(maskedSecrets).toBe(1);
  expect(textOf(files[0]!)).toContain(`client ${'*'.repeat(CLIENT.length)}`);
  expect(verifyRecording(files[0]!).state).toBe('sound');
});

test('a compressed body that cannot be read is left out and says so', () => {
  const { recorder } = recording();
  const call = {
    ...callBy(CLIENT),
    responseHeaders: [['Content-Encoding', 'gzip']],
    responseBody: Uint8Array.of(1, 2),
  } as const;
  recorder.call(call);
  expect(textOf(finishRecording(recorder).files[0]!)).toContain('content encoding gzip could not be undone');
});

function recording(options: Partial<WireRecorderOptions> = {}) {
  const folder = emptyFolder();
  const clock = new VirtualClock(STARTED_AT_MS);
  const { exchange, scenario, wire, versions } = recordingManifest();
  const about = { clock: 'scenario', exchange, scenario, wire, versions } as const;
  return {
    folder,
    clock,
    recorder: new WireRecorder({ path: join(folder, 'day.mcap'), about, clock, ...options }),
  };
}

function callBy(clientId: string) {
  return {
    method: 'GET',
    target: '/v2/profile',
    requestHeaders: [['client-id', clientId]],
    requestBody: new Uint8Array(0),
    status: 200,
    responseHeaders: [],
    responseBody: new Uint8Array(0),
    arrivedAtMs: STARTED_AT_MS,
    answeredAtMs: STARTED_AT_MS,
    note: null,
  } as const;
}

/** Every message of a file as text. */
function textOf(path: string): string {
  using file = new RecordingFile(path);
  return [...file.messages()].map(({ data }) => Buffer.from(data).toString('latin1')).join('\n');
}
