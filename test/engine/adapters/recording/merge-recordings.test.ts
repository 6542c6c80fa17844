import { join } from 'node:path';
import { expect, test } from 'vitest';
import { mergeRecordings } from '#engine/adapters/recording/merge-recordings.ts';
import { RecordingFile } from '#engine/adapters/recording/recording-file.ts';
import { verifyRecording } from '#engine/adapters/recording/verify-recording.ts';
import { emptyFolder } from '#test/support/preopen-command.ts';
import { STARTED_AT_MS, binaryFrame, callMessage, writeRecording } from '#test/support/recordings.ts';

const FRAMES = 'live/1/from-exchange';

test('the parts of a run become one recording in the order of their times', () => {
  const first = writeRecording([
    { topic: FRAMES, afterMs: 0, data: binaryFrame(1) },
    { topic: FRAMES, afterMs: 1000, data: binaryFrame(2) },
  ]);
  const second = writeRecording([
    { topic: FRAMES, afterMs: 1000, data: binaryFrame(3) },
    { topic: 'rest', afterMs: 1500, data: callMessage() },
  ]);
  const other = writeRecording([{ topic: 'depth-20/2/from-exchange', afterMs: 500, data: binaryFrame(4) }]);
  const target = join(emptyFolder(), 'merged.mcap');
  expect(mergeRecordings([second, first, other], target)).toBe(5);
  expect(verifyRecording(target).state).toBe('sound');
  using file = new RecordingFile(target);
  expect([...file.messages()].map(({ topic, atMs }) => [topic, atMs - STARTED_AT_MS])).toEqual([
    [FRAMES, 0],
    ['depth-20/2/from-exchange', 500],
    [FRAMES, 1000],
    [FRAMES, 1000],
    ['rest', 1500],
  ]);
});

test('a channel that two recordings have at one time is refused with both places', () => {
  const frames = [0, 2000].map((afterMs) => ({ topic: FRAMES, afterMs, data: binaryFrame(1) }));
  const [first, second] = [writeRecording(frames), writeRecording(frames)];
  expect(() => mergeRecordings([first, second], join(emptyFolder(), 'merged.mcap'))).toThrow(
    new RegExp(
      `was ${FRAMES} in ${first} from 2026-02-04T09:15:00\\.000\\+05:30 to 2026-02-04T09:15:02.* and in ${second} from`,
    ),
  );
});

test.each([
  ['clock', { clock: 'wall' }],
  ['wire', { wire: 'sdk' }],
  ['scenario', { scenario: null }],
] as const)('recordings of another %s are refused by its name', (field, manifest) => {
  const first = writeRecording([{ topic: FRAMES, afterMs: 0, data: binaryFrame(1) }]);
  const second = writeRecording([{ topic: FRAMES, afterMs: 9000, data: binaryFrame(1) }], { manifest });
  expect(() => mergeRecordings([first, second], join(emptyFolder(), 'merged.mcap'))).toThrow(
    new RegExp(`expected the ${field} .* of ${first}, was .* \\(manifest\\.json of ${second}\\)`),
  );
});
