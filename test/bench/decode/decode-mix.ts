/** Packets decoded per second: our frame reader beside a plain decoder. */
import { deepStrictEqual, strictEqual } from 'node:assert/strict';
import { EXCHANGE_SEGMENT_CODES } from '#engine/market/instrument.ts';
import { RESPONSE_CODES } from '#engine/wire/feed-codes.ts';
import { decodePacket, FeedFrameReader } from '#engine/wire/feed-packets.ts';
import type { PacketColumns } from '#engine/wire/feed-packets.ts';
import { pairedRow } from '../bench-row.ts';
import type { BenchRow, Comparison } from '../bench-row.ts';
import { packetsPerSecond, sampleFrames } from './packets.ts';
import { decodePlainly } from './plain-decoder.ts';

const FRAMES = 1000;
const ROUNDS = 9;

export const decodeMix: Comparison = {
  what: 'decode mix 60/30/10 of ticker, quote and full packets, prices to the paisa',
  unit: 'packets/s',
  peer: 'Buffer.read* into one object per packet; every field compared equal',
  measure: measureDecoders,
};

function measureDecoders(): Promise<BenchRow> {
  const frames = sampleFrames(FRAMES);
  for (const frame of frames) assertSameFields(frame);
  return pairedRow({
    better: 'higher',
    rounds: ROUNDS,
    measure: () => {
      strictEqual(sumWithReader(frames), sumPlainly(frames));
      return {
        candidate: packetsPerSecond(FRAMES, () => sumWithReader(frames)),
        baseline: packetsPerSecond(FRAMES, () => sumPlainly(frames)),
      };
    },
  });
}

const reader = new FeedFrameReader();
let readerSum = 0;

function sumWithReader(frames: readonly Buffer[]): number {
  readerSum = 0;
  for (const frame of frames) reader.read(frame, addToSum);
  return readerSum;
}

function addToSum({ length, code, securityId, ltp, depth, depthLevels }: PacketColumns): void {
  for (let row = 0; row < length; row += 1) {
    readerSum += securityId[row]! + ltp[row]!;
    if (code[row] === RESPONSE_CODES.full) readerSum += depth.bidPrice[row * depthLevels]!;
  }
}

function sumPlainly(frames: readonly Buffer[]): number {
  let sum = 0;
  for (const frame of frames) {
    const packet = decodePlainly(frame);
    sum += packet.securityId + packet.ltp;
    if (packet.depth) sum += packet.depth[0]!.bidPrice;
  }
  return sum;
}

/** Every field of the plain packet has the reader's value, after the same rounding of prices. */
function assertSameFields(frame: Buffer): void {
  const { code, exchangeSegmentCode, ...values } = decodePlainly(frame);
  const decoded = decodePacket(frame);
  if (!decoded.ok) throw new Error(`decode bench: ${decoded.error.message}`);
  const { kind, exchangeSegment, ...ours } = decoded.value;
  strictEqual(RESPONSE_CODES[kind as keyof typeof RESPONSE_CODES], code);
  strictEqual(EXCHANGE_SEGMENT_CODES[exchangeSegment!], exchangeSegmentCode);
  deepStrictEqual(ours, values);
}
