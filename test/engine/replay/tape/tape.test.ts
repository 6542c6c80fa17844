import { array, assert, constantFrom, integer, oneof, property, tuple } from 'fast-check';
import { expect, test } from 'vitest';
import { RecordingError } from '#engine/errors.ts';
import { TAPE_COLUMNS } from '#engine/replay/tape/block-columns.ts';
import { encodeBlock, encodeFoot, encodeHead } from '#engine/replay/tape/tape-layout.ts';
import { TapeWriter } from '#engine/replay/tape/tape-writer.ts';
import { CHUNK_TICKS } from '#engine/replay/tape/tick-chunk.ts';
import { PACKER, chunkOf, openTape, tapeHead, tapeOf, ticksOf } from '#test/support/tapes.ts';
import type { PlainTick } from '#test/support/tapes.ts';

const INSTRUMENTS = 5;
const HEAD = tapeHead(INSTRUMENTS);
const time = oneof(integer({ min: 0, max: 3000 }), constantFrom(0x7fff_ffff, 36_000_000));
const price = oneof(integer({ min: 1, max: 3_000_000 }), integer(), constantFrom(0, -0x8000_0000));
const quantity = oneof(integer({ min: 0, max: 2000 }), integer({ min: 0, max: 0xffff_ffff }));
const ticks = array(tuple(integer({ min: 0, max: INSTRUMENTS - 1 }), time, price, quantity), {
  maxLength: 60,
}).map((unsorted): PlainTick[] => unsorted.sort((a, b) => a[1] - b[1]));

const SAMPLE: PlainTick[] = [
  [0, 250, 2_450_005, 0],
  [3, 250, 11_230, 75],
  [0, 500, 2_450_110, 0],
  [3, 500, 11_250, 4_000_000_000],
  [4, 500, 5, 150],
];
const SAMPLE_TAPE = tapeOf(HEAD, [SAMPLE.slice(0, 2), SAMPLE.slice(2)]);

/** A sound tape but for the given parts. */
function tapeWith(parts: { readonly json?: unknown; readonly blocks?: readonly Uint8Array[] }): Uint8Array {
  const plain = { source: 's', startMs: 0, columns: TAPE_COLUMNS, instruments: [['IDX_I', 13]] };
  const json = new TextEncoder().encode(JSON.stringify('json' in parts ? parts.json : plain));
  const blocks = parts.blocks ?? [];
  const foot = encodeFoot({ blocks: blocks.length, ticks: blocks.length }, PACKER);
  return Buffer.concat([encodeHead(json, PACKER), ...blocks, foot]);
}

const read = (bytes: Uint8Array) => ticksOf(openTape(bytes).ticks());
const readJson = (json: Record<string, unknown>) => () =>
  read(tapeWith({ json: { source: 's', startMs: 0, columns: TAPE_COLUMNS, instruments: [], ...json } }));
/** One tick of instrument 0 in four columns of three bytes a difference, told as the given bytes. */
const readColumns = (...columns: number[]) =>
  read(tapeWith({ blocks: [encodeBlock(Uint8Array.from(columns), 1, PACKER)] }));

test('any ticks read as written, bit for bit, however they were divided into blocks', () => {
  assert(
    property(ticks, integer({ min: 0, max: 60 }), (expected, cut) => {
      const tape = openTape(tapeOf(HEAD, [expected.slice(0, cut), expected.slice(cut)]));
      expect(tape.tickCount).toBe(expected.length);
      expect(ticksOf(tape.ticks())).toEqual(expected);
    }),
  );
});

test('a full chunk is one block, and a tape may be read again', () => {
  const full = Array.from({ length: CHUNK_TICKS }, (_, index): PlainTick => [
    index % 5,
    index,
    -index,
    index * 7,
  ]);
  const tape = openTape(tapeOf(HEAD, [full]));
  for (const stream of [tape.ticks(), tape.ticks()]) {
    expect(stream.next()).toEqual(chunkOf(full));
    expect(stream.next()).toBeUndefined();
  }
});

test('the head says what the ticks are of, and from what they were compiled', () => {
  expect(openTape(SAMPLE_TAPE).head).toEqual(HEAD);
  expect(openTape(SAMPLE_TAPE).ticks().startMs).toBe(HEAD.startMs);
});

test('verifying finds what reading finds, without unpacking', () => {
  openTape(SAMPLE_TAPE).verify();
  const changed = SAMPLE_TAPE.slice();
  const inSecondBlock = SAMPLE_TAPE.length - 24 - 8;
  changed[inSecondBlock] = changed[inSecondBlock]! ^ 1;
  expect(() => openTape(changed).verify()).toThrow(/block 1 at byte/);
});

test('equal ticks give equal bytes', () => {
  expect(tapeOf(HEAD, [SAMPLE])).toEqual(tapeOf(HEAD, [SAMPLE]));
});

test('a tape cut anywhere is refused', () => {
  for (let length = 0; length < SAMPLE_TAPE.length; length += 1)
    expect(() => read(SAMPLE_TAPE.slice(0, length)), `cut to ${length}`).toThrow(RecordingError);
});

test('a tape with any one byte changed is refused', () => {
  for (let at = 0; at < SAMPLE_TAPE.length; at += 1) {
    const changed = SAMPLE_TAPE.slice();
    changed[at] = changed[at]! ^ 0x10;
    expect(() => read(changed), `byte ${at}`).toThrow(RecordingError);
  }
});

