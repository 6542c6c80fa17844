/** Recordings of the wire for tests: a file of frames and calls at chosen times. */
import { join } from 'node:path';
import { RecordingPart } from '#engine/adapters/recording/recording-part.ts';
import { encodeFrame } from '#engine/recording/frames.ts';
import { FORMAT } from '#engine/recording/manifest.ts';
import type { RecordingManifest } from '#engine/recording/manifest.ts';
import { encodeCall } from '#engine/recording/recorded-call.ts';
import type { RecordedCall } from '#engine/recording/recorded-call.ts';
import { SecretScan } from '#engine/recording/secret-scan.ts';
import { emptyFolder } from './preopen-command.ts';

/** 2026-02-04 09:15 IST. */
export const STARTED_AT_MS = 1_770_176_700_000;

/** A ticker packet: NIFTY at 25738.55, traded at 09:20:01 IST. */
export const GOLDEN_TICKER: Uint8Array = Uint8Array.from([
  2, 16, 0, 0, 13, 0, 0, 0, 26, 21, 201, 70, 65, 15, 131, 105,
]);

export function recordingManifest(change: Partial<RecordingManifest> = {}): RecordingManifest {
  return {
    format: FORMAT,
    recordingId: 'test',
    part: 1,
    startedAtMs: STARTED_AT_MS,
    clock: 'scenario',
    exchangeAheadMs: 0,
    exchange: 'mock',
    scenario: 'market-hours',
    wire: 'observed',
    versions: { preopen: '0.1.0', node: '24.0.0', mcap: '2.2.2' },
    ...change,
  };
}

/** What a test writes: frames of a topic or a call, in ms after the start; `flush` ends a chunk behind it. */
export interface WrittenMessage {
  readonly topic: string;
  readonly afterMs: number;
  readonly data: Uint8Array;
  readonly flush?: boolean;
}

/** Writes a recording into a new folder and returns its path. `isEnded` false leaves it without its footer, as a killed recorder does. */
export function writeRecording(
  messages: readonly WrittenMessage[],
  options: { readonly manifest?: Partial<RecordingManifest>; readonly isEnded?: boolean } = {},
): string {
  const path = join(emptyFolder(), 'test.mcap');
  const part = new RecordingPart(path, recordingManifest(options.manifest), () => new SecretScan([]));
  for (const { topic, afterMs, data, flush } of messages) {
    part.add({ topic, atMs: STARTED_AT_MS + afterMs, data });
    if (flush) part.flush();
  }
  part.flush();
  if (options.isEnded ?? true) part.end({});
  return path;
}

/** One binary frame of these bytes. */
export function binaryFrame(...bytes: number[]): Uint8Array {
  return encodeFrame(0x82, Uint8Array.from(bytes));
}

export function callMessage(change: Partial<RecordedCall> = {}): Uint8Array {
  return encodeCall({
    method: 'GET',
    target: '/v2/profile',
    requestHeaders: [],
    requestBody: new Uint8Array(0),
    status: 200,
    responseHeaders: [['content-type', 'application/json']],
    responseBody: new TextEncoder().encode('{}'),
    arrivedAtMs: STARTED_AT_MS,
    answeredAtMs: STARTED_AT_MS,
    note: null,
    ...change,
  });
}
