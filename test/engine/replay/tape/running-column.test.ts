import { array, assert, constantFrom, integer, oneof, property } from 'fast-check';
import { expect, test } from 'vitest';
import { readRunning, writeRunning } from '#engine/replay/tape/running-column.ts';

const edges = constantFrom(0, 0x7fff, 0x8000, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff);
const value = oneof(integer({ min: 0, max: 300 }), integer({ min: 0, max: 0xffff_ffff }), edges);

test('any values read as written, wherever the column starts', () => {
  assert(
    property(array(value, { maxLength: 40 }), integer({ min: 0, max: 9 }), (values, start) => {
      const written = Uint32Array.from(values);
      const bytes = new Uint8Array(start + values.length * 6);
      const end = writeRunning(bytes, start, written, values.length);
      const read = new Uint32Array(values.length);
      expect(readRunning(bytes.slice(0, end), start, read, values.length)).toBe(end);
      expect(read).toEqual(written);
    }),
  );
});

test('a difference of 15 bits takes two bytes, a wider one six', () => {
  const lengthOf = (...values: number[]) =>
    writeRunning(new Uint8Array(20), 0, Uint32Array.from(values), values.length);
  expect(lengthOf(0x7fff)).toBe(2);
  expect(lengthOf(0x8000)).toBe(6);
  expect(lengthOf(0x7fff, 0)).toBe(4);
  expect(lengthOf(0x7fff, 0x7fff * 2)).toBe(4);
  expect(lengthOf(0x8000, 0)).toBe(12);
});

test('a column that ends early says so by its end', () => {
  expect(readRunning(Uint8Array.of(0xff, 0xff, 1, 2), 0, new Uint32Array(1), 1)).toBe(6);
});
