import { expect, test } from 'vitest';
import { ladderHoles } from '#engine/verify/strike-grid.ts';

function ladder(from: number, to: number, step: number): number[] {
  return Array.from({ length: (to - from) / step + 1 }, (_, index) => from + index * step);
}

test('a missing strike far out is a hole', () => {
  const strikes = ladder(20_000, 26_000, 100).filter((strike) => strike !== 21_000);
  expect(ladderHoles(strikes)).toEqual(['20900-21100']);
});

test('a ladder that goes over from 50 to 100 and on to 500 has none', () => {
  expect(
    ladderHoles([
      ...ladder(22_000, 24_000, 50),
      ...ladder(24_100, 26_000, 100),
      ...ladder(26_500, 30_000, 500),
    ]),
  ).toEqual([]);
});

test('the ends of a ladder have no neighbours to be held against', () => {
  expect(ladderHoles([10_000, 20_000, 20_050, 20_100, 20_150, 20_200, 30_000])).toEqual([]);
  expect(ladderHoles([])).toEqual([]);
});
