/** Packets decoded per second: our frame reader beside a plain decoder, on 60 % ticker, 30 % quote and 10 % full packets. */
import { deepStrictEqual, strictEqual } from 'node:assert/strict';
import { RESPONSE_CODES } from '#engine/wire/feed-codes.ts';
import { EXCHANGE_SEGMENT_CODES } from '#engine/market/instrument.ts';
import { SeededRandom } from '#engine/seeded-random.ts';
import {
  createPacketFields,
  encodePacket,
  FeedFrameReader,
  toFeedPacket,
} from '#engine/wire/feed-packets.ts';
import type { PacketFields } from '#engine/wire/feed-packets.ts';
import { pairedRow } from './bench-row.ts';
import type { BenchRow, Comparison } from './bench-row.ts';
import { decodePlainly } from './plain-decoder.ts';

const FRAMES = 1000;
const ROUNDS = 9;
const PASSES_PER_ROUND = 300;

/** One packet a frame, frames sharing chunks of memory, as ws hands them out. */
export const decodeMix: Comparison = {
  what: 'decode mix 60/30/10 of ticker, quote and full packets, prices to the paisa',
  unit: 'packets/s',
  peer: 'Buffer.read* into one object per packet; every field compared equal',
  measure: measureDecoders,
};

function measureDecoders(): Promise<BenchRow> {
  const frames = sampleFrames(new SeededRandom(1));
  for (const frame of frames) assertSameFields(frame);
  return pairedRow({
    better: 'higher',
    rounds: ROUNDS,
    measure: () => {
      const ours = packetsPerSecond(() => sumWithReader(frames));
      const plain = packetsPerSecond(() => sumPlainly(frames));
      strictEqual(ours.sum, plain.sum);
      return { candidate: ours.rate, baseline: plain.rate };
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

function addToSum(fields: PacketFields): void {
  readerSum += fields.securityId + fields.ltp;
  if (fields.code === RESPONSE_CODES.full) readerSum += fields.depth.bidPrice[0]!;
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

function packetsPerSecond(pass: () => number): { readonly rate: number; readonly sum: number } {
  let sum = 0;
  const startedAtMs = performance.now();
  for (let count = 0; count < PASSES_PER_ROUND; count += 1) sum += pass();
  const seconds = (performance.now() - startedAtMs) / 1000;
  return { rate: (FRAMES * PASSES_PER_ROUND) / seconds, sum };
}

/** Every field of the plain packet has the reader's value, after the same rounding of prices. */
function assertSameFields(frame: Buffer): void {
  const { code, exchangeSegmentCode, ...values } = decodePlainly(frame);
  const finding = new FeedFrameReader().read(frame, (fields) => {
    strictEqual(fields.code, code);
    strictEqual(fields.exchangeSegmentCode, exchangeSegmentCode);
    const { kind, exchangeSegment, ...ours } = toFeedPacket(fields);
    deepStrictEqual({ kind, exchangeSegment, ...values }, { kind, exchangeSegment, ...ours });
  });
  strictEqual(finding, undefined);
}

function sampleFrames(random: SeededRandom): Buffer[] {
  const chunk = Buffer.alloc(FRAMES * 162);
  const view = new DataView(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  let at = 0;
  return Array.from({ length: FRAMES }, () => {
    const length = encodePacket(view, at, sampleFields(random));
    at += length;
    return chunk.subarray(at - length, at);
  });
}

function sampleFields(random: SeededRandom): PacketFields {
  const fields = createPacketFields();
  for (const name of PRICES) fields[name] = (random.nextUint32() % 3_000_000) / 100;
  for (const name of QUANTITIES) fields[name] = random.nextUint32() % 65_536;
  for (const column of Object.values(fields.depth) as Float64Array[])
    for (let level = 0; level < column.length; level += 1) column[level] = random.nextUint32() % 65_536;
  const share = random.nextFloat();
  fields.exchangeSegmentCode = EXCHANGE_SEGMENT_CODES.NSE_FNO;
  fields.code =
    share < 0.6 ? RESPONSE_CODES.ticker : share < 0.9 ? RESPONSE_CODES.quote : RESPONSE_CODES.full;
  return fields;
}

const PRICES = ['ltp', 'averagePrice', 'open', 'close', 'high', 'low'] as const;
const QUANTITIES = [
  'securityId',
  'lastQuantity',
  'ltt',
  'volume',
  'totalSellQuantity',
  'totalBuyQuantity',
  'oi',
  'oiDayHigh',
  'oiDayLow',
] as const;
