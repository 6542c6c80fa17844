import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { RecordingFile } from '#engine/adapters/recording/recording-file.ts';
import { verifyRecording } from '#engine/adapters/recording/verify-recording.ts';
import { STARTED_AT_MS, binaryFrame, callMessage, writeRecording } from '#test/support/recordings.ts';

const FRAMES = 'live/1/from-exchange';
const SOUND = [
  { topic: 'rest', afterMs: 0, data: callMessage(), flush: true },
  { topic: FRAMES, afterMs: 1000, data: binaryFrame(1), flush: true },
  { topic: FRAMES, afterMs: 2000, data: binaryFrame(2), flush: true },
];

test('a recording as it was written is sound', () => {
  expect(verifyRecording(writeRecording(SOUND))).toMatchObject({
    state: 'sound',
    chunks: 3,
    soundChunks: 3,
    messages: 3,
    untilMs: STARTED_AT_MS + 2000,
    findings: [],
  });
});

test('a recording without its end is cut short, not damaged', () => {
  const path = writeRecording(SOUND, { isEnded: false });
  expect(verifyRecording(path)).toMatchObject({ state: 'cut short', soundChunks: 3 });
  truncateSync(path, readFileSync(path).length - 5);
  const { state, soundChunks, findings } = verifyRecording(path);
  expect([state, soundChunks]).toEqual(['cut short', 3]);
  expect(findings).toEqual([
    {
      where: expect.stringMatching(/^byte \d+$/),
      what: expect.stringMatching(/up to chunk 3 at byte \d+ can be read/),
    },
  ]);
});

test('every byte that is flipped behind the head is found, in a chunk with its place', () => {
  const path = writeRecording(SOUND);
  const bytes = readFileSync(path);
  using file = new RecordingFile(path);
  const first = file.chunks[0]!.offset;
  const lengths = file.chunks.flatMap(({ offset }) => [...Array(8).keys()].map((byte) => offset + 1 + byte));
  for (let at = first + 17; at < bytes.length - 8; at += 11) {
    // A length that is wrong makes the rest of the file unreadable: told as a file cut short there.
    if (lengths.includes(at)) continue;
    const changed = Buffer.from(bytes);
    changed[at]! ^= 0x10;
    writeFileSync(path, changed);
    expect(verifyRecording(path).state, `byte ${at}`).not.toBe('sound');
  }
});

test('a chunk that is damaged is named, those behind it are still read', () => {
  const path = writeRecording(SOUND);
  const bytes = readFileSync(path);
  using file = new RecordingFile(path);
  const { offset, length } = file.chunks[1]!;
  bytes[offset + length - 3]! ^= 1;
  writeFileSync(path, bytes);
  const { state, soundChunks, messages, findings } = verifyRecording(path);
  expect([state, soundChunks, messages]).toEqual(['damaged', 2, 2]);
  expect(findings[0]!.where).toBe(`chunk 2 at byte ${offset}`);
});

test.each([
  ['a time that goes back', { topic: FRAMES, afterMs: -1, data: binaryFrame(1) }, /log times that rise/],
  [
    'a frame without its end',
    { topic: FRAMES, afterMs: 3000, data: binaryFrame(1).subarray(0, 2) },
    /unmasked frames/,
  ],
  ['a call that is none', { topic: 'rest', afterMs: 3000, data: binaryFrame(1) }, /of its channel's layout/],
])('%s is damage', (_, message, reason) => {
  const { state, findings } = verifyRecording(writeRecording([...SOUND, message]));
  expect(state).toBe('damaged');
  expect(findings).toEqual([
    { where: expect.stringContaining(`channel ${message.topic}`), what: expect.stringMatching(reason) },
  ]);
});
