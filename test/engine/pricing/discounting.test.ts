import { expect, test } from 'vitest';
import { discountFactor, yearsToExpiry } from '#engine/pricing/discounting.ts';

test('a year has 365 days', () => {
  expect(yearsToExpiry(365 * 86_400_000, 0)).toBe(1);
});

test('an expired option is one second from expiry', () => {
  expect(yearsToExpiry(0, 5_000_000)).toBe(1000 / (365 * 86_400_000));
});

test('a rupee in a year is worth exp(-6.5 %) now', () => {
  expect(discountFactor(1)).toBeCloseTo(0.937_067_463_377_403_4, 15);
});
