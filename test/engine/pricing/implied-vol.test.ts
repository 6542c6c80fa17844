import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { black76Price } from '#engine/pricing/black76.ts';
import { impliedVolatility } from '#engine/pricing/implied-vol.ts';
import { BLACK76_VECTORS } from './black76-vectors.ts';

test.each(BLACK76_VECTORS)(
  'the price of $optionType $strike on $forward implies volatility $volatility',
  ({ volatility, ...inputs }) => {
    expect(impliedVolatility(inputs)).toBeCloseTo(volatility, 8);
  },
);

const market = fc.record({
  forward: fc.double({ min: 5000, max: 90_000, noNaN: true }),
  deviations: fc.double({ min: -6, max: 6, noNaN: true }),
  minutesToExpiry: fc.double({ min: 1, max: 525_600, noNaN: true }),
  volatility: fc.double({ min: 0.01, max: 3, noNaN: true }),
  optionType: fc.constantFrom('CE' as const, 'PE' as const),
  guess: fc.constantFrom(0, 0.001, 0.2, 5),
});

test('inverting a price and pricing again gives that price, from minutes to a year, 1 to 300 %, any first guess', () => {
  fc.assert(
    fc.property(market, ({ deviations, minutesToExpiry, guess, ...inputs }) => {
      const yearsToExpiry = minutesToExpiry / 525_600;
      const strike = inputs.forward * Math.exp(deviations * inputs.volatility * Math.sqrt(yearsToExpiry));
      const contract = { ...inputs, yearsToExpiry, strike, discount: 0.99 };
      const price = black76Price(contract);
      const intrinsic = contract.optionType === 'CE' ? inputs.forward - strike : strike - inputs.forward;
      fc.pre(price / 0.99 - Math.max(0, intrinsic) > 1e-6 && price < 0.98 * Math.min(inputs.forward, strike));
      const volatility = impliedVolatility({ ...contract, price, guess });
      expect(Math.abs(black76Price({ ...contract, volatility }) / price - 1)).toBeLessThan(1e-10);
    }),
    { seed: 1, numRuns: 2000 },
  );
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
