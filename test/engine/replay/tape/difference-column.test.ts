import { array, assert, constantFrom, integer, oneof, property } from 'fast-check';
import { expect, test } from 'vitest';
import { columnBytesMax, readDifferences, writeDifferences } from '#engine/replay/tape/difference-column.ts';

const edges = constantFrom(0, -1, 0x7fff, -0x7fff, 0x8000, -0x8000, 0x7fff_ffff, -0x8000_0000);
const difference = oneof(integer({ min: -300, max: 300 }), integer(), edges);

test('any differences read as written, wherever the column starts', () => {
  assert(
    property(array(difference, { maxLength: 40 }), integer({ min: 0, max: 9 }), (values, start) => {
      const written = Int32Array.from(values);
      const bytes = new Uint8Array(start + columnBytesMax(values.length));
      const end = writeDifferences(bytes, start, written, values.length);
      const read = new Int32Array(values.length);
      expect(readDifferences(bytes.slice(0, end), start, read, values.length)).toBe(end);
      expect(read).toEqual(written);
    }),
  );
});

test('a difference of 15 bits takes two bytes, a wider one six', () => {
  const bytes = new Uint8Array(6);
  const lengthOf = (difference: number) => writeDifferences(bytes, 0, Int32Array.of(difference), 1);
  expect([0, 1, -1, 0x7fff, -0x7fff].map(lengthOf)).toEqual([2, 2, 2, 2, 2]);
  expect([0x8000, -0x8000, 0x7fff_ffff, -0x8000_0000].map(lengthOf)).toEqual([6, 6, 6, 6]);
});

test('a column that ends early says so by its end', () => {
  const bytes = Uint8Array.of(0xff, 0xff, 1, 2);
  expect(readDifferences(bytes, 0, new Int32Array(1), 1)).toBe(6);
});
