import { expect, test } from 'vitest';
import { impliedVolatility } from '#engine/pricing/implied-vol.ts';
import { impliedVolatilities } from '#engine/pricing/kernel/implied-volatilities.ts';
import { createStrikeColumns, priceStrikePairs } from '#engine/pricing/kernel/strike-pairs.ts';

const MARKET = { forward: 25_013.7, years: 0.031, discount: 0.998 };
const STRIKES = Float64Array.from({ length: 41 }, (_, index) => 24_000 + index * 50);
const NONE = { solved: 0, withoutPrice: 0, atOrBelowIntrinsic: 0, atOrAboveBound: 0, withoutMarket: 0 };

function pricesAt(volatility: number): Float64Array {
  const columns = createStrikeColumns(STRIKES);
  columns.volatilities.fill(volatility);
  const prices = new Float64Array(STRIKES.length * 2);
  priceStrikePairs(columns, MARKET, prices);
  return prices;
}

test('every leg of a chain gets the volatility it was priced with, from no guess, a good one and an absurd one', () => {
  const prices = pricesAt(0.137);
  for (const guess of [0, 0.136, 4]) {
    const volatilities = new Float64Array(prices.length).fill(guess);
    expect(impliedVolatilities(STRIKES, prices, MARKET, volatilities)).toEqual({ ...NONE, solved: 82 });
    for (const volatility of volatilities) expect(Math.abs(volatility - 0.137)).toBeLessThan(1e-9);
  }
});

test('a leg of a chain gets the volatility it gets alone', () => {
  const prices = pricesAt(0.22);
  const volatilities = new Float64Array(prices.length);
  impliedVolatilities(STRIKES, prices, MARKET, volatilities);
  const { years: yearsToExpiry, ...market } = MARKET;
  for (const [leg, price] of prices.entries()) {
    const optionType = leg % 2 === 0 ? 'CE' : 'PE';
    const strike = STRIKES[leg >>> 1]!;
    const alone = impliedVolatility({ ...market, yearsToExpiry, price, strike, optionType });
    expect(Math.abs(volatilities[leg]! / alone - 1)).toBeLessThan(1e-9);
  }
});

test('prices that imply nothing give 0 and are counted by what is wrong with them', () => {
  const strikes = Float64Array.of(24_000, 24_500, 25_000, 0);
  const prices = Float64Array.of(1000, 0, 25_000, -3, Number.NaN, 24_960, 10, 10);
  const volatilities = new Float64Array(8).fill(0.1);
  expect(impliedVolatilities(strikes, prices, MARKET, volatilities)).toEqual({
    solved: 0,
    withoutPrice: 3,
    atOrBelowIntrinsic: 1,
    atOrAboveBound: 2,
    withoutMarket: 2,
  });
  expect([...volatilities]).toEqual(Array.from({ length: 8 }, () => 0));
});

test.each([{ forward: 0 }, { forward: Number.NaN }, { years: 0 }, { years: -1 }, { discount: 0 }])(
  'in a market of %o no leg has a volatility',
  (broken) => {
    const volatilities = new Float64Array(82).fill(0.1);
    const counts = impliedVolatilities(STRIKES, pricesAt(0.2), { ...MARKET, ...broken }, volatilities);
    expect(counts).toEqual({ ...NONE, withoutMarket: 82 });
    expect(volatilities.every((volatility) => volatility === 0)).toBe(true);
  },
);
