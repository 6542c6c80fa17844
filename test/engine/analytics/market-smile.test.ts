import { expect, test } from 'vitest';
import { marketSmile, volatilityAt, volatilityAtDelta } from '#engine/analytics/market-smile.ts';
import type { MarketSmile } from '#engine/analytics/market-smile.ts';
import { cumulativeNormal } from '#engine/pricing/normal-distribution.ts';
import { emptyChain, NOON_MS, quotedChain } from '../pricing/model-chain.ts';

const FORWARD = 25_030;

function quoted(): ReturnType<typeof quotedChain> {
  const chain = quotedChain(FORWARD);
  chain.updatedAtMs = NOON_MS;
  return chain;
}

/** The parabola that the chain was quoted on. */
function volatilityOf(strike: number): number {
  const distance = strike / 25_000 - 1;
  return 0.13 - 0.4 * distance + 6 * distance * distance;
}

test('forward and smile of the quotes come back, each strike from the leg out of the money', () => {
  const { forward, points } = marketSmile(quoted(), 25_000)!;
  expect(forward).toBeCloseTo(FORWARD, 6);
  expect(points).toHaveLength(41);
  for (const { strike, volatility, optionType } of points) {
    expect(volatility).toBeCloseTo(volatilityOf(strike), 8);
    expect(optionType).toBe(strike >= FORWARD ? 'CE' : 'PE');
  }
});

test('a strike whose out-of-the-money leg has no price is told by the other leg, one without any is left out', () => {
  const chain = quoted();
  for (const leg of [1, 2, 3]) chain.bid[leg] = chain.ask[leg] = chain.ltp[leg] = 0;
  const { points } = marketSmile(chain, 25_000)!;
  expect(points[0]).toMatchObject({ strike: 24_000, optionType: 'CE' });
  expect(points[1]).toMatchObject({ strike: 24_100, optionType: 'PE' });
});

test('without a quote the spot is the forward; without that there is no smile', () => {
  expect(marketSmile(emptyChain(), 25_000)).toMatchObject({ forward: 25_000, points: [] });
  expect(marketSmile(emptyChain(), 0)).toBeUndefined();
});

test('between strikes the variance is linear along the logarithm, beyond the ends there is nothing', () => {
  const smile = marketSmile(quoted(), 25_000)!;
  expect(volatilityAt(smile, 25_050)).toBeCloseTo(volatilityOf(25_050), 8);
  const middle = Math.sqrt(25_050 * 25_100);
  const mean = (volatilityOf(25_050) ** 2 + volatilityOf(25_100) ** 2) / 2;
  expect(volatilityAt(smile, middle)! ** 2).toBeCloseTo(mean, 8);
  expect(volatilityAt(smile, 23_999)).toBeUndefined();
  expect(volatilityAt(smile, 26_001)).toBeUndefined();
});

test.each(['CE', 'PE'] as const)(
  'the volatility at 25 delta is that of the %s with that delta',
  (optionType) => {
    const smile = marketSmile(quoted(), 25_000)!;
    const found = volatilityAtDelta(smile, optionType, 0.25)!;
    const strike = strikeOfDelta(smile, optionType, 0.25);
    expect(found).toBeCloseTo(volatilityOf(strike), 4);
  },
);

test('a ladder that ends at a delta of more than 0.25 has no such volatility', () => {
  const smile = marketSmile(quoted(), 25_000)!;
  const narrow = { ...smile, points: smile.points.filter(({ strike }) => Math.abs(strike - FORWARD) < 120) };
  expect(volatilityAtDelta(narrow, 'CE', 0.25)).toBeUndefined();
  expect(volatilityAtDelta(narrow, 'PE', 0.25)).toBeUndefined();
  const onlyFar = { ...smile, points: smile.points.filter(({ strike }) => strike > 25_600) };
  expect(volatilityAtDelta(onlyFar, 'CE', 0.25)).toBeUndefined();
});

/** By halving the strikes between the forward and the end of the ladder. */
function strikeOfDelta(smile: MarketSmile, optionType: 'CE' | 'PE', size: number): number {
  const side = optionType === 'CE' ? 1 : -1;
  let [near, far] = [smile.forward, smile.forward + side * 900];
  for (let step = 0; step < 60; step += 1) {
    const strike = (near + far) / 2;
    const total = volatilityOf(strike) * Math.sqrt(smile.years);
    const d1 = Math.log(smile.forward / strike) / total + total / 2;
    if (cumulativeNormal(side * d1) > size) near = strike;
    else far = strike;
  }
  return near;
}
