import { join } from 'node:path';
import { expect, test } from 'vitest';
import { RecordingFile } from '#engine/adapters/recording/recording-file.ts';
import {
  amplifyRecording,
  cutRecording,
  shiftRecording,
} from '#engine/adapters/recording/recording-transforms.ts';
import { verifyRecording } from '#engine/adapters/recording/verify-recording.ts';
import { encodeConnectionEvent } from '#engine/recording/connection-event.ts';
import { encodeFrame, forEachFrame } from '#engine/recording/frames.ts';
import { decodeCall } from '#engine/recording/recorded-call.ts';
import type { RecordedMessage } from '#engine/recording/recorded-message.ts';
import { emptyFolder } from '#test/support/preopen-command.ts';
import { STARTED_AT_MS, binaryFrame, callMessage, writeRecording } from '#test/support/recordings.ts';
import type { WrittenMessage } from '#test/support/recordings.ts';

const NIFTY = 13;
const BANKNIFTY = 25;

test('a cut holds what lies within it, to the end of neither side', () => {
  const source = writeRecording([tick(1, 1000, NIFTY, 1), tick(1, 2000, NIFTY, 2), tick(1, 3000, NIFTY, 3)]);
  const cut = cutOf(source, 2000, 3000);
  expect(cut.map(({ afterMs, data }) => [afterMs, data])).toEqual([[2000, tick(1, 2000, NIFTY, 2).data]]);
});

test('what was brought about before a cut stands at its beginning, the latest of each', () => {
  const cut = cutOf(
    writeRecording([
      opened(1, 0),
      opened(2, 0),
      { topic: 'live/1/from-client', afterMs: 10, data: encodeFrame(0x81, text('{"RequestCode":15}')) },
      { topic: 'live/1/from-client', afterMs: 20, data: encodeFrame(0x8a, text('pong')) },
      { topic: 'rest', afterMs: 30, data: callMessage({ responseBody: text('old') }) },
      { topic: 'rest', afterMs: 40, data: callMessage({ responseBody: text('new') }) },
      tick(1, 50, NIFTY, 1),
      tick(1, 60, BANKNIFTY, 1),
      tick(1, 70, NIFTY, 2),
      tick(2, 80, NIFTY, 9),
      ended(2, 90),
      tick(1, 2000, NIFTY, 3),
    ]),
    1000,
    5000,
  );
  expect(cut.map(({ topic, afterMs }) => [topic, afterMs])).toEqual([
    ['rest', 1000],
    ['connections', 1000],
    ['live/1/from-client', 1000],
    ['live/1/from-exchange', 1000],
    ['live/1/from-exchange', 2000],
  ]);
  expect(new TextDecoder().decode(decodeCall(cut[0]!.data).responseBody)).toBe('new');
  expect(cut[3]!.data).toEqual(
    new Uint8Array(Buffer.concat([tick(1, 0, NIFTY, 2).data, tick(1, 0, BANKNIFTY, 1).data])),
  );
});

test('a cut of a file without its end is a sound file', () => {
  const source = writeRecording([tick(1, 1000, NIFTY, 1)], { isEnded: false });
  const target = join(emptyFolder(), 'cut.mcap');
  cutRecording(source, target, { fromMs: STARTED_AT_MS, toMs: Infinity });
  expect(verifyRecording(target).state).toBe('sound');
});