test('a tape with bytes after its foot, or a block too few, is refused', () => {
  expect(() => read(Buffer.concat([SAMPLE_TAPE, Buffer.alloc(1)]))).toThrow(/expected a foot/);
  const block = encodeBlock(new Uint8Array(8), 1, PACKER);
  const whole = tapeWith({ blocks: [block, block] });
  const missing = Buffer.concat([whole.subarray(0, -24 - block.length), whole.subarray(-24)]);
  expect(() => read(missing)).toThrow(
    /expected 2 ticks in 2 blocks, as the foot says, was 1 in 1 \(day\.tape, block 1 at byte/,
  );
});

test('damage is told with the block and its place', () => {
  const changed = SAMPLE_TAPE.slice();
  const inSecondBlock = SAMPLE_TAPE.length - 24 - 8;
  changed[inSecondBlock] = changed[inSecondBlock]! ^ 1;
  expect(() => read(changed)).toThrow(
    /expected the stored checksum, was another one \(day\.tape, block 1 at byte \d+\)/,
  );
});

test('another version is refused with both numbers', () => {
  const newer = SAMPLE_TAPE.slice();
  newer[8] = 2;
  expect(() => read(newer)).toThrow('expected version 1, was 2 (day.tape, head)');
});

test('a head with an unknown column, or without a field, is refused with the reason', () => {
  expect(readJson({ columns: [...TAPE_COLUMNS, 'colour'] })).toThrow(/unknown column "colour"/);
  expect(readJson({ columns: ['instrument', 'atMs', 'paise', 'quantity'] })).toThrow(
    /instead of atMs, instrument/,
  );
  expect(readJson({ columns: undefined })).toThrow(/columns is no list/);
  expect(readJson({ source: 1 })).toThrow(/source is no text/);
  expect(readJson({ startMs: 0.5 })).toThrow(/startMs is no whole number/);
  expect(readJson({ instruments: {} })).toThrow(/instruments is no list/);
  expect(readJson({ instruments: [['MOON', 1]] })).toThrow(/instruments\[0\] has no exchange segment/);
  expect(readJson({ instruments: [['IDX_I', '1']] })).toThrow(/instruments\[0\] has no security id/);
  expect(() => read(tapeWith({ json: null }))).toThrow(/source is no text/);
});

test('columns that do not fit their block are refused, whatever their checksum says', () => {
  expect(readColumns(0, 0, 0, 0, 0, 0, 0, 0)).toEqual([[0, 0, 0, 0]]);
  expect(() => readColumns(0, 0, 0, 0, 0, 0, 0)).toThrow(/its columns take 8 bytes of 7/);
  expect(() => readColumns(0, 0, 0, 0, 0, 0, 0, 0, 0)).toThrow(/its columns take 8 bytes of 9/);
  expect(() => readColumns(0, 0, 0, 0, 0, 0, 0xff, 0xff)).toThrow(/its columns take 12 bytes of 8/);
  expect(() => readColumns(0, 0, 2, 0, 0, 0, 0, 0)).toThrow(/it names instrument 1 of 1/);
  expect(() => readColumns(1, 0, 0, 0, 0, 0, 0, 0)).toThrow(/its times run backwards/);
});

test('a block that falls behind the block before it is refused', () => {
  const late = encodeBlock(Uint8Array.of(4, 0, 0, 0, 0, 0, 0, 0), 1, PACKER);
  const early = encodeBlock(Uint8Array.of(2, 0, 0, 0, 0, 0, 0, 0), 1, PACKER);
  expect(() => read(tapeWith({ blocks: [late, early] }))).toThrow(/expected a time from 2 ms, was 1/);
});

test('a block that would unpack to more than it says is refused', () => {
  const block = encodeBlock(new Uint8Array(1000), 1, PACKER);
  new DataView(block.buffer).setUint32(4, 8, true);
  const end = block.length - 4;
  new DataView(block.buffer).setUint32(end, PACKER.checksum(block.subarray(0, end)), true);
  expect(() => read(tapeWith({ blocks: [block] }))).toThrow(/expected compressed columns/);
});

test('ticks that run backwards, of no listed instrument or too many at once are not written', () => {
  const write =
    (...blocks: PlainTick[][]) =>
    () =>
      tapeOf(HEAD, blocks);
  expect(
    write([
      [0, 5, 1, 1],
      [0, 4, 1, 1],
    ]),
  ).toThrow('expected a time from 5 to 2147483647 ms, was 4 (tick 1)');
  expect(write([[0, 5, 1, 1]], [[0, 4, 1, 1]])).toThrow('(tick 1)');
  expect(write([[0, 0x8000_0000, 1, 1]])).toThrow(/was 2147483648/);
  expect(write([[5, 0, 1, 1]])).toThrow('expected one of 5 instruments, was number 5 (tick 0)');
  const tooMany = chunkOf(Array.from({ length: CHUNK_TICKS + 1 }, (): PlainTick => [0, 0, 0, 0]));
  const writer = new TapeWriter({ head: HEAD, packer: PACKER, write() {} });
  expect(() => writer.add(tooMany)).toThrow('expected at most 65536 ticks a chunk, was 65537');
});
