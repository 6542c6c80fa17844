import { expect, test } from 'vitest';
import { fillSmileGaps } from '#engine/pricing/volatility-smile.ts';

function filled(strikes: readonly number[], volatilities: readonly number[]): number[] {
  const column = Float64Array.from(volatilities);
  fillSmileGaps(Float64Array.from(strikes), column);
  return Array.from(column, (volatility) => Math.round(volatility * 1e9) / 1e9);
}

test('a gap is filled linearly in the strike, not in its position', () => {
  expect(filled([100, 150, 300], [0.1, 0, 0.3])).toEqual([0.1, 0.15, 0.3]);
});

test('beyond the outermost known strikes the smile is flat', () => {
  expect(filled([100, 150, 200, 250], [0, 0.2, 0.4, 0])).toEqual([0.2, 0.2, 0.4, 0.4]);
});

test('a ladder without any volatility stays without', () => {
  expect(filled([100, 150], [0, 0])).toEqual([0, 0]);
});

test('known volatilities are left alone', () => {
  expect(filled([100, 150, 200], [0.3, 0.1, 0.2])).toEqual([0.3, 0.1, 0.2]);
});
