import { expect, test } from 'vitest';
import { ShareBelief } from '#engine/pricing/share-belief.ts';

const CELL = 1;

function learnt(count: number, [seen, whole]: readonly [number, number], weight = 1): ShareBelief {
  const belief = new ShareBelief(2);
  for (let look = 0; look < count; look += 1) belief.learn(CELL, { seen, whole, seenByNone: seen, weight });
  belief.weigh(CELL);
  return belief;
}

test('before anything was seen, and where nothing was ever missed, the full share is believed in', () => {
  expect(learnt(0, [0, 0]).mean(CELL)).toBe(1);
  expect(learnt(0, [0, 0]).none(CELL)).toBe(0);
  expect(learnt(1, [3, 3]).mean(CELL)).toBe(1);
  expect(learnt(1, [0, 0]).mean(CELL)).toBe(1);
});

test('the mean goes to the share that misses least, and each look takes it further', () => {
  const shares = [1, 3, 10, 40].map((count) => learnt(count, [6, 10]).mean(CELL));
  expect(shares).toEqual(shares.toSorted((a, b) => b - a));
  expect(shares[0]).toBeGreaterThan(0.8);
  expect(shares[3]).toBeCloseTo(0.6, 2);
});

test('looks of little weight take it less far', () => {
  expect(learnt(5, [0, 10], 0.1).mean(CELL)).toBeGreaterThan(learnt(5, [0, 10]).mean(CELL));
});

test('how large the moves are in rupees says nothing, only how far the shares are apart', () => {
  const small = learnt(4, [0.08, 0.1]).mean(CELL);
  const large = learnt(4, [80, 100]).mean(CELL);
  expect(large).toBeCloseTo(small, 9);
});

test('share 0 can be held to something else, and is then believed in by that', () => {
  const belief = new ShareBelief(1);
  for (let look = 0; look < 20; look += 1) belief.learn(0, { seen: 5, whole: 1, seenByNone: 0, weight: 1 });
  belief.weigh(0);
  expect(belief.none(0)).toBeCloseTo(1, 3);
  expect(belief.mean(0)).toBeCloseTo(0, 3);
});

test('cells learn apart, and a copy is its own', () => {
  const belief = learnt(9, [0, 1]);
  belief.weigh(0);
  expect(belief.mean(0)).toBe(1);
  const twin = new ShareBelief(2);
  twin.copyFrom(belief);
  for (let look = 0; look < 60; look += 1) twin.learn(CELL, { seen: 1, whole: 1, seenByNone: 1, weight: 1 });
  twin.weigh(CELL);
  expect(twin.mean(CELL)).toBeGreaterThan(belief.mean(CELL));
});
