import { expect, test } from 'vitest';
import { ErrorSamples } from '#engine/replay/error-samples.ts';

test('medians are per predictor, in rupees and in percent of each price', () => {
  const samples = new ErrorSamples(2);
  samples.add(100, [1, 10]);
  samples.add(50, [2, 30]);
  samples.add(200, [6, 20]);
  expect(samples.count).toBe(3);
  expect(samples.median(0)).toEqual({ points: 2, percent: 3 });
  expect(samples.median(1)).toEqual({ points: 20, percent: 10 });
});

test('an even number of them has the mean of the middle two, none has 0', () => {
  const samples = new ErrorSamples(1);
  expect(samples.median(0)).toEqual({ points: 0, percent: 0 });
  samples.add(100, [1]);
  samples.add(100, [2]);
  expect(samples.median(0)).toEqual({ points: 1.5, percent: 1.5 });
});

test('a day of many ticks is thinned out evenly: all are counted and the median stays', () => {
  const samples = new ErrorSamples(1);
  for (let index = 0; index < 100_000; index += 1) samples.add(100, [index / 1000]);
  expect(samples.count).toBe(100_000);
  expect(Math.abs(samples.median(0).points - 50)).toBeLessThan(0.2);
});
