import { expect, test } from 'vitest';
import { SeededRandom } from '#engine/seeded-random.ts';

function draws(random: SeededRandom, count: number): number[] {
  return Array.from({ length: count }, () => random.nextUint32());
}

test('one seed gives one sequence, another seed another', () => {
  expect(draws(new SeededRandom(7), 50)).toEqual(draws(new SeededRandom(7), 50));
  expect(draws(new SeededRandom(7), 50)).not.toEqual(draws(new SeededRandom(8), 50));
});

test('the sequence is the same on every machine and release', () => {
  // Computed with Python integers masked to 32 bits from the same constants.
  expect(draws(new SeededRandom(1), 3)).toEqual([1_529_377_376, 585_017_197, 493_216_246]);
});

test('a fork depends on seed and name, not on what was drawn before', () => {
  const fresh = new SeededRandom(7);
  const used = new SeededRandom(7);
  draws(used, 100);
  expect(draws(used.fork('drop'), 20)).toEqual(draws(fresh.fork('drop'), 20));
  expect(draws(fresh.fork('drop'), 20)).not.toEqual(draws(fresh.fork('delay'), 20));
  expect(draws(fresh.fork('drop'), 20)).not.toEqual(draws(new SeededRandom(8).fork('drop'), 20));
});

test('drawing from a fork does not move its parent', () => {
  const parent = new SeededRandom(7);
  draws(parent.fork('drop'), 100);
  expect(draws(parent, 20)).toEqual(draws(new SeededRandom(7), 20));
});

test('uniform numbers fill [0, 1) evenly', () => {
  const random = new SeededRandom(3);
  const bins = Array.from({ length: 10 }, () => 0);
  for (let count = 0; count < 100_000; count += 1) {
    const value = random.nextFloat();
    bins[Math.floor(value * 10)]! += 1;
  }
  expect(bins).toHaveLength(10);
  expect(bins.reduce((sum, count) => sum + count, 0)).toBe(100_000);
  for (const count of bins) expect(Math.abs(count - 10_000)).toBeLessThan(400);
});

test('normal numbers have mean 0 and variance 1', () => {
  const random = new SeededRandom(3);
  const values = Array.from({ length: 100_000 }, () => random.nextNormal());
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  expect(Math.abs(mean)).toBeLessThan(0.02);
  expect(Math.abs(variance - 1)).toBeLessThan(0.02);
});
