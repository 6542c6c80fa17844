import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { explainFrame } from '#engine/wire/explain-packet.ts';
import { decodeFrame } from '#engine/wire/feed-packets.ts';
import { goldenPacketOf, goldenPackets } from '#test/support/golden-packets.ts';
import { frameOf } from '#test/support/packet-fields.ts';

const ticker = goldenPacketOf('ticker').bytes;
const oi = goldenPacketOf('oi').bytes;

test('a ticker is explained field by field, its trade time as IST', () => {
  expect(explainFrame(ticker).packets[0]!.fields).toEqual([
    { offset: 0, bytes: '02', field: 'code', value: 2, unit: 'code', note: 'ticker' },
    { offset: 1, bytes: '10 00', field: 'length', value: 16, unit: 'bytes', note: 'header included' },
    { offset: 3, bytes: '00', field: 'exchangeSegment', value: 0, unit: 'code', note: 'IDX_I' },
    { offset: 4, bytes: '0d 00 00 00', field: 'securityId', value: 13, unit: 'id', note: '' },
    {
      offset: 8,
      bytes: '9a 55 c8 46',
      field: 'ltp',
      value: 25642.8,
      unit: 'rupees',
      note: 'f32 25642.80078125',
    },
    {
      offset: 12,
      bytes: 'c2 1d 00 6b',
      field: 'ltt',
      value: 1795169730,
      unit: 'wire seconds',
      note: '2026-11-20 10:15:30 IST',
    },
  ]);
});

test.each(goldenPackets())('the golden $name is one packet whose fields hold all its bytes', (golden) => {
  const { packets, findings } = explainFrame(golden.bytes);
  expect(findings).toEqual([]);
  expect(packets.map(({ packet }) => packet)).toEqual([golden.packet]);
  const hex = packets[0]!.fields.map(({ bytes }) => bytes).join(' ');
  expect(Uint8Array.from(hex.split(' '), (byte) => Number.parseInt(byte, 16))).toEqual(golden.bytes);
});

test('the first depth row of a full packet stands where the wire has it', () => {
  const { fields } = explainFrame(goldenPacketOf('full').bytes).packets[0]!;
  const bid = fields.find(({ field }) => field === 'depth[0].bidPrice');
  expect(bid).toMatchObject({ offset: 74, bytes: 'cd 8c 05 43', value: 133.55, unit: 'rupees' });
});

test('a disconnect says its reason in words, also one nobody documented', () => {
  const { bytes } = goldenPacketOf('disconnect');
  const undocumented = Uint8Array.from(bytes).with(8, 0x34);
  const reasonOf = (frame: Uint8Array) => explainFrame(frame).packets[0]!.fields.at(-1);
  expect(reasonOf(bytes)).toMatchObject({ value: 805, note: 'too many connections, the oldest was closed' });
  expect(reasonOf(undocumented)).toMatchObject({ value: 820, note: 'undocumented reason 820' });
});

test('a trade time of 0 and a segment without a name are called what they are', () => {
  const odd = Uint8Array.from(ticker).with(3, 6).fill(0, 12);
  const notes = explainFrame(odd).packets[0]!.fields.map(({ note }) => note);
  expect(notes).toContain('never traded');
  expect(notes).toContain('no segment has this number');
});

test('a price between two paise is shown as snapped, and said to be', () => {
  const between = Uint8Array.from(ticker);
  new DataView(between.buffer).setFloat32(8, 146.987, true);
  const ltp = explainFrame(between).packets[0]!.fields[4];
  expect(ltp).toMatchObject({ value: 146.99, note: `f32 ${Math.fround(146.987)}, between two steps` });
});

test('several packets of a frame keep their place in it', () => {
  const { packets, length } = explainFrame(frameOf(ticker, oi, ticker));
  expect(length).toBe(44);
  expect(packets.map(({ offset, packet }) => [offset, packet.kind])).toEqual([
    [0, 'ticker'],
    [16, 'oi'],
    [28, 'ticker'],
  ]);
  expect(packets[1]!.fields.at(-1)).toMatchObject({ offset: 24, field: 'oi', value: 3786445 });
});

test.each([
  ['nothing at all', [], 'truncated', 0, 'was empty'],
  ['half a header', [ticker.subarray(0, 5)], 'truncated', 0, 'expected 8 bytes, was 5 (byte 0)'],
  ['half a packet', [ticker.subarray(0, 12)], 'truncated', 0, 'expected 16 bytes, was 12 (byte 0)'],
  ['bytes behind a packet', [oi, ticker.subarray(0, 3)], 'trailing', 12, 'expected 8 bytes, was 3 (byte 12)'],
  ['a code without a layout', [oi, Uint8Array.from(ticker).with(0, 9)], 'unknown-code', 12, 'was 9 (byte 12'],
  [
    'an index packet',
    [oi, Uint8Array.from(ticker).with(0, 1)],
    'unknown-code',
    12,
    "nobody documents this one's (byte 12",
  ],
  ['a length of another packet', [Uint8Array.from(ticker).with(1, 12)], 'bad-length', 0, 'of 16, was 12'],
  ['a big-endian length', [Uint8Array.from(ticker).with(1, 0).with(2, 16)], 'bad-length', 0, 'was 4096'],
  [
    'a price that is no number',
    [Uint8Array.from(ticker).fill(255, 8, 12)],
    'bad-value',
    0,
    'ltp NaN (byte 8)',
  ],
] as const)('%s is a finding with its place and what to do', (_, parts, kind, offset, words) => {
  const [finding] = explainFrame(frameOf(...parts)).findings;
  expect(finding).toMatchObject({ kind, offset });
  expect(finding!.message).toContain(words);
  expect(finding!.remedy).toMatch(/\.$/);
});

test('of a packet that was cut every field that is wholly there is explained', () => {
  const cut = explainFrame(frameOf(oi, goldenPacketOf('full').bytes.subarray(0, 61)));
  expect(cut.packets).toHaveLength(1);
  expect(cut.findings).toMatchObject([{ kind: 'truncated', offset: 12 }]);
  const { fields } = cut.findings[0]!;
  expect(fields.at(-1)).toMatchObject({ offset: 66, bytes: '00 80 7b 43', field: 'high', value: 251.5 });
  expect(fields.map(({ field }) => field)).not.toContain('low');
  expect(explainFrame(ticker.subarray(0, 7)).findings[0]!.fields).toEqual([]);
});

test('what follows a packet of unknown code is explained all the same, and every finding is reported', () => {
  const unknown = Uint8Array.from(ticker).with(0, 1);
  const { packets, findings } = explainFrame(frameOf(unknown, oi, unknown, oi));
  expect(packets.map(({ offset }) => offset)).toEqual([16, 44]);
  expect(findings.map(({ offset }) => offset)).toEqual([0, 28]);
});

test('explaining finds in any bytes the packets and the first finding of the frame reader', () => {
  const piece = fc.oneof(
    fc.constantFrom(...goldenPackets().map(({ bytes }) => bytes)),
    fc.uint8Array({ maxLength: 20 }),
    fc
      .tuple(fc.constantFrom(ticker, oi), fc.nat(11), fc.nat(255))
      .map(([bytes, at, byte]) => bytes.with(at, byte)),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 5 }), (parts) => {
      const frame = frameOf(...parts);
      const { packets, finding } = decodeFrame(frame);
      const explained = explainFrame(frame);
      expect(explained.packets.map(({ packet }) => packet)).toEqual(packets);
      expect(explained.findings[0]?.kind).toBe(finding?.kind);
      expect(explained.findings[0]?.offset).toBe(finding?.offset);
    }),
    { numRuns: 300 },
  );
});
