import { array, assert, integer, oneof, property, tuple } from 'fast-check';
import { expect, test } from 'vitest';
import { readByInstrument, writeByInstrument } from '#engine/replay/tape/instrument-column.ts';

const INSTRUMENTS = 3;
const tick = tuple(
  integer({ min: 0, max: INSTRUMENTS - 1 }),
  oneof(integer({ min: -300, max: 300 }), integer()),
);

function byInstrument(instruments: readonly number[]) {
  const instrument = Uint32Array.from(instruments);
  return { instrument, last: new Int32Array(INSTRUMENTS).fill(77), length: instrument.length };
}

test('any values read as written, whatever was left over from another column', () => {
  assert(
    property(array(tick, { maxLength: 40 }), (ticks) => {
      const whose = ticks.map(([instrument]) => instrument);
      const written = Int32Array.from(ticks, ([, value]) => value);
      const bytes = new Uint8Array(ticks.length * 6);
      const end = writeByInstrument(bytes, 0, written, byInstrument(whose));
      const read = new Int32Array(ticks.length);
      expect(readByInstrument(bytes.slice(0, end), 0, read, byInstrument(whose))).toBe(end);
      expect(read).toEqual(written);
    }),
  );
});

test('an instrument that did not change is two zero bytes, whatever the others did', () => {
  const bytes = new Uint8Array(40);
  writeByInstrument(bytes, 0, Int32Array.of(500, 9_000_000, 500, -3, 500), byInstrument([0, 1, 0, 2, 0]));
  const low = [...bytes.subarray(0, 5)];
  const high = [...bytes.subarray(5, 10)];
  expect([low[2], high[2], low[4], high[4]]).toEqual([0, 0, 0, 0]);
});

test('a quantity of 32 bits is the same number again', () => {
  const bytes = new Uint8Array(12);
  writeByInstrument(bytes, 0, Uint32Array.of(0xffff_ffff, 0x8000_0000), byInstrument([0, 0]));
  const read = new Uint32Array(2);
  readByInstrument(bytes, 0, read, byInstrument([0, 0]));
  expect([...read]).toEqual([0xffff_ffff, 0x8000_0000]);
});
