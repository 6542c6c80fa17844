import { expect, test } from 'vitest';
import { depthPacketFrom } from '#engine/wire/depth-packet-input.ts';
import { decodeDepthFrame, encodeDepthDisconnect } from '#engine/wire/depth-packets.ts';
import { goldenDepthPackets } from '#test/support/depth-packets.ts';

const BID = { kind: 'bid', exchangeSegment: 'NSE_FNO', securityId: 40_000 };

test.each(goldenDepthPackets())(
  'the golden $name comes back from its own JSON',
  ({ levels, bytes, packet }) => {
    expect(depthPacketFrom(JSON.parse(JSON.stringify(packet)), levels)).toEqual(bytes);
  },
);

test('what is left out of a side is 0, and 20 levels are filled up', () => {
  const { packets } = decodeDepthFrame(depthPacketFrom({ ...BID, rows: [{ price: 101.5 }] }, 20), 20);
  const [first, ...empty] = Array.from({ length: 20 }, () => ({ price: 0, quantity: 0, orders: 0 }));
  expect(packets).toEqual([{ ...BID, sequence: 0, rows: [{ ...first, price: 101.5 }, ...empty] }]);
});

test('a disconnect needs its reason alone', () => {
  expect(depthPacketFrom({ kind: 'disconnect', reason: 805 }, 200)).toEqual(encodeDepthDisconnect(805));
});

test.each([
  ['no object', [], 'packet'],
  ['a kind of another feed', { kind: 'ticker' }, 'expected bid, ask or disconnect'],
  ['a segment nobody has', { ...BID, exchangeSegment: 'NSE' }, 'exchangeSegment'],
  ['an id that is no u32', { ...BID, securityId: -1 }, 'securityId'],
  ['a price that is no number', { ...BID, rows: [{ price: '101' }] }, 'rows.0.price'],
  ['an unknown key', { ...BID, ltp: 1 }, 'ltp'],
  ['an undocumented reason', { kind: 'disconnect', reason: 801 }, 'reason: expected one of 800, 804'],
  [
    'a side of 21 levels',
    { ...BID, rows: Array.from({ length: 21 }, () => ({})) },
    'at most 20 levels, was 21',
  ],
])('%s is refused and named', (_, input, words) => {
  expect(() => depthPacketFrom(input, 20)).toThrow(words);
});
