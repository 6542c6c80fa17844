import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { EXCHANGE_SEGMENT_CODES } from '#engine/market/instrument.ts';
import { HEADER_LENGTH, PACKET_LENGTHS, RESPONSE_CODES } from '#engine/wire/feed-codes.ts';
import { createPacketFields, decodeFrame, encodePacket } from '#engine/wire/feed-packets.ts';
import type { FeedPacket, PacketFields } from '#engine/wire/feed-packets.ts';
import { HEADER_LAYOUT, PACKET_LAYOUTS, packetLayoutOf, placedFields } from '#engine/wire/packet-layout.ts';
import type { PacketLayout } from '#engine/wire/packet-layout.ts';
import { WIRE_TYPE_SIZES, readField } from '#engine/wire/field-layout.ts';
import type { PlacedField } from '#engine/wire/field-layout.ts';

const LAYOUTS = PACKET_LAYOUTS.map((layout) => [layout.kind, layout] as const);

test('there is one layout for every response code that has a length', () => {
  const codes = PACKET_LAYOUTS.map(({ code }) => String(code));
  expect(codes).toEqual(Object.keys(PACKET_LENGTHS));
  expect(codes.toSorted()).toEqual(Object.values(RESPONSE_CODES).map(String).toSorted());
  expect(packetLayoutOf(1)).toBeUndefined();
});

test.each(LAYOUTS)('the fields of %s cover every byte exactly once, in order', (_, layout) => {
  let end = 0;
  for (const { offset, size, type } of placedFields(layout)) {
    expect(offset).toBe(end);
    expect(size).toBe(WIRE_TYPE_SIZES[type]);
    end += size;
  }
  expect(end).toBe(PACKET_LENGTHS[layout.code]);
  expect(layout.length).toBe(end);
});

test('the header is eight bytes', () => {
  expect(HEADER_LAYOUT.reduce((bytes, { size }) => bytes + size, 0)).toBe(HEADER_LENGTH);
});

test.each(LAYOUTS)('reading %s by the table gives what the frame reader delivers', (_, layout) => {
  fc.assert(
    fc.property(anyFields(layout), (fields) => {
      const bytes = new Uint8Array(layout.length);
      const view = new DataView(bytes.buffer);
      encodePacket(view, 0, fields);
      const delivered = deliveredBy(bytes);
      for (const field of placedFields(layout))
        expect(readField(view, 0, field)).toBe(expectedOnWire(delivered, field, layout));
    }),
    { numRuns: 100 },
  );
});

test.each(LAYOUTS)('the body of %s has the names of the decoded packet and no others', (kind, layout) => {
  const bytes = new Uint8Array(layout.length);
  encodePacket(new DataView(bytes.buffer), 0, { ...createPacketFields(), code: layout.code });
  const { kind: decodedKind, exchangeSegment, securityId, ...body } = deliveredBy(bytes);
  const named = layout.body.map(({ name }) => name as string);
  expect(decodedKind).toBe(kind);
  expect({ exchangeSegment, securityId }).toEqual({ exchangeSegment: 'IDX_I', securityId: 0 });
  expect([...named, ...(layout.depth ? ['depth'] : [])].toSorted()).toEqual(Object.keys(body).toSorted());
});

function deliveredBy(bytes: Uint8Array): FeedPacket {
  const { packets, finding } = decodeFrame(bytes);
  expect(finding).toBeUndefined();
  return packets[0]!;
}

/** What the table must read for a delivered packet: prices are whole paise, so their float is the very one on the wire. */
function expectedOnWire(
  packet: FeedPacket,
  { name, level, type }: PlacedField,
  layout: PacketLayout,
): number {
  if (name === 'code') return layout.code;
  if (name === 'length') return PACKET_LENGTHS[layout.code];
  if (name === 'exchangeSegment') return EXCHANGE_SEGMENT_CODES[packet.exchangeSegment!];
  const holder: object = level === undefined || !('depth' in packet) ? packet : packet.depth[level]!;
  const value = (holder as Readonly<Record<string, number>>)[name]!;
  return type === 'f32' ? Math.fround(value) : value;
}

function anyFields({ code }: PacketLayout): fc.Arbitrary<PacketFields> {
  const u16 = fc.integer({ min: 0, max: 0xffff });
  const u32 = fc.integer({ min: 0, max: 0xffff_ffff });
  const paise = fc.integer({ min: 0, max: 9_999_999 }).map((value) => value / 100);
  const segment = fc.constantFrom(...Object.values(EXCHANGE_SEGMENT_CODES));
  const columns = (values: fc.Arbitrary<number>) =>
    fc.array(values, { minLength: 5, maxLength: 5 }).map((column) => Float64Array.from(column));
  return fc.record({
    code: fc.constant(code),
    exchangeSegmentCode: segment,
    securityId: u32,
    ltp: paise,
    lastQuantity: u16,
    ltt: u32,
    averagePrice: paise,
    volume: u32,
    totalSellQuantity: u32,
    totalBuyQuantity: u32,
    open: paise,
    close: paise,
    high: paise,
    low: paise,
    oi: u32,
    oiDayHigh: u32,
    oiDayLow: u32,
    previousClose: paise,
    previousOi: u32,
    disconnectReason: u16,
    depth: fc.record({
      bidPrice: columns(paise),
      bidQuantity: columns(u32),
      bidOrders: columns(u16),
      askPrice: columns(paise),
      askQuantity: columns(u32),
      askOrders: columns(u16),
    }),
  });
}
