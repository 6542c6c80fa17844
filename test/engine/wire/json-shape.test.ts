import { expect, test } from 'vitest';
import { jsonShape, oddJavaNumbers } from '#engine/wire/json-shape.ts';

test('the shape keeps keys, kinds and formats, and forgets values, list lengths and keys that are data', () => {
  const text = '{"data":{"13":{"last_price":1,"volume":2}},"on":"2026-02-04","id":["a1","b2"],"none":""}';
  expect(jsonShape(text, 'go')).toEqual([
    ' object',
    '/data object',
    '/data/* object',
    '/data/*/last_price number',
    '/data/*/volume integer',
    '/id array',
    '/id/* text a9',
    '/none empty text',
    '/on text 9999-99-99',
  ]);
  expect(jsonShape('[1,1.5]', 'java')).toEqual([' array', '/* double', '/* integer']);
});

test('a Java double has an exponent where Java writes one, and nowhere else', () => {
  expect(oddJavaNumbers('[1.0,1.7454579E7,0.0,1.0E-4,-9999999.5]')).toEqual([]);
  expect(oddJavaNumbers('[17454579.0,1.5E3,0.0001]')).toEqual(['17454579.0', '1.5E3', '0.0001']);
});
