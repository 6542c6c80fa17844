/** Row 1c: packets back to back decoded into columns per second, beside the same in C. */
import { deepStrictEqual, strictEqual } from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { RESPONSE_CODES } from '#engine/wire/feed-codes.ts';
import { FeedFrameReader } from '#engine/wire/feed-packets.ts';
import type { PacketColumns } from '#engine/wire/feed-packets.ts';
import { pairedRow } from '../bench-row.ts';
import type { BenchRow, Comparison, Skipped } from '../bench-row.ts';
import { benchFolder, CLIENT_CPU, compiledPeer, hasProgram, startPinned } from '../pinned-process.ts';
import { packetsPerSecond, sampleFrames } from './packets.ts';

const PACKETS = 100_000;
const PASSES_IN_C = 60;

/** Added up over all packets, in their order, so that both sides get the same bits. */
interface Sums {
  readonly counts: number;
  readonly prices: number;
}

export const decodeStream: Comparison = {
  what: `decode ${PACKETS} packets back to back, mix 60/30/10, into columns, lengths and prices judged`,
  unit: 'packets/s',
  peer: 'the same in C, -O3 -march=native, processor time; equal sums over every column',
  measure: measureBesideC,
};

async function measureBesideC(): Promise<BenchRow | Skipped> {
  if (!hasProgram('gcc')) return { skipped: 'no gcc (apt-get install gcc libc6-dev)' };
  const stream = Buffer.concat(sampleFrames(PACKETS));
  const file = join(benchFolder(), 'packets.stream');
  writeFileSync(file, stream);
  const program = compiledPeer('packet-columns', ['-march=native', '-lm']);
  return pairedRow({
    better: 'higher',
    measure: async () => {
      const native = startPinned(CLIENT_CPU, program, [file, String(PASSES_IN_C)]);
      const { seconds, packets, ...sums } = await native.next<
        Sums & { readonly seconds: number; readonly packets: number }
      >();
      await native.stop();
      strictEqual(packets, PACKETS * PASSES_IN_C);
      deepStrictEqual(sumsOf(stream), sums, 'decode bench: C read other values');
      return {
        candidate: packetsPerSecond(PACKETS, () => decode(stream)),
        baseline: packets / seconds,
      };
    },
  });
}

const reader = new FeedFrameReader();
let decoded = 0;

function count({ length }: PacketColumns): void {
  decoded += length;
}

function decode(stream: Buffer): void {
  decoded = 0;
  reader.read(stream, count);
  strictEqual(decoded, PACKETS);
}

function sumsOf(stream: Buffer): Sums {
  const sums = { counts: 0, prices: 0 };
  new FeedFrameReader().read(stream, (packets) => {
    for (let row = 0; row < packets.length; row += 1) addRow(sums, packets, row);
  });
  return sums;
}

function addRow(sums: { counts: number; prices: number }, packets: PacketColumns, row: number): void {
  const { code, exchangeSegmentCode, securityId, ltt, ltp } = packets;
  sums.counts += code[row]! + exchangeSegmentCode[row]! + securityId[row]! + ltt[row]!;
  sums.prices += ltp[row]!;
  if (code[row] === RESPONSE_CODES.ticker) return;
  const { lastQuantity, volume, totalSellQuantity, totalBuyQuantity } = packets;
  sums.counts += lastQuantity[row]! + volume[row]! + totalSellQuantity[row]! + totalBuyQuantity[row]!;
  for (const name of ['averagePrice', 'open', 'close', 'high', 'low'] as const)
    sums.prices += packets[name][row]!;
  if (code[row] === RESPONSE_CODES.quote) return;
  sums.counts += packets.oi[row]! + packets.oiDayHigh[row]! + packets.oiDayLow[row]!;
  const { depthLevels } = packets;
  const { bidPrice, askPrice, bidQuantity, askQuantity, bidOrders, askOrders } = packets.depth;
  for (let level = row * depthLevels; level < (row + 1) * depthLevels; level += 1) {
    sums.counts += bidQuantity[level]! + askQuantity[level]! + bidOrders[level]! + askOrders[level]!;
    sums.prices += bidPrice[level]!;
    sums.prices += askPrice[level]!;
  }
}