test('a span outside the recording is refused with what it covers', () => {
  const source = writeRecording([tick(1, 1000, NIFTY, 1)]);
  const target = join(emptyFolder(), 'cut.mcap');
  expect(() => cutRecording(source, target, { fromMs: STARTED_AT_MS + 2000, toMs: Infinity })).toThrow(
    /expected a span inside it, was 2026-02-04T09:15:02.* to its end \(.* is from 2026-02-04T09:15:01.* to/,
  );
});

test('a shifted recording has its times and trade times moved, and those of its calls', () => {
  const ticker = (ltt: number): Uint8Array => {
    const bytes = Buffer.alloc(16);
    bytes.set([2, 16, 0, 0, NIFTY]);
    bytes.writeUInt32LE(ltt, 12);
    return encodeFrame(0x82, bytes);
  };
  const source = writeRecording([
    { topic: 'rest', afterMs: 0, data: callMessage() },
    { topic: 'live/1/from-exchange', afterMs: 1000, data: Buffer.concat([ticker(1_770_196_500), ticker(0)]) },
  ]);
  const target = join(emptyFolder(), 'shifted.mcap');
  shiftRecording(source, target, 60_000);
  const [call, frames] = messagesOf(target);
  expect(decodeCall(call!.data)).toMatchObject({
    arrivedAtMs: STARTED_AT_MS + 60_000,
    answeredAtMs: STARTED_AT_MS + 60_000,
  });
  expect(frames!.afterMs).toBe(61_000);
  // No trade yet stays no trade.
  expect(Buffer.from(frames!.data).equals(Buffer.concat([ticker(1_770_196_560), ticker(0)]))).toBe(true);
});

test('an amplified recording has each instrument as often, and each request for it', () => {
  const request = '{"RequestCode":15,"InstrumentList":[{"ExchangeSegment":"IDX_I","SecurityId":"13"}]}';
  const disconnect = binaryFrame(50, 10, 0, 0, 0, 0, 0, 0, 39, 3);
  const source = writeRecording([
    { topic: 'live/1/from-client', afterMs: 0, data: encodeFrame(0x81, text(request)) },
    tick(1, 1000, NIFTY, 1),
    { topic: 'live/1/from-exchange', afterMs: 2000, data: disconnect },
  ]);
  const target = join(emptyFolder(), 'amplified.mcap');
  amplifyRecording(source, target, 3);
  const [asked, ticks, end] = messagesOf(target);
  const ids: number[] = [];
  forEachFrame(ticks!.data, ({ payload }) => ids.push(Buffer.from(payload).readUInt32LE(4)));
  expect(ids).toEqual([13, 100_000_013, 200_000_013]);
  const requests: string[] = [];
  forEachFrame(asked!.data, ({ payload }) => requests.push(new TextDecoder().decode(payload)));
  expect(requests).toEqual([
    request,
    request.replace('"13"', '"100000013"'),
    request.replace('"13"', '"200000013"'),
  ]);
  expect(end!.data).toEqual(disconnect);
  expect(() => amplifyRecording(source, join(emptyFolder(), 'more.mcap'), 43)).toThrow(
    /expected 2 to 42 copies, was 43/,
  );
});

interface Cut extends RecordedMessage {
  readonly afterMs: number;
}

function cutOf(source: string, afterMs: number, untilMs: number): readonly Cut[] {
  const target = join(emptyFolder(), 'cut.mcap');
  cutRecording(source, target, { fromMs: STARTED_AT_MS + afterMs, toMs: STARTED_AT_MS + untilMs });
  return messagesOf(target);
}

function messagesOf(path: string): readonly Cut[] {
  using file = new RecordingFile(path);
  return [...file.messages()].map((message) => ({ ...message, afterMs: message.atMs - STARTED_AT_MS }));
}

/** A ticker packet of 16 bytes whose last byte is `value`. */
function tick(connection: number, afterMs: number, securityId: number, value: number): WrittenMessage {
  const data = binaryFrame(2, 16, 0, 0, securityId, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, value);
  return { topic: `live/${connection}/from-exchange`, afterMs, data };
}

function opened(connection: number, afterMs: number): WrittenMessage {
  const event = {
    event: 'opened',
    connection,
    feed: 'live',
    target: '/',
    requestHeaders: [],
    responseHeaders: [],
  } as const;
  return { topic: 'connections', afterMs, data: encodeConnectionEvent(event) };
}

function ended(connection: number, afterMs: number): WrittenMessage {
  const event = {
    event: 'ended',
    connection,
    feed: 'live',
    by: 'client',
    how: 'closed',
    note: null,
  } as const;
  return { topic: 'connections', afterMs, data: encodeConnectionEvent(event) };
}

function text(words: string): Uint8Array {
  return new TextEncoder().encode(words);
}
