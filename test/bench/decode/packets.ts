/** The packets that the rows about decoding read: 60 % ticker, 30 % quote and 10 % full, in random order. */
import { EXCHANGE_SEGMENT_CODES } from '#engine/market/instrument.ts';
import { SeededRandom } from '#engine/seeded-random.ts';
import { RESPONSE_CODES } from '#engine/wire/feed-codes.ts';
import { createPacketFields, encodePacket } from '#engine/wire/feed-packets.ts';
import type { PacketFields } from '#engine/wire/feed-packets.ts';

/** What a socket reads at once. */
const CHUNK_BYTES = 65_536;
const PACKET_BYTES_MAX = 162;

/** One packet a frame, frames sharing chunks of memory, as ws hands them out. */
export function sampleFrames(count: number): Buffer[] {
  const random = new SeededRandom(1);
  let chunk = Buffer.alloc(CHUNK_BYTES);
  let at = 0;
  return Array.from({ length: count }, () => {
    if (at + PACKET_BYTES_MAX > CHUNK_BYTES) {
      chunk = Buffer.alloc(CHUNK_BYTES);
      at = 0;
    }
    const view = new DataView(chunk.buffer, chunk.byteOffset, chunk.byteLength);
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

/** Packets per second of processor time of `pass`, which decodes `packets` of them, over at least `seconds`. */
export function packetsPerSecond(packets: number, pass: () => void, seconds = 0.5): number {
  const started = process.cpuUsage();
  let passes = 0;
  let spent = 0;
  while (spent < seconds) {
    pass();
    passes += 1;
    const { user, system } = process.cpuUsage(started);
    spent = (user + system) / 1e6;
  }
  return (packets * passes) / spent;
}
