import { expect, test } from 'vitest';
import { ConfigError } from '#engine/errors.ts';
import { decodePacket, encodePacket } from '#engine/wire/feed-packets.ts';
import { packetFieldsFrom } from '#engine/wire/packet-input.ts';
import { goldenPackets } from '#test/support/golden-packets.ts';

const TICKER = { kind: 'ticker', exchangeSegment: 'IDX_I', securityId: 13, ltp: 25642.8 };
const FULL = { ...TICKER, kind: 'full' };

test.each(goldenPackets())(
  'the golden $name comes back from its own JSON byte for byte',
  ({ bytes, packet }) => {
    expect(encoded(JSON.parse(JSON.stringify(packet)))).toEqual(bytes);
  },
);

test('what is left out is 0, and a short depth is filled up with empty levels', () => {
  const decoded = decodePacket(encoded({ ...FULL, depth: [{ bidPrice: 133.55 }] }));
  expect(decoded).toMatchObject({ ok: true, value: { ltp: 25642.8, volume: 0, ltt: 0 } });
  const depth = decoded.ok && decoded.value.kind === 'full' ? decoded.value.depth : [];
  expect(depth.map(({ bidPrice }) => bidPrice)).toEqual([133.55, 0, 0, 0, 0]);
});

test('a market status needs nothing but its kind', () => {
  expect(encoded({ kind: 'market-status' })).toEqual(Uint8Array.of(7, 8, 0, 0, 0, 0, 0, 0));
});

test('a disconnect needs its reason alone', () => {
  expect(encoded({ kind: 'disconnect', reason: 805 })).toEqual(
    Uint8Array.of(0x32, 10, 0, 0, 0, 0, 0, 0, 0x25, 3),
  );
});

test.each([
  [1795169730],
  ['2026-11-20T10:15:30'],
  ['2026-11-20 10:15:30 IST'],
  ['2026-11-20T10:15:30.250+05:30'],
  ['2026-11-20T04:45:30Z'],
  ['2026-11-19T23:45:30-05:00'],
])('the trade time %s is 1795169730 on the wire', (ltt) => {
  expect(packetFieldsFrom({ ...TICKER, ltt }).ltt).toBe(1_795_169_730);
});

test.each([
  ['a list', [], 'packet: expected an object, was []'],
  ['no kind', { ...TICKER, kind: undefined }, 'kind: expected one of ticker, depth, quote, oi'],
  ['an unknown kind', { ...TICKER, kind: 'index' }, 'full, disconnect, was "index"'],
  ['no instrument', { ...TICKER, securityId: undefined }, 'was missing. It must be given'],
  ['an unknown segment', { ...TICKER, exchangeSegment: 'NSE' }, 'exchangeSegment: expected one of IDX_I'],
  ['no price', { ...TICKER, ltp: undefined }, 'ltp: expected a price in rupees'],
  ['an infinite price', { ...TICKER, ltp: 1e39 }, 'was 1e+39'],
  ['a price as text', { ...TICKER, ltp: '25642.8' }, 'was "25642.8"'],
  ['a field of another kind', { ...TICKER, oi: 5 }, 'oi: expected a field of packet ticker'],
  ['a security id of 33 bits', { ...TICKER, securityId: 2 ** 32 }, 'integer from 0 to 4294967295'],
  [
    'a last quantity that would wrap',
    { ...FULL, lastQuantity: 65_536 },
    'integer from 0 to 65535, was 65536',
  ],
  ['a day that is none', { ...TICKER, ltt: '2026-02-30T10:00:00' }, 'ltt: expected wire seconds or a time'],
  ['a time that is none', { ...TICKER, ltt: '2026-02-20T10:75' }, 'was "2026-02-20T10:75"'],
  ['six levels', { ...FULL, depth: [{}, {}, {}, {}, {}, {}] }, 'at most 5 levels, was 6 levels'],
  ['a depth that is no list', { ...FULL, depth: 5 }, 'at most 5 levels, was 5'],
  ['an unknown field of a level', { ...FULL, depth: [{}, { bid: 1 }] }, 'bid: expected a field of depth[1]'],
  ['a negative order count', { ...FULL, depth: [{ bidOrders: -1 }] }, 'depth[0].bidOrders: expected'],
])('refuses %s and says what it accepts', (_, input, message) => {
  expect(() => packetFieldsFrom(input)).toThrow(ConfigError);
  expect(() => packetFieldsFrom(input)).toThrow(message);
});

function encoded(input: unknown): Uint8Array {
  const view = new DataView(new ArrayBuffer(162));
  return new Uint8Array(view.buffer, 0, encodePacket(view, 0, packetFieldsFrom(input)));
}
