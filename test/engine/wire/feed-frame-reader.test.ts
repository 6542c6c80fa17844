import { expect, test } from 'vitest';
import { createPacketFields, FeedFrameReader } from '#engine/wire/feed-packets.ts';
import { toFeedPacket } from '#engine/wire/feed-packets.ts';
import type { FeedPacket, FrameFinding } from '#engine/wire/feed-packets.ts';
import { goldenPacketOf, goldenPackets } from '#test/support/golden-packets.ts';
import { frameOf } from '#test/support/packet-fields.ts';

const ticker = goldenPacketOf('ticker');
const quote = goldenPacketOf('quote');
const full = goldenPacketOf('full');
const depth = goldenPacketOf('depth');
const marketStatus = goldenPacketOf('market-status');

test('delivers every packet of a frame, in order, whatever the offset in its buffer', () => {
  const frame = frameOf(...goldenPackets().map(({ bytes }) => bytes));
  expect(readAll(frame)).toEqual({
    packets: goldenPackets().map(({ packet }) => packet),
    finding: undefined,
  });
});

test('reuses one record for all packets of all frames', () => {
  const reader = new FeedFrameReader();
  const seen = new Set<unknown>();
  for (const { bytes } of [ticker, quote, full]) reader.read(frameOf(bytes), (fields) => seen.add(fields));
  expect(seen.size).toBe(1);
});

test.each([ticker, quote, full, depth, marketStatus])(
  '$name cut short at any byte is a finding, never a packet',
  ({ bytes }) => {
    for (let length = 0; length < bytes.length; length += 1) {
      const { packets, finding } = readAll(frameOf(bytes.subarray(0, length)));
      expect(packets).toEqual([]);
      expect(finding).toMatchObject({ kind: 'truncated', offset: 0 });
    }
  },
);

test.each([ticker, quote, full, depth, marketStatus])(
  'a sound packet before a cut $name is still delivered',
  ({ bytes }) => {
    for (let length = 1; length < bytes.length; length += 1) {
      const { packets, finding } = readAll(frameOf(ticker.bytes, bytes.subarray(0, length)));
      expect(packets).toEqual([ticker.packet]);
      expect(finding).toMatchObject({ kind: length < 8 ? 'trailing' : 'truncated', offset: 16 });
    }
  },
);

test('bytes fed one at a time never make a packet, and the reader still works afterwards', () => {
  const reader = new FeedFrameReader();
  const packets: FeedPacket[] = [];
  for (const byte of quote.bytes)
    expect(reader.read(Uint8Array.of(byte), (fields) => packets.push(toFeedPacket(fields)))).toMatchObject({
      kind: 'truncated',
    });
  expect(packets).toEqual([]);
  reader.read(quote.bytes, (fields) => packets.push(toFeedPacket(fields)));
  expect(packets).toEqual([quote.packet]);
});

test('skips an unknown code by its length, reports it, and reads on', () => {
  const unknown = packetBytes({ code: 1, length: 12, bytes: 12 });
  const { packets, finding } = readAll(frameOf(ticker.bytes, unknown, quote.bytes));
  expect(packets).toEqual([ticker.packet, quote.packet]);
  expect(finding).toMatchObject({ kind: 'unknown-code', offset: 16 });
  expect(finding?.message).toContain('was 1 (byte 16');
});

test('skips a known code with another length than its own, reports it, and reads on', () => {
  const odd = packetBytes({ code: 2, length: 20, bytes: 20 });
  const { packets, finding } = readAll(frameOf(odd, ticker.bytes));
  expect(packets).toEqual([ticker.packet]);
  expect(finding).toMatchObject({ kind: 'bad-length', offset: 0 });
});

test.each([0, 1, 7])('gives up a frame whose packet claims a length of %i', (length) => {
  const stuck = packetBytes({ code: 2, length, bytes: 16 });
  const { packets, finding } = readAll(frameOf(ticker.bytes, stuck, quote.bytes));
  expect(packets).toEqual([ticker.packet]);
  expect(finding).toMatchObject({ kind: 'bad-length', offset: 16 });
});

