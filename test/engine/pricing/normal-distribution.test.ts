import { expect, test } from 'vitest';
import { cumulativeNormal, normalDensity, tailRatio } from '#engine/pricing/normal-distribution.ts';
import { NORMAL_VECTORS } from './black76-vectors.ts';

test.each(NORMAL_VECTORS)('N(%d) is the reference value to 15 decimals', (z, probability) => {
  expect(Math.abs(cumulativeNormal(z) - probability)).toBeLessThan(1e-15);
});

test('the distribution is symmetric about zero', () => {
  for (let z = 0; z < 9; z += 0.37) expect(cumulativeNormal(z) + cumulativeNormal(-z)).toBeCloseTo(1, 15);
});

test('far in either tail nothing or everything is left', () => {
  expect(cumulativeNormal(-40)).toBe(0);
  expect(cumulativeNormal(40)).toBe(1);
});

test('the tail ratio times the exponential is the tail', () => {
  expect(tailRatio(2.5) * Math.exp(-0.5 * 2.5 * 2.5)).toBeCloseTo(1 - cumulativeNormal(2.5), 15);
});

test('the density is the slope of the distribution', () => {
  const slope = (cumulativeNormal(0.7 + 1e-5) - cumulativeNormal(0.7 - 1e-5)) / 2e-5;
  expect(normalDensity(0.7)).toBeCloseTo(slope, 9);
});
