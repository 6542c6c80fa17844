import { expect, test } from 'vitest';
import { WireEncodeError } from '#engine/errors.ts';
import { createPacketFields, decodePacket, encodePacket } from '#engine/wire/feed-packets.ts';
import type { PacketFields } from '#engine/wire/feed-packets.ts';
import { goldenPackets } from '#test/support/golden-packets.ts';
import { bytesOf } from '#test/support/packet-fields.ts';

test.each(goldenPackets())('encodes the golden $name to its very bytes', ({ bytes, packet }) => {
  expect(bytesOf(packet)).toEqual(bytes);
});

test('wraps the last quantity at 65536, as the u16 of the wire does', () => {
  const decoded = decodePacket(encoded({ code: 4, lastQuantity: 65_536 + 75 }));
  expect(decoded).toMatchObject({ ok: true, value: { kind: 'quote', lastQuantity: 75 } });
});

test.each([
  ['a price that is NaN', { code: 2, ltp: NaN }, 'ltp'],
  ['a price beyond 32-bit floats', { code: 6, previousClose: 1e39 }, 'previousClose'],
  ['a negative volume', { code: 4, volume: -1 }, 'volume'],
  ['a volume of more than 32 bits', { code: 8, volume: 2 ** 32 }, 'volume'],
  ['a fractional open interest', { code: 5, oi: 1.5 }, 'oi'],
  ['a negative last quantity', { code: 4, lastQuantity: -1 }, 'lastQuantity'],
  ['a fractional security id', { code: 2, securityId: 13.5 }, 'securityId'],
  ['a reason of more than 16 bits', { code: 50, disconnectReason: 70_000 }, 'disconnectReason'],
] as const)('refuses %s and names the field', (_, fields, field) => {
  expect(() => encoded(fields)).toThrow(WireEncodeError);
  expect(() => encoded(fields)).toThrow(`encode ${field}: expected`);
});

test('refuses a code that has no layout', () => {
  expect(() => encoded({ code: 1 })).toThrow('expected a response code of 2, 3, 4, 5, 6, 7, 8, 50, was 1');
});

test('refuses a buffer without room and leaves it untouched', () => {
  const view = new DataView(new ArrayBuffer(20));
  const fields = { ...createPacketFields(), code: 2 };
  expect(() => encodePacket(view, 5, fields)).toThrow('expected room for 16 bytes, was 15 (offset 5)');
  expect(new Uint8Array(view.buffer)).toEqual(new Uint8Array(20));
});

function encoded(fields: Partial<PacketFields>): Uint8Array {
  const view = new DataView(new ArrayBuffer(162));
  return new Uint8Array(view.buffer, 0, encodePacket(view, 0, { ...createPacketFields(), ...fields }));
}
