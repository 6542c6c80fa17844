/** Rows 1a and 1b: packets decoded per second, one a message, beside the official Python SDK. */
import { deepStrictEqual, strictEqual } from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FeedFrameReader } from '#engine/wire/feed-packets.ts';
import type { PacketColumns } from '#engine/wire/feed-packets.ts';
import { sdkPacket } from '#engine/wire/sdk-packet.ts';
import type { SdkPacket } from '#engine/wire/sdk-packet.ts';
import { pairedRow } from '../bench-row.ts';
import type { BenchRow, Comparison, Skipped } from '../bench-row.ts';
import { benchFile, benchFolder, CLIENT_CPU, hasProgram, PYTHON, startPinned } from '../pinned-process.ts';
import { packetsPerSecond, sampleFrames } from './packets.ts';

/** Few enough to stay in the processor's cache, where a packet that a socket has just read is. */
const FRAMES = 2000;
const PYTHON_PACKETS = 100_000;
/** How much faster a stand-in of this kind is than the SDK's own parser on this mix, at least: 1.78 and 2.2 were measured on two machines. */
const STAND_IN_IS_FASTER = 1.78;

const PEER = "the Python SDK's parser, or a stand-in whose rate is divided by 1.78; its output";

export const decodeToSdkTexts: Comparison = {
  what: 'decode mix 60/30/10, a packet a message, into what the Python SDK makes of it',
  unit: 'packets/s',
  peer: `${PEER} equal to ours, text by text`,
  measure: () => measureBesideSdk((frames) => decodeTexts(frames)),
};

export const decodeToColumns: Comparison = {
  what: 'decode mix 60/30/10, a packet a message, into columns',
  unit: 'packets/s',
  peer: `${PEER} equal to ours, value by value`,
  measure: () => measureBesideSdk((frames) => decodeColumns(frames)),
};

async function measureBesideSdk(pass: (frames: readonly Buffer[]) => number): Promise<BenchRow | Skipped> {
  if (!hasProgram(PYTHON)) return { skipped: `no ${PYTHON} (apt-get install python3)` };
  const frames = sampleFrames(FRAMES);
  const file = join(benchFolder(), 'packets.bin');
  writeFileSync(file, Buffer.concat(frames));
  let peer = '';
  return pairedRow({
    better: 'higher',
    measure: async () => {
      const python = await decodedInPython(file, frames);
      peer = python.who;
      const candidate = packetsPerSecond(FRAMES, () => strictEqual(pass(frames), FRAMES));
      return { candidate, baseline: python.rate };
    },
    note: () => `${FRAMES} packets equal, 0 mismatches; the peer was the ${peer}`,
  });
}

async function decodedInPython(
  file: string,
  frames: readonly Buffer[],
): Promise<{ readonly rate: number; readonly who: string }> {
  const out = join(benchFolder(), 'packets.sdk');
  const program = startPinned(CLIENT_CPU, PYTHON, [
    benchFile('peers/sdk-decode.py'),
    file,
    String(PYTHON_PACKETS),
    out,
  ]);
  const { packets, seconds, who } = await program.next<{ packets: number; seconds: number; who: string }>();
  await program.stop();
  assertSame(frames, readFileSync(out, 'utf8').trimEnd().split('\n'));
  return { rate: packets / seconds / (who === 'sdk' ? 1 : STAND_IN_IS_FASTER), who };
}

/** The texts as they are, and the columns as the numbers that these texts tell. */
function assertSame(frames: readonly Buffer[], lines: readonly string[]): void {
  strictEqual(lines.length, frames.length);
  const reader = new FeedFrameReader();
  for (const [index, frame] of frames.entries()) {
    const line = lines[index]!;
    strictEqual(JSON.stringify(textsOf(frame)), line, `decode bench: packet ${index}`);
    const theirs = JSON.parse(line) as { security_id: number; LTP: string; depth?: { ask_price: string }[] };
    reader.read(frame, ({ securityId, ltp, depth }) => {
      const deepest = theirs.depth ? Number(theirs.depth[4]!.ask_price) : 0;
      deepStrictEqual(
        [securityId[0], ltp[0], theirs.depth ? depth.askPrice[4] : 0],
        [theirs.security_id, Number(theirs.LTP), deepest],
      );
    });
  }
}

let chunk: ArrayBufferLike = new ArrayBuffer(0);
let view: DataView = new DataView(chunk);

function textsOf(frame: Buffer): SdkPacket {
  if (frame.buffer !== chunk) {
    chunk = frame.buffer;
    view = new DataView(chunk);
  }
  return sdkPacket(view, frame.byteOffset);
}

function decodeTexts(frames: readonly Buffer[]): number {
  let decoded = 0;
  for (const frame of frames) if (textsOf(frame) !== undefined) decoded += 1;
  return decoded;
}

const reader = new FeedFrameReader();
let decodedPackets = 0;

function count({ length }: PacketColumns): void {
  decodedPackets += length;
}

function decodeColumns(frames: readonly Buffer[]): number {
  decodedPackets = 0;
  for (const frame of frames) reader.read(frame, count);
  return decodedPackets;
}
