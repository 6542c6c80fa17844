import { expect, test } from 'vitest';
import { black76Price } from '#engine/pricing/black76.ts';
import { createStrikeColumns, priceStrikePairs } from '#engine/pricing/kernel/strike-pairs.ts';

const MARKET = { forward: 25_013.7, years: 0.031, discount: 0.998 };

function ladder(volatilityAt: (strike: number) => number) {
  const columns = createStrikeColumns(Float64Array.from({ length: 61 }, (_, index) => 23_500 + index * 50));
  columns.volatilities.set(columns.strikes.map(volatilityAt));
  return columns;
}

test('a ladder is priced as its options are one by one', () => {
  const columns = ladder((strike) => 0.11 + ((strike - 25_000) / 25_000) ** 2);
  const prices = new Float64Array(columns.strikes.length * 2);
  priceStrikePairs(columns, MARKET, prices);
  for (const [leg, price] of prices.entries()) {
    const contract = {
      forward: MARKET.forward,
      strike: columns.strikes[leg >>> 1]!,
      yearsToExpiry: MARKET.years,
      volatility: columns.volatilities[leg >>> 1]!,
      discount: MARKET.discount,
      optionType: leg % 2 === 0 ? ('CE' as const) : ('PE' as const),
    };
    expect(Math.abs(price - black76Price(contract))).toBeLessThan(1e-9);
  }
});

test('a strike without volatility is worth its discounted intrinsic value', () => {
  const columns = ladder(() => 0);
  const prices = new Float64Array(columns.strikes.length * 2);
  priceStrikePairs(columns, MARKET, prices);
  expect(prices[0]).toBeCloseTo(0.998 * (25_013.7 - 23_500), 9);
  expect(prices[1]).toBe(0);
  expect(prices[120]).toBe(0);
  expect(prices[121]).toBeCloseTo(0.998 * (26_500 - 25_013.7), 9);
});
