import { expect, test } from 'vitest';
import { copyRow, decodeFrame, FeedFrameReader } from '#engine/wire/feed-packets.ts';
import type { PacketColumns } from '#engine/wire/feed-packets.ts';
import { goldenPacketOf, goldenPackets } from '#test/support/golden-packets.ts';
import { frameOf } from '#test/support/packet-fields.ts';

const ticker = goldenPacketOf('ticker');
const quote = goldenPacketOf('quote');
const full = goldenPacketOf('full');
const depth = goldenPacketOf('depth');
const marketStatus = goldenPacketOf('market-status');

test('delivers every packet of a frame, in order, whatever the offset in its buffer', () => {
  const frame = frameOf(...goldenPackets().map(({ bytes }) => bytes));
  expect(decodeFrame(frame)).toEqual({
    packets: goldenPackets().map(({ packet }) => packet),
    finding: undefined,
  });
});

test('decodes frames that are no longer than one before into the same columns', () => {
  const reader = new FeedFrameReader();
  const seen = new Set<PacketColumns>();
  for (const { bytes } of [full, ticker, quote]) reader.read(frameOf(bytes), (packets) => seen.add(packets));
  expect(seen.size).toBe(1);
});

test('a frame of more packets than there are rows is handed on in parts, in order, unsound ones left out', () => {
  const unknown = packetBytes({ code: 1, length: 12, bytes: 12 });
  const parts = Array.from({ length: 200 }, (_, index) => {
    if (index === 64 || index === 130) return unknown;
    const bytes = Uint8Array.from(index % 3 === 0 ? quote.bytes : ticker.bytes);
    new DataView(bytes.buffer).setUint32(4, index, true);
    return bytes;
  });
  const ids: number[] = [];
  const lengths: number[] = [];
  const finding = new FeedFrameReader().read(frameOf(...parts), ({ length, securityId }) => {
    lengths.push(length);
    ids.push(...securityId.subarray(0, length));
  });
  expect(ids).toEqual(parts.map((_, index) => index).filter((index) => index !== 64 && index !== 130));
  expect(lengths.length).toBeGreaterThan(3);
  expect(finding).toMatchObject({ kind: 'unknown-code' });
});

test('a frame that is read while another is handed on leaves the packets of that one alone', () => {
  const reader = new FeedFrameReader();
  const ids: number[] = [];
  reader.read(frameOf(ticker.bytes, quote.bytes), (packets) => {
    for (let row = 0; row < packets.length; row += 1) {
      reader.read(full.bytes, (others) => ids.push(others.code[0]!));
      ids.push(packets.code[row]!);
    }
  });
  expect(ids).toEqual([8, 2, 8, 4]);
});

test.each([ticker, quote, full, depth, marketStatus])(
  '$name cut short at any byte is a finding, never a packet',
  ({ bytes }) => {
    for (let length = 0; length < bytes.length; length += 1) {
      const { packets, finding } = decodeFrame(frameOf(bytes.subarray(0, length)));
      expect(packets).toEqual([]);
      expect(finding).toMatchObject({ kind: 'truncated', offset: 0 });
    }
  },
);

test.each([ticker, quote, full, depth, marketStatus])(
  'a sound packet before a cut $name is still delivered',
  ({ bytes }) => {
    for (let length = 1; length < bytes.length; length += 1) {
      const { packets, finding } = decodeFrame(frameOf(ticker.bytes, bytes.subarray(0, length)));
      expect(packets).toEqual([ticker.packet]);
      expect(finding).toMatchObject({ kind: length < 8 ? 'trailing' : 'truncated', offset: 16 });
    }
  },
);

test('bytes fed one at a time never make a packet, and the reader still works afterwards', () => {
  const reader = new FeedFrameReader();
  const ids: number[] = [];
  const take = ({ length, securityId }: PacketColumns) => ids.push(...securityId.subarray(0, length));
  for (const byte of quote.bytes)
    expect(reader.read(Uint8Array.of(byte), take)).toMatchObject({ kind: 'truncated' });
  expect(ids).toEqual([]);
  reader.read(quote.bytes, take);
  expect(ids).toEqual([quote.packet.securityId]);
});

