import { expect, test } from 'vitest';
import { chainCoverage, isPricedNearTheMoney, nearTheMoney } from '#engine/verify/chain-coverage.ts';
import { fullChain } from './fake-targets.ts';

test('near the money is the nearest strike and ten on each side', () => {
  const near = nearTheMoney({ ...fullChain(61), spot: 23_160 });
  expect([near[0]?.strike, near.at(-1)?.strike, near.length]).toEqual([22_650, 23_650, 21]);
});

test('at the end of the ladder there are fewer, and without a price the middle stands for the money', () => {
  expect(nearTheMoney({ ...fullChain(61), spot: 10_000 })).toHaveLength(11);
  expect(nearTheMoney({ strikes: fullChain(61).strikes, spot: undefined })[10]?.strike).toBe(23_000);
});

test('a quote on one side is a price, three zeros are not', () => {
  const leg = { ltp: 0, bid: 0, ask: 0 };
  const strikes = [
    { strike: 100, ce: { ...leg, bid: 1 }, pe: { ...leg, ask: 1 } },
    { strike: 150, ce: leg, pe: undefined },
  ];
  expect(chainCoverage({ spot: 100, strikes })).toMatchObject({
    nearLegs: 4,
    nearLegsPriced: 2,
    unpaired: ['150 PE'],
  });
});

test('an empty chain is never priced', () => {
  const coverage = chainCoverage({ spot: 23_000, strikes: [] });
  expect(coverage).toMatchObject({ strikes: 0, nearLegs: 0 });
  expect(isPricedNearTheMoney(coverage)).toBe(false);
});

test('one strike alone has no gap', () => {
  expect(chainCoverage(fullChain(1)).gaps).toEqual([]);
});
