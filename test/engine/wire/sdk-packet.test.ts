import { expect, test } from 'vitest';
import { printedSdkPacket, sdkPacket } from '#engine/wire/sdk-packet.ts';
import { goldenPacketOf, goldenPackets } from '#test/support/golden-packets.ts';
import { bytesOf, frameOf } from '#test/support/packet-fields.ts';

function decoded(bytes: Uint8Array) {
  const frame = frameOf(bytes);
  return sdkPacket(new DataView(frame.buffer), frame.byteOffset);
}

/** Written by hand from the SDK's source; the times are those of the golden packets, read as UTC. */
test('a ticker has the names, order and texts of the SDK', () => {
  const packet = decoded(
    bytesOf({
      kind: 'ticker',
      exchangeSegment: 'IDX_I',
      securityId: 13,
      ltp: 24_500.125,
      ltt: 1_770_196_561,
    }),
  );
  expect(printedSdkPacket(packet)).toBe(
    "{'type': 'Ticker Data', 'exchange_segment': 0, 'security_id': 13, 'LTP': '24500.12', 'LTT': '09:16:01'}",
  );
});

test('a full packet has the quote, the open interest and five levels', () => {
  const packet = decoded(goldenPacketOf('full').bytes);
  const printed = printedSdkPacket(packet);
  expect(Object.keys(packet as object)).toEqual(
    'type exchange_segment security_id LTP LTQ LTT avg_price volume total_sell_quantity total_buy_quantity OI oi_day_high oi_day_low open close high low depth'.split(
      ' ',
    ),
  );
  expect(packet).toMatchObject({ type: 'Full Data', OI: 3_786_445 });
  expect((packet as { readonly depth: readonly object[] }).depth).toHaveLength(5);
  expect(printed).toMatch(/'depth': \[\{'bid_quantity': \d+, 'ask_quantity': \d+, 'bid_orders': \d+, /);
  expect(printed).toMatch(/'bid_price': '\d+\.\d\d', 'ask_price': '\d+\.\d\d'\}\]\}$/);
});

test('only the last price of a depth packet stays a number, as Python prints floats', () => {
  const { bytes, packet } = goldenPacketOf('depth');
  const ltp = 'ltp' in packet ? Math.fround(packet.ltp) : 0;
  expect(printedSdkPacket(decoded(bytes))).toContain(`'LTP': ${ltp}`);
});

test('a market status is a sentence and the end of a connection nothing', () => {
  expect(decoded(goldenPacketOf('market-status').bytes)).toBe('Markets Open');
  expect(printedSdkPacket(decoded(goldenPacketOf('disconnect').bytes))).toBe('None');
});

test('every kind of packet is decoded to something of its own', () => {
  const prints = goldenPackets().map(({ bytes }) => printedSdkPacket(decoded(bytes)));
  expect(new Set(prints.map((print) => print.slice(0, 20))).size).toBeGreaterThanOrEqual(8);
});