test('skips an unknown code by its length, reports it, and reads on', () => {
  const unknown = packetBytes({ code: 1, length: 12, bytes: 12 });
  const { packets, finding } = decodeFrame(frameOf(ticker.bytes, unknown, quote.bytes));
  expect(packets).toEqual([ticker.packet, quote.packet]);
  expect(finding).toMatchObject({ kind: 'unknown-code', offset: 16 });
  expect(finding?.message).toContain('was 1 (byte 16');
});

test('skips a known code with another length than its own, reports it, and reads on', () => {
  const odd = packetBytes({ code: 2, length: 20, bytes: 20 });
  const { packets, finding } = decodeFrame(frameOf(odd, ticker.bytes));
  expect(packets).toEqual([ticker.packet]);
  expect(finding).toMatchObject({ kind: 'bad-length', offset: 0 });
});

test.each([0, 1, 7])('gives up a frame whose packet claims a length of %i', (length) => {
  const stuck = packetBytes({ code: 2, length, bytes: 16 });
  const { packets, finding } = decodeFrame(frameOf(ticker.bytes, stuck, quote.bytes));
  expect(packets).toEqual([ticker.packet]);
  expect(finding).toMatchObject({ kind: 'bad-length', offset: 16 });
});

test('gives up a frame whose packet claims to reach beyond it', () => {
  const { packets, finding } = decodeFrame(
    frameOf(ticker.bytes, packetBytes({ code: 99, length: 65_535, bytes: 30 })),
  );
  expect(packets).toEqual([ticker.packet]);
  expect(finding).toMatchObject({ kind: 'bad-length', offset: 16 });
});

test('never reads beyond the frame into the rest of its buffer', () => {
  const chunk = frameOf(ticker.bytes, quote.bytes);
  const { packets, finding } = decodeFrame(chunk.subarray(0, ticker.bytes.length));
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
    const { packets, finding } = decodeFrame(frameOf(broken, ticker.bytes));
    expect(packets).toEqual([ticker.packet]);
    expect(finding).toMatchObject({ kind: 'bad-value', offset: 0 });
  }
});

test('reports the first of several findings', () => {
  const frame = frameOf(
    packetBytes({ code: 1, length: 8, bytes: 8 }),
    packetBytes({ code: 2, length: 9, bytes: 9 }),
  );
  expect(decodeFrame(frame).finding).toMatchObject({ kind: 'unknown-code', offset: 0 });
});

function packetBytes(packet: { code: number; length: number; bytes: number }): Uint8Array {
  const bytes = new Uint8Array(packet.bytes);
  bytes[0] = packet.code;
  new DataView(bytes.buffer).setUint16(1, packet.length, true);
  return bytes;
}

test('a reader of one depth level reads the best quote and leaves the deeper ones alone', () => {
  const books: number[][] = [];
  for (const depthLevels of [5, 1])
    new FeedFrameReader({ depthLevels }).read(full.bytes, (packets) =>
      books.push([...copyRow(packets, 0).depth.bidPrice]),
    );
  expect(books[0]?.[0]).toBeGreaterThan(0);
  expect(books[1]).toEqual([books[0]?.[0], 0, 0, 0, 0]);
});

test('a depth packet with a price that is no number in any of its rows is a finding', () => {
  for (let level = 0; level < 5; level += 1) {
    const broken = Uint8Array.from(depth.bytes);
    new DataView(broken.buffer).setFloat32(12 + level * 20 + 16, Number.NaN, true);
    expect(decodeFrame(frameOf(broken, ticker.bytes))).toEqual({
      packets: [ticker.packet],
      finding: expect.objectContaining({ kind: 'bad-value', offset: 0 }),
    });
  }
});

test('a market status of another length than its header is a finding, and what follows is read', () => {
  const long = packetBytes({ code: 7, length: 10, bytes: 10 });
  const { packets, finding } = decodeFrame(frameOf(long, ticker.bytes));
  expect(packets).toEqual([ticker.packet]);
  expect(finding).toMatchObject({ kind: 'bad-length', offset: 0 });
});
