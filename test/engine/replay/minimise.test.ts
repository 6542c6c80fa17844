import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { minimise } from '#engine/replay/minimise.ts';

const hundred = Array.from({ length: 100 }, (_, index) => index);

/** Fails as long as all of `culprits` are there. */
const needs = (culprits: readonly number[]) => async (items: readonly number[]) =>
  culprits.every((culprit) => items.includes(culprit));

test('the items that fail together are found, in their order, whatever stands around them', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(fc.nat(99), { maxLength: 5 }), async (culprits) => {
      const budget = { left: 10_000 };
      expect(await minimise(hundred, needs(culprits), budget)).toEqual({
        items: culprits.toSorted((a, b) => a - b),
        isMinimal: true,
      });
    }),
  );
});

test('one culprit among 100,000 takes few trials', async () => {
  const many = Array.from({ length: 100_000 }, (_, index) => index);
  const budget = { left: 100 };
  expect(await minimise(many, needs([77_777]), budget)).toEqual({ items: [77_777], isMinimal: true });
  expect(budget.left).toBeGreaterThan(40);
});

test('no item can be left out of a minimal result, also when several sets would do', async () => {
  const stillFails = async (items: readonly number[]) => items.filter((item) => item % 7 === 0).length >= 3;
  const { items, isMinimal } = await minimise(hundred, stillFails, { left: 10_000 });
  expect([items.length, isMinimal]).toEqual([3, true]);
});

test('out of trials, what is left still fails and is not called minimal', async () => {
  const budget = { left: 4 };
  const { items, isMinimal } = await minimise(hundred, needs([3, 96]), budget);
  expect([isMinimal, budget.left]).toEqual([false, 0]);
  expect(await needs([3, 96])(items)).toBe(true);
});
