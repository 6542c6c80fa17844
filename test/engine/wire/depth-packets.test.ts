import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { WireEncodeError } from '#engine/errors.ts';
import {
  decodeDepthFrame,
  depthSideOf,
  encodeDepthDisconnect,
  encodeDepthSide,
} from '#engine/wire/depth-packets.ts';
import type { DepthFeedLevels } from '#engine/wire/depth-packets.ts';
import { depthBytesOf, goldenDepthDisconnect, goldenDepthPackets } from '#test/support/depth-packets.ts';
import type { DepthSidePacket } from '#test/support/depth-packets.ts';
import { frameOf } from '#test/support/packet-fields.ts';

const [twenty, twoHundred] = goldenDepthPackets() as [
  ReturnType<typeof goldenDepthPackets>[0],
  ReturnType<typeof goldenDepthPackets>[0],
];

test.each(goldenDepthPackets())('decodes and encodes the golden $name', ({ levels, bytes, packet }) => {
  expect(decodeDepthFrame(bytes, levels)).toEqual({ packets: [packet], finding: undefined });
  expect(depthBytesOf(packet, levels)).toEqual(bytes);
});

test('the disconnect packet carries its reason in both places', () => {
  const bytes = encodeDepthDisconnect(805);
  expect(bytes).toEqual(goldenDepthDisconnect());
  for (const levels of [20, 200] as const)
    expect(decodeDepthFrame(bytes, levels).packets).toEqual([{ kind: 'disconnect', reason: 805 }]);
  expect(new DataView(bytes.buffer).getUint32(8, true)).toBe(805);
});

test.each([20, 200] as const)(
  'decode(encode(book)) is the book with %i levels, stacked in any number at any offset',
  (levels) => {
    fc.assert(
      fc.property(fc.array(anySide(levels), { minLength: 1, maxLength: 4 }), (packets) => {
        const frame = frameOf(...packets.map((packet) => depthBytesOf(packet, levels)));
        expect(decodeDepthFrame(frame, levels)).toEqual({ packets, finding: undefined });
      }),
      { numRuns: 100, seed: 1 },
    );
  },
);

test('20 levels are always 332 bytes, 200 levels end with the last row', () => {
  const rows = [{ price: 0.05, quantity: 65, orders: 1 }];
  expect(depthBytesOf({ ...twenty.packet, rows }, 20)).toHaveLength(332);
  expect(depthBytesOf({ ...twoHundred.packet, rows }, 200)).toHaveLength(28);
  expect(depthBytesOf({ ...twoHundred.packet, rows: [] }, 200)).toHaveLength(12);
});

test('of 200 levels only the counted rows are read, though more bytes follow', () => {
  const padded = Uint8Array.from(twoHundred.bytes);
  new DataView(padded.buffer).setUint32(8, 1, true);
  const { packets, finding } = decodeDepthFrame(padded, 200);
  expect(finding).toBeUndefined();
  expect(packets).toMatchObject([{ rows: [{ price: 133.55, quantity: 1625, orders: 12 }] }]);
});

test.each(goldenDepthPackets())('$name cut short at any byte is a finding, never a packet', (golden) => {
  for (let length = 0; length < golden.bytes.length; length += 1)
    expect(decodeDepthFrame(frameOf(golden.bytes.subarray(0, length)), golden.levels)).toMatchObject({
      packets: [],
      finding: { kind: 'truncated', offset: 0 },
    });
});

test('a sound packet before a cut one is still delivered', () => {
  for (let length = 1; length < twenty.bytes.length; length += 1) {
    const frame = frameOf(twenty.bytes, twenty.bytes.subarray(0, length));
    expect(decodeDepthFrame(frame, 20)).toEqual({
      packets: [twenty.packet],
      finding: expect.objectContaining({ kind: length < 12 ? 'trailing' : 'truncated', offset: 332 }),
    });
  }
});

test('an unknown code is skipped by its length and reported', () => {
  const { packets, finding } = decodeDepthFrame(
    frameOf(
      changed(twenty.bytes, (view) => view.setUint8(2, 42)),
      twenty.bytes,
    ),
    20,
  );
  expect(packets).toEqual([twenty.packet]);
  expect(finding).toMatchObject({ kind: 'unknown-code', offset: 0 });
});

