import { expect, test } from 'vitest';
import { fixedPython, reprPython } from '#engine/wire/python-number.ts';

test.each([
  // A tie goes to the even hundredth: Number.toFixed gives 24500.13 and 0.38.
  [24_500.125, '24500.12'],
  [24_500.375, '24500.38'],
  [0.125, '0.12'],
  [0.375, '0.38'],
  [-0.125, '-0.12'],
  [Math.fround(152.3), '152.30'],
  [Math.fround(99.995), '100.00'],
  [0, '0.00'],
  [-0, '-0.00'],
  [Math.fround(-0.001), '-0.00'],
  [65_535.25, '65535.25'],
  [65_536.25, '65536.25'],
  [Math.fround(16_777_216), '16777216.00'],
  [Math.fround(3.4e38), '339999995214436424907732413799364296704.00'],
  [Number.NaN, 'nan'],
  [Number.POSITIVE_INFINITY, 'inf'],
  [Number.NEGATIVE_INFINITY, '-inf'],
])('%d with two decimals is %s', (value, text) => {
  expect(fixedPython(value)).toBe(text);
});

test.each([
  [152, '152.0'],
  [Math.fround(152.3), '152.3000030517578'],
  [-0, '-0.0'],
  [1e16, '1e+16'],
  [123_456_789_012_345.6, '123456789012345.6'],
  [0.0001, '0.0001'],
  [0.00001234, '1.234e-05'],
  [Number.NaN, 'nan'],
])('the repr of %d is %s', (value, text) => {
  expect(reprPython(value)).toBe(text);
});
