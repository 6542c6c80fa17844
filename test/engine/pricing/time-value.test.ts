import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { black76Price } from '#engine/pricing/black76.ts';
import { timeValueOverVega } from '#engine/pricing/time-value.ts';
import { referencePairs } from './reference/black76-reference.ts';

test('every reference price comes out to twelve digits, down to 1e-60 rupees', () => {
  const pairs = referencePairs();
  expect(pairs.length).toBe(800);
  for (const { call, put, ...contract } of pairs) {
    expect(Math.abs(black76Price({ ...contract, optionType: 'CE' }) / call - 1)).toBeLessThan(1e-12);
    expect(Math.abs(black76Price({ ...contract, optionType: 'PE' }) / put - 1)).toBeLessThan(1e-12);
  }
});

test('the ways to compute it agree where one takes over from another', () => {
  const anywhere = fc.double({ min: 0, max: 9.9, noNaN: true });
  fc.assert(
    fc.property(anywhere, (deviations) => {
      const taylor = timeValueOverVega(deviations, 0.05);
      const ratios = timeValueOverVega(deviations, 0.05 + 1e-13);
      expect(Math.abs(taylor / ratios - 1)).toBeLessThan(2e-11);
    }),
    { seed: 1 },
  );
  for (const half of [1e-6, 0.01, 0.05, 0.3, 1.5]) {
    const before = timeValueOverVega(10 + half - 1e-12, half);
    expect(Math.abs(timeValueOverVega(10 + half + 1e-12, half) / before - 1)).toBeLessThan(2e-11);
  }
});
