import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeDepthFrame } from '#engine/wire/depth-packets.ts';
import { depthFeedOf, explainDepthFrame } from '#engine/wire/explain-depth-frame.ts';
import { goldenDepthDisconnect, goldenDepthPackets } from '#test/support/depth-packets.ts';
import { goldenPackets } from '#test/support/golden-packets.ts';
import { frameOf } from '#test/support/packet-fields.ts';

const [twenty, twoHundred] = goldenDepthPackets() as [
  ReturnType<typeof goldenDepthPackets>[number],
  ReturnType<typeof goldenDepthPackets>[number],
];

test.each(goldenDepthPackets())(
  'the golden $name is one packet whose fields hold all its bytes',
  (golden) => {
    const { packets, findings } = explainDepthFrame(golden.bytes, golden.levels);
    expect(findings).toEqual([]);
    expect(packets.map(({ packet }) => packet)).toEqual([golden.packet]);
    const hex = packets[0]!.fields.map(({ bytes }) => bytes).join(' ');
    expect(Uint8Array.from(hex.split(' '), (byte) => Number.parseInt(byte, 16))).toEqual(golden.bytes);
  },
);

test('a bid is explained field by field', () => {
  const { fields } = explainDepthFrame(twenty.bytes, 20).packets[0]!;
  expect(fields.slice(0, 6)).toMatchObject([
    { offset: 0, bytes: '4c 01', field: 'length', value: 332, note: 'header included' },
    { offset: 2, bytes: '29', field: 'code', value: 41, note: 'bid' },
    { offset: 3, bytes: '02', field: 'exchangeSegment', value: 2, note: 'NSE_FNO' },
    { offset: 4, field: 'securityId', value: 42528, unit: 'id' },
    { offset: 8, field: 'sequence', value: 1, unit: 'count' },
    { offset: 12, bytes: '9a 99 99 99 99 b1 60 40', field: 'rows[0].price', value: 133.55, unit: 'rupees' },
  ]);
});

test('a disconnect says its reason in both places', () => {
  const { fields } = explainDepthFrame(goldenDepthDisconnect(), 200).packets[0]!;
  const reasons = fields.filter(({ field }) => field.startsWith('reason'));
  expect(reasons.map(({ offset, value, note }) => [offset, value, note])).toEqual([
    [8, 805, 'too many connections, the oldest was closed'],
    [12, 805, 'too many connections, the oldest was closed'],
  ]);
});

test('every packet and every finding of a message keeps its place, and says what to do', () => {
  const odd = Uint8Array.from(twenty.bytes).with(2, 42);
  const { packets, findings } = explainDepthFrame(
    frameOf(odd, twenty.bytes, odd, twenty.bytes.subarray(0, 9)),
    20,
  );
  expect(packets.map(({ offset }) => offset)).toEqual([332]);
  expect(findings.map(({ kind, offset }) => [kind, offset])).toEqual([
    ['unknown-code', 0],
    ['unknown-code', 664],
    ['trailing', 996],
  ]);
  for (const { remedy } of findings) expect(remedy).toMatch(/\.$/);
});

test('a frame is told to be of the feed it is sound for, and of none when it is not', () => {
  expect(depthFeedOf(frameOf(twenty.bytes, twenty.bytes))).toBe(20);
  expect(depthFeedOf(twoHundred.bytes)).toBe(200);
  expect(depthFeedOf(twenty.bytes.subarray(0, 331))).toBeUndefined();
  for (const { bytes } of goldenPackets()) expect(depthFeedOf(bytes)).toBeUndefined();
});

test('explaining finds in any bytes the packets and the first finding of the decoder', () => {
  const piece = fc.oneof(
    fc.constantFrom(twenty.bytes, goldenDepthDisconnect()),
    fc.uint8Array({ maxLength: 40 }),
    fc.tuple(fc.nat(331), fc.nat(255)).map(([at, byte]) => twenty.bytes.with(at, byte)),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 4 }), fc.constantFrom(20, 200), (parts, levels) => {
      const frame = frameOf(...parts);
      const explained = explainDepthFrame(frame, levels);
      const { packets, finding } = decodeDepthFrame(frame, levels);
      expect(explained.packets.map(({ packet }) => packet)).toEqual(packets);
      expect(explained.findings[0]?.message).toBe(finding?.message);
    }),
    { numRuns: 300, seed: 1 },
  );
});
