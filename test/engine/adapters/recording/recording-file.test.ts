import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { McapIndexedReader, McapStreamReader } from '@mcap/core';
import { zstdDecompressSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { RecordingFile } from '#engine/adapters/recording/recording-file.ts';
import { emptyFolder } from '#test/support/preopen-command.ts';
import {
  STARTED_AT_MS,
  binaryFrame,
  callMessage,
  recordingManifest,
  writeRecording,
} from '#test/support/recordings.ts';

const FRAMES = 'live/1/from-exchange';
const MARKET_DAY = fileURLToPath(
  new URL('../../../../scenarios/catalogue/nifty-2025-08-29/recording.mcap', import.meta.url),
);
const THREE_CHUNKS = [
  { topic: FRAMES, afterMs: 0, data: binaryFrame(1) },
  { topic: 'rest', afterMs: 0.125, data: callMessage(), flush: true },
  { topic: FRAMES, afterMs: 1000, data: binaryFrame(2), flush: true },
  { topic: FRAMES, afterMs: 2000, data: binaryFrame(3), flush: true },
];

test('what was written is read back in order, to the microsecond', () => {
  using file = new RecordingFile(writeRecording(THREE_CHUNKS));
  expect(file.manifest).toEqual(recordingManifest());
  expect(file.truncated).toBeUndefined();
  expect([...file.messages()].map(({ topic, atMs, data }) => [topic, atMs - STARTED_AT_MS, data])).toEqual(
    THREE_CHUNKS.map(({ topic, afterMs, data }) => [topic, afterMs, data]),
  );
});

test('a file without its end opens with every whole chunk, wherever it was cut', () => {
  const whole = readFileSync(writeRecording(THREE_CHUNKS));
  const path = join(emptyFolder(), 'cut.mcap');
  writeFileSync(path, whole);
  using complete = new RecordingFile(path);
  const ends = complete.chunks.map(({ offset, length }) => offset + length);
  for (let length = whole.length - 1; length >= complete.chunks[0]!.offset; length -= 13) {
    truncateSync(path, length);
    using file = new RecordingFile(path);
    const kept = ends.filter((end) => end <= length).length;
    expect(file.chunks).toHaveLength(kept);
    expect([...file.messages()]).toHaveLength([0, 2, 3, 4][kept]!);
    expect(file.truncated!.offset + file.truncated!.bytes).toBe(length);
  }
});

test('a flipped byte in a chunk is told with the place of the chunk, and the others are read', () => {
  const path = writeRecording(THREE_CHUNKS);
  const bytes = readFileSync(path);
  using whole = new RecordingFile(path);
  const { offset, length } = whole.chunks[1]!;
  bytes[offset + length - 3]! ^= 1;
  writeFileSync(path, bytes);
  using file = new RecordingFile(path);
  expect(() => file.messagesOf(file.chunks[1]!)).toThrow(
    new RegExp(`was damaged: .* \\(chunk 2 at byte ${offset} of .*test\\.mcap\\)`),
  );
  expect(file.messagesOf(file.chunks[2]!)).toHaveLength(1);
});

test('other readers of MCAP read it by its stream and by its index', async () => {
  const bytes = new Uint8Array(readFileSync(writeRecording(THREE_CHUNKS)));
  const decompressHandlers = { zstd: (data: Uint8Array) => new Uint8Array(zstdDecompressSync(data)) };
  const stream = new McapStreamReader({ decompressHandlers });
  stream.append(bytes);
  let messages = 0;
  for (let record = stream.nextRecord(); record; record = stream.nextRecord())
    if (record.type === 'Message') messages += 1;
  expect([messages, stream.done()]).toEqual([4, true]);
  const indexed = await McapIndexedReader.Initialize({
    readable: {
      size: async () => BigInt(bytes.length),
      read: async (offset, size) => bytes.slice(Number(offset), Number(offset + size)),
    },
    decompressHandlers,
  });
  expect(indexed.statistics).toMatchObject({ messageCount: 4n, chunkCount: 3, channelCount: 2 });
  const times: bigint[] = [];
  for await (const { logTime } of indexed.readMessages({ topics: [FRAMES] })) times.push(logTime);
  expect(times).toHaveLength(3);
});

test('a file of another kind is refused with what it is', () => {
  expect(() => new RecordingFile(MARKET_DAY)).toThrow(
    /expected the profile preopen-wire, was a market day .*\(header of .*recording\.mcap\)/,
  );
  expect(() => new RecordingFile(fileURLToPath(import.meta.url))).toThrow(
    /expected an MCAP file, was another \(byte 0/,
  );
  expect(() => new RecordingFile('missing.mcap')).toThrow(
    /expected a file, was not readable \(ENOENT, missing\.mcap\)/,
  );
});

test('a recording of a newer version is refused by its format', () => {
  const path = writeRecording(THREE_CHUNKS, { manifest: { format: 'preopen-wire/2' } });
  expect(() => new RecordingFile(path)).toThrow(
    /expected format preopen-wire\/1, was the newer preopen-wire\/2\. Update preopen \(manifest\.json of/,
  );
});