test.each([0, -1, 11])('a length of %i gives the frame up', (length) => {
  const stuck = changed(twenty.bytes, (view) => view.setInt16(0, length, true));
  const { packets, finding } = decodeDepthFrame(frameOf(twenty.bytes, stuck, twenty.bytes), 20);
  expect(packets).toEqual([twenty.packet]);
  expect(finding).toMatchObject({ kind: 'bad-length', offset: 332 });
});

test('a length that contradicts code or row count is skipped and reported', () => {
  const short = changed(twenty.bytes.subarray(0, 316), (view) => view.setInt16(0, 316, true));
  const countsTooMany = changed(twoHundred.bytes, (view) => view.setUint32(8, 201, true));
  const countsFarTooMany = changed(twoHundred.bytes, (view) => view.setUint32(8, 0xffff_ffff, true));
  const longFarewell = changed(frameOf(goldenDepthDisconnect(), new Uint8Array(2)), (view) =>
    view.setInt16(0, 16, true),
  );
  for (const [bytes, { levels, packet, bytes: sound }] of [
    [short, twenty],
    [countsTooMany, twoHundred],
    [countsFarTooMany, twoHundred],
    [longFarewell, twenty],
  ] as const)
    expect(decodeDepthFrame(frameOf(bytes, sound), levels)).toEqual({
      packets: [packet],
      finding: expect.objectContaining({ kind: 'bad-length', offset: 0 }),
    });
});

test.each([Number.NaN, Number.POSITIVE_INFINITY])('a price of %d is a finding', (price) => {
  const broken = changed(twenty.bytes, (view) => view.setFloat64(12 + 16, price, true));
  const { packets, finding } = decodeDepthFrame(frameOf(broken, twenty.bytes), 20);
  expect(packets).toEqual([twenty.packet]);
  expect(finding).toMatchObject({ kind: 'bad-value', offset: 0 });
  expect(finding?.message).toContain('row 1');
});

test('any bytes are read without a crash', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 700 }), fc.constantFrom(20, 200), (bytes, levels) => {
      const { packets, finding } = decodeDepthFrame(bytes, levels);
      expect(packets.length > 0 || finding !== undefined).toBe(true);
    }),
    { numRuns: 10_000, seed: 1 },
  );
});

test.each([
  ['a price that is NaN', { price: Number.NaN, quantity: 1, orders: 1 }, 'depth price'],
  ['a quantity of more than 32 bits', { price: 1, quantity: 2 ** 32, orders: 1 }, 'quantity'],
  ['a fraction of an order', { price: 1, quantity: 1, orders: 0.5 }, 'orders'],
])('refuses %s and names the field', (_, row, field) => {
  const encode = () => depthBytesOf({ ...twenty.packet, rows: [row] }, 20);
  expect(encode).toThrow(WireEncodeError);
  expect(encode).toThrow(`encode ${field}: expected`);
});

test('refuses more rows than levels, and a buffer without room', () => {
  const rows = Array.from({ length: 21 }, () => ({ price: 1, quantity: 1, orders: 1 }));
  expect(() => depthBytesOf({ ...twenty.packet, rows }, 20)).toThrow('at most 20 rows, was 21');
  const view = new DataView(new ArrayBuffer(331));
  const address = { side: 'bid', exchangeSegmentCode: 2, securityId: 1, sequence: 1 } as const;
  expect(() => encodeDepthSide(view, 0, { levels: 20, address, book: depthSideOf([]) })).toThrow(
    'room for 332 bytes, was 331',
  );
});

function changed(bytes: Uint8Array, change: (view: DataView) => void): Uint8Array {
  const copy = Uint8Array.from(bytes);
  change(new DataView(copy.buffer));
  return copy;
}

function anySide(levels: DepthFeedLevels): fc.Arbitrary<DepthSidePacket> {
  const row = fc.record({
    price: fc.integer({ min: 0, max: 13_000_000 }).map((paise) => paise / 100),
    quantity: fc.nat(0xffff_ffff),
    orders: fc.nat(0xffff_ffff),
  });
  const sizes = levels === 20 ? { minLength: 20, maxLength: 20 } : { maxLength: 200 };
  return fc
    .record({
      kind: fc.constantFrom('bid' as const, 'ask' as const),
      exchangeSegment: fc.constantFrom('NSE_EQ' as const, 'NSE_FNO' as const),
      securityId: fc.nat(0x7fff_ffff),
      sequence: fc.nat(0xffff_ffff),
      rows: fc.array(row, sizes),
    })
    .map((packet) => (levels === 20 ? packet : { ...packet, sequence: packet.rows.length }));
}
