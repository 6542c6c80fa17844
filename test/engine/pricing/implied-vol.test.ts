import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { black76Price } from '#engine/pricing/black76.ts';
import { impliedVolatility } from '#engine/pricing/implied-vol.ts';
import { BLACK76_VECTORS } from './black76-vectors.ts';
import { referencePairs } from './reference/black76-reference.ts';

test.each(BLACK76_VECTORS)(
  'the price of $optionType $strike on $forward implies volatility $volatility',
  ({ volatility, ...inputs }) => {
    expect(impliedVolatility(inputs)).toBeCloseTo(volatility, 8);
  },
);

test('the volatility of every reference price prices it again to ten digits, from a minute to two years, 1 to 300 %, twelve deviations out', () => {
  let outOfTheMoney = 0;
  let inTheMoney = 0;
  for (const { call, put, ...contract } of referencePairs()) {
    for (const optionType of ['CE', 'PE'] as const) {
      const price = optionType === 'CE' ? call : put;
      const volatility = impliedVolatility({ ...contract, optionType, price });
      const isOut = price === Math.min(call, put);
      // In the money a time value below the last digit of the price cannot be read from it.
      if (!isOut && Math.min(call, put) < price * 1e-12) continue;
      expect(Math.abs(black76Price({ ...contract, optionType, volatility }) / price - 1)).toBeLessThan(1e-10);
      if (isOut) expect(Math.abs(volatility / contract.volatility - 1)).toBeLessThan(1e-11);
      if (isOut) outOfTheMoney += 1;
      else inTheMoney += 1;
    }
  }
  expect(outOfTheMoney).toBeGreaterThanOrEqual(800);
  expect(inTheMoney).toBeGreaterThan(300);
});

const market = fc.record({
  forward: fc.double({ min: 5000, max: 90_000, noNaN: true }),
  deviations: fc.double({ min: -12, max: 12, noNaN: true }),
  minutesToExpiry: fc.double({ min: 1, max: 525_600, noNaN: true }),
  volatility: fc.double({ min: 0.01, max: 3, noNaN: true }),
  optionType: fc.constantFrom('CE' as const, 'PE' as const),
  guess: fc.constantFrom(0, 1e-9, 0.001, 0.2, 5, 1000),
});

test('inverting a price and pricing again gives that price, any first guess', () => {
  fc.assert(
    fc.property(market, ({ deviations, minutesToExpiry, guess, ...inputs }) => {
      const yearsToExpiry = minutesToExpiry / 525_600;
      const strike = inputs.forward * Math.exp(deviations * inputs.volatility * Math.sqrt(yearsToExpiry));
      const contract = { ...inputs, yearsToExpiry, strike, discount: 0.99 };
      const price = black76Price(contract);
      const intrinsic = contract.optionType === 'CE' ? inputs.forward - strike : strike - inputs.forward;
      fc.pre(price / 0.99 - Math.max(0, intrinsic) > price * 1e-12);
      const volatility = impliedVolatility({ ...contract, price, guess });
      expect(Math.abs(black76Price({ ...contract, volatility }) / price - 1)).toBeLessThan(1e-10);
    }),
    { seed: 1, numRuns: 5000 },
  );
});

test('a price a hair below its bound has its volatility', () => {
  for (const share of [0.9, 0.999, 1 - 1e-6, 1 - 1e-12]) {
    const contract = {
      forward: 24_500,
      strike: 24_000,
      yearsToExpiry: 0.5,
      discount: 0.97,
      optionType: 'PE' as const,
    };
    const price = share * 24_000 * 0.97;
    const volatility = impliedVolatility({ ...contract, price });
    expect(Math.abs(black76Price({ ...contract, volatility }) / price - 1)).toBeLessThan(1e-10);
  }
});

test.each([
  { optionType: 'CE', price: 0, why: 'nothing' },
  { optionType: 'CE', price: 499, why: 'less than intrinsic' },
  { optionType: 'CE', price: 24_500, why: 'as much as the forward' },
  { optionType: 'PE', price: -1, why: 'a negative price' },
  { optionType: 'PE', price: 24_000, why: 'as much as the strike' },
  { optionType: 'PE', price: Number.NaN, why: 'no number' },
] as const)('a $optionType at $price ($why) implies no volatility', ({ optionType, price }) => {
  const contract = { forward: 24_500, strike: 24_000, yearsToExpiry: 0.05, discount: 1, optionType };
  expect(impliedVolatility({ ...contract, price })).toBeNaN();
});

test.each([
  { forward: 0 },
  { forward: -24_500 },
  { forward: Number.NaN },
  { strike: 0 },
  { yearsToExpiry: 0 },
  { yearsToExpiry: -1 },
  { discount: 0 },
  { discount: Number.NaN },
])('with %o no price implies a volatility', (broken) => {
  const contract = { forward: 24_500, strike: 24_600, yearsToExpiry: 0.05, discount: 1, price: 100 };
  expect(impliedVolatility({ ...contract, optionType: 'CE', ...broken })).toBeNaN();
});
