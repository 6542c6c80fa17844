import { expect, test } from 'vitest';
import { jsonKinds } from '#engine/wire/json-kinds.ts';

test('tells integers from decimals as written, which JSON.parse cannot', () => {
  expect(jsonKinds('{"a":1,"b":1.0,"c":[-0,1e3],"d":{"e":"1, {","f":null},"g":[]}')).toEqual([
    ' object',
    '/a integer',
    '/b decimal',
    '/c array',
    '/c/0 integer',
    '/c/1 decimal',
    '/d object',
    '/d/e string',
    '/d/f null',
    '/g array',
  ]);
});

test.each(['', '{', '{"a":}', '[1 2]'])('refuses %s', (text) => {
  expect(() => jsonKinds(text)).toThrow('expected');
});