test('gives up a frame whose packet claims to reach beyond it', () => {
  const { packets, finding } = readAll(
    frameOf(ticker.bytes, packetBytes({ code: 99, length: 65_535, bytes: 30 })),
  );
  expect(packets).toEqual([ticker.packet]);
  expect(finding).toMatchObject({ kind: 'bad-length', offset: 16 });
});

test('never reads beyond the frame into the rest of its buffer', () => {
  const chunk = frameOf(ticker.bytes, quote.bytes);
  const { packets, finding } = readAll(chunk.subarray(0, ticker.bytes.length));
  expect(packets).toEqual([ticker.packet]);
  expect(finding).toBeUndefined();
});

test.each([
  ['NaN', Number.NaN],
  ['infinity', Number.POSITIVE_INFINITY],
])('a price of %s is a finding and the packet is not delivered', (_, value) => {
  for (const { bytes } of [ticker, quote, full, depth]) {
    const broken = Uint8Array.from(bytes);
    new DataView(broken.buffer).setFloat32(8, value, true);
    const { packets, finding } = readAll(frameOf(broken, ticker.bytes));
    expect(packets).toEqual([ticker.packet]);
    expect(finding).toMatchObject({ kind: 'bad-value', offset: 0 });
  }
});

test('reports the first of several findings', () => {
  const frame = frameOf(
    packetBytes({ code: 1, length: 8, bytes: 8 }),
    packetBytes({ code: 2, length: 9, bytes: 9 }),
  );
  expect(readAll(frame).finding).toMatchObject({ kind: 'unknown-code', offset: 0 });
});

test('a packet leaves the fields it does not carry alone', () => {
  const reader = new FeedFrameReader();
  let oiAfterTicker = 0;
  reader.read(frameOf(full.bytes, ticker.bytes), (fields) => (oiAfterTicker = fields.oi));
  expect(oiAfterTicker).toBe(3_786_445);
  expect(createPacketFields().oi).toBe(0);
});

function readAll(frame: Uint8Array): { packets: FeedPacket[]; finding: FrameFinding | undefined } {
  const packets: FeedPacket[] = [];
  const finding = new FeedFrameReader().read(frame, (fields) => packets.push(toFeedPacket(fields)));
  return { packets, finding };
}

function packetBytes(packet: { code: number; length: number; bytes: number }): Uint8Array {
  const bytes = new Uint8Array(packet.bytes);
  bytes[0] = packet.code;
  new DataView(bytes.buffer).setUint16(1, packet.length, true);
  return bytes;
}

test('a reader of one depth level reads the best quote and leaves the deeper ones alone', () => {
  const books: number[][] = [];
  for (const depthLevels of [5, 1])
    new FeedFrameReader({ depthLevels }).read(full.bytes, ({ depth }) => books.push([...depth.bidPrice]));
  expect(books[0]?.[0]).toBeGreaterThan(0);
  expect(books[1]).toEqual([books[0]?.[0], 0, 0, 0, 0]);
});

test('a depth packet with a price that is no number in any of its rows is a finding', () => {
  for (let level = 0; level < 5; level += 1) {
    const broken = Uint8Array.from(depth.bytes);
    new DataView(broken.buffer).setFloat32(12 + level * 20 + 16, Number.NaN, true);
    expect(readAll(frameOf(broken, ticker.bytes))).toEqual({
      packets: [ticker.packet],
      finding: expect.objectContaining({ kind: 'bad-value', offset: 0 }),
    });
  }
});

test('a market status of another length than its header is a finding, and what follows is read', () => {
  const long = packetBytes({ code: 7, length: 10, bytes: 10 });
  const { packets, finding } = readAll(frameOf(long, ticker.bytes));
  expect(packets).toEqual([ticker.packet]);
  expect(finding).toMatchObject({ kind: 'bad-length', offset: 0 });
});
