import { expect, test } from 'vitest';
import {
  FrameSplitter,
  closeOf,
  encodeFrame,
  forEachFrame,
  isBinaryRun,
  unmasked,
} from '#engine/recording/frames.ts';

const BINARY = 0x82;
const TEXT = 0x81;

test('frames of every length form come back whole, whatever the reads they arrive in', () => {
  const payloads = [0, 1, 125, 126, 127, 65_535, 65_536].map((length) =>
    new Uint8Array(length).fill(length % 251),
  );
  const stream = Buffer.concat(payloads.map((payload) => encodeFrame(BINARY, payload)));
  for (const readBytes of [7, 4096, stream.length]) {
    const splitter = new FrameSplitter();
    const seen: Uint8Array[] = [];
    for (let at = 0; at < stream.length; at += readBytes) {
      const run = splitter.take(stream.subarray(at, at + readBytes));
      if (run) forEachFrame(run, ({ payload }) => seen.push(new Uint8Array(payload)));
    }
    expect(seen.map(({ length }) => length)).toEqual(payloads.map(({ length }) => length));
    expect(Buffer.concat(seen).equals(Buffer.concat(payloads))).toBe(true);
    expect(splitter.pendingBytes).toBe(0);
  }
});

test('a frame without its end is pending and no part of a run', () => {
  const splitter = new FrameSplitter();
  const frame = encodeFrame(BINARY, new Uint8Array([1, 2, 3]));
  expect(splitter.take(frame.subarray(0, 4))).toBeUndefined();
  expect(splitter.pendingBytes).toBe(4);
  expect(splitter.take(frame.subarray(4))).toEqual(frame);
});

test('a frame that says it is longer than any feed’s is refused before it fills the memory', () => {
  const splitter = new FrameSplitter();
  const head = Uint8Array.from([BINARY, 127, 0, 0, 0, 1, 0, 0, 0, 0]);
  splitter.take(head);
  expect(() => splitter.take(new Uint8Array(17 * 1024 * 1024))).toThrow(/at most 16777216 bytes/);
});

test("a client's masks are taken off", () => {
  const mask = [9, 8, 7, 6];
  const text = new TextEncoder().encode('{"RequestCode":12}');
  const masked = text.map((byte, index) => byte ^ mask[index % 4]!);
  const frame = Uint8Array.from([TEXT, 0x80 | text.length, ...mask, ...masked]);
  expect(unmasked(Buffer.concat([frame, frame]))).toEqual(
    new Uint8Array(Buffer.concat([encodeFrame(TEXT, text), encodeFrame(TEXT, text)])),
  );
});

test('a run is binary only while every frame of it is a whole binary message, a ping or a pong', () => {
  const run = (...firstBytes: number[]): Uint8Array =>
    Buffer.concat(firstBytes.map((firstByte) => encodeFrame(firstByte, new Uint8Array(3))));
  expect(isBinaryRun(run(BINARY, 0x89, 0x8a))).toBe(true);
  for (const other of [TEXT, 0x88, 0x02, 0x80]) expect(isBinaryRun(run(BINARY, other))).toBe(false);
});

test('a close tells its code and reason', () => {
  expect(closeOf(Uint8Array.from([3, 232, 111, 107]))).toEqual({ code: 1000, reason: 'ok' });
  expect(closeOf(new Uint8Array(0)).code).toBe(1005);
});
