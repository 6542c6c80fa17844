import { expect, test } from 'vitest';
import { atmStrikeOf, toPaisa } from '#engine/api/underlying-price.ts';

test.each([
  [23_150.5, 50, 23_150],
  [23_124.95, 50, 23_100],
  [23_125.05, 50, 23_150],
  [51_260, 100, 51_300],
  [12_987.5, 25, 13_000],
])('the at-the-money strike of %d on a grid of %d is %d', (ltp, interval, strike) => {
  expect(atmStrikeOf(ltp, interval)).toBe(strike);
});

test('a tie goes to the even multiple, as Python rounds', () => {
  expect(atmStrikeOf(23_125, 50)).toBe(23_100);
  expect(atmStrikeOf(23_175, 50)).toBe(23_200);
});

test('a price loses its float dust and keeps its paise', () => {
  expect(toPaisa(234.950_000_000_000_02)).toBe(234.95);
  expect(toPaisa(0.1 + 0.2)).toBe(0.3);
});
