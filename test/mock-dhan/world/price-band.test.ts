import { expect, test } from 'vitest';
import { priceBand } from '#mock-dhan/world/price-band.ts';

test('the band holds a tenfold rise, stands on the tick and begins at one tick', () => {
  expect(priceBand(368.15, 0.05)).toEqual({ lower: 0.05, upper: 3681.5 });
});

test('a cheap option keeps room to rise', () => {
  expect(priceBand(0.05, 0.05)).toEqual({ lower: 0.05, upper: 20 });
});
