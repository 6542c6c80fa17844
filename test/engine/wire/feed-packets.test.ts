import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodePacket } from '#engine/wire/feed-packets.ts';
import type { FeedPacket } from '#engine/wire/feed-packets.ts';
import { goldenPacketOf, goldenPackets } from '#test/support/golden-packets.ts';
import { bytesOf } from '#test/support/packet-fields.ts';

test.each(goldenPackets())('decodes the golden $name', ({ bytes, packet }) => {
  expect(decodePacket(bytes)).toEqual({ ok: true, value: packet });
});

test('decode(encode(packet)) is the packet, for every kind and every value the wire carries', () => {
  fc.assert(
    fc.property(anyPacket(), (packet) => {
      expect(decodePacket(bytesOf(packet))).toEqual({ ok: true, value: packet });
    }),
    { numRuns: 500, seed: 1 },
  );
});

test('refuses two packets where one is expected', () => {
  const { bytes } = goldenPacketOf('oi');
  expect(decodePacket(Uint8Array.from([...bytes, ...bytes]))).toMatchObject({
    ok: false,
    error: { kind: 'trailing' },
  });
});

test('reads currency prices to a quarter paisa', () => {
  const packet: FeedPacket = {
    kind: 'ticker',
    exchangeSegment: 'NSE_CURRENCY',
    securityId: 1,
    ltp: 84.2525,
    ltt: 0,
  };
  expect(decodePacket(bytesOf(packet))).toEqual({ ok: true, value: packet });
});

test('leaves the segment undefined where the exchange has no such number', () => {
  const bytes = Uint8Array.from(goldenPacketOf('ticker').bytes);
  bytes[3] = 6;
  expect(decodePacket(bytes)).toMatchObject({ ok: true, value: { exchangeSegment: undefined } });
});

function anyPacket(): fc.Arbitrary<FeedPacket> {
  const header = {
    exchangeSegment: fc.constantFrom('IDX_I', 'NSE_EQ', 'NSE_FNO', 'BSE_EQ', 'MCX_COMM', 'BSE_FNO'),
    securityId: fc.nat(0xffff_ffff),
  };
  const trade = {
    ltp: price(),
    lastQuantity: fc.nat(0xffff),
    ltt: fc.nat(0xffff_ffff),
    averagePrice: price(),
    volume: fc.nat(0xffff_ffff),
    totalSellQuantity: fc.nat(0xffff_ffff),
    totalBuyQuantity: fc.nat(0xffff_ffff),
    open: price(),
    close: price(),
    high: price(),
    low: price(),
  };
  const openInterest = {
    oi: fc.nat(0xffff_ffff),
    oiDayHigh: fc.nat(0xffff_ffff),
    oiDayLow: fc.nat(0xffff_ffff),
  };
  return fc.oneof(
    fc.record({ kind: fc.constant('ticker'), ...header, ltp: price(), ltt: fc.nat(0xffff_ffff) }),
    fc.record({ kind: fc.constant('depth'), ...header, ltp: price(), depth: depth() }),
    fc.record({ kind: fc.constant('market-status'), ...header }),
    fc.record({ kind: fc.constant('oi'), ...header, oi: fc.nat(0xffff_ffff) }),
    fc.record({
      kind: fc.constant('previous-close'),
      ...header,
      previousClose: price(),
      previousOi: fc.nat(0xffff_ffff),
    }),
    fc.record({ kind: fc.constant('quote'), ...header, ...trade }),
    fc.record({ kind: fc.constant('full'), ...header, ...trade, ...openInterest, depth: depth() }),
    fc.record({ kind: fc.constant('disconnect'), ...header, reason: fc.nat(0xffff) }),
  );
}

function depth(): fc.Arbitrary<Extract<FeedPacket, { kind: 'full' }>['depth']> {
  const row = fc.record({
    bidPrice: price(),
    bidQuantity: fc.nat(0xffff_ffff),
    bidOrders: fc.nat(0xffff),
    askPrice: price(),
    askQuantity: fc.nat(0xffff_ffff),
    askOrders: fc.nat(0xffff),
  });
  return fc.array(row, { minLength: 5, maxLength: 5 });
}

/** Paise up to 1,30,000 rupees, below which a 32-bit float tells every paisa apart. */
function price(): fc.Arbitrary<number> {
  return fc.integer({ min: 0, max: 13_000_000 }).map((paise) => paise / 100);
}
