import { expect, test } from 'vitest';
import { csvRows, findColumns } from '#engine/wire/csv-table.ts';

test.each([
  ['plain fields', 'a,b,c', ['a', 'b', 'c']],
  ['empty fields and a trailing comma', ',b,,', ['', 'b', '', '']],
  ['a quoted comma', 'a,"b, c",d', ['a', 'b, c', 'd']],
  ['doubled quotes', '"say ""hi""",b', ['say "hi"', 'b']],
  ['quoted empty fields', '"","",x,', ['', '', 'x', '']],
])('splits %s', (_, line, fields) => {
  expect([...csvRows(line)]).toEqual([{ line: 1, fields }]);
});

test('reads CRLF, a byte order mark and blank lines, and counts lines as an editor does', () => {
  expect([...csvRows('\uFEFFa,b\r\n\r\n1,2\r\n')]).toEqual([
    { line: 1, fields: ['a', 'b'] },
    { line: 3, fields: ['1', '2'] },
  ]);
});

test('finds columns whatever their order and names those that are missing', () => {
  expect(findColumns(['B', 'X', 'A'], ['A', 'B'])).toEqual({ ok: true, positions: { A: 2, B: 0 } });
  expect(findColumns(['A'], ['A', 'B', 'C'])).toEqual({ ok: false, missing: ['B', 'C'] });
});
