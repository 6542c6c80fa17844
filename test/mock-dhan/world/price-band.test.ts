import { expect, test } from 'vitest';
import { priceBand } from '#mock-dhan/world/price-band.ts';

const OPTION = { kind: 'option', tickSize: 0.05 } as const;

test('the band holds a tenfold rise, stands on the tick and begins at one tick', () => {
  expect(priceBand(368.15, OPTION)).toEqual({ lower: 0.05, upper: 3681.5 });
});

test('a cheap option keeps room to rise', () => {
  expect(priceBand(0.05, OPTION)).toEqual({ lower: 0.05, upper: 20 });
});

test('a future may go a tenth either way', () => {
  expect(priceBand(25_050.3, { kind: 'future', tickSize: 0.1 })).toEqual({
    lower: 22_545.3,
    upper: 27_555.3,
  });
});
