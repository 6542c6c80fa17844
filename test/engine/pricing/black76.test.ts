import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { black76Price } from '#engine/pricing/black76.ts';
import { timeValueOf } from '#engine/pricing/time-value.ts';
import { BLACK76_VECTORS } from './black76-vectors.ts';

test.each(BLACK76_VECTORS)(
  '$optionType $strike on $forward at volatility $volatility is worth $price',
  ({ price, ...inputs }) => {
    expect(Math.abs(black76Price(inputs) - price)).toBeLessThan(1e-10);
  },
);

test('call less put is the discounted forward less strike', () => {
  const market = fc.record({
    forward: fc.double({ min: 1000, max: 90_000, noNaN: true }),
    moneyness: fc.double({ min: 0.5, max: 2, noNaN: true }),
    yearsToExpiry: fc.double({ min: 1e-7, max: 2, noNaN: true }),
    volatility: fc.double({ min: 0.01, max: 3, noNaN: true }),
    discount: fc.double({ min: 0.8, max: 1, noNaN: true }),
  });
  fc.assert(
    fc.property(market, ({ moneyness, ...inputs }) => {
      const strike = inputs.forward * moneyness;
      const call = black76Price({ ...inputs, strike, optionType: 'CE' });
      const put = black76Price({ ...inputs, strike, optionType: 'PE' });
      expect(Math.abs(call - put - inputs.discount * (inputs.forward - strike))).toBeLessThan(1e-8);
      expect(Math.min(call, put)).toBeGreaterThanOrEqual(0);
    }),
    { seed: 1 },
  );
});

test('without volatility an option is worth its discounted intrinsic value', () => {
  const inputs = { forward: 24_500, strike: 24_000, yearsToExpiry: 0.1, volatility: 0, discount: 0.99 };
  expect(black76Price({ ...inputs, optionType: 'CE' })).toBeCloseTo(495, 10);
  expect(black76Price({ ...inputs, optionType: 'PE' })).toBe(0);
});

test('time value grows with volatility and never exceeds the lesser of forward and strike', () => {
  let previous = 0;
  for (let totalVolatility = 0.001; totalVolatility < 12; totalVolatility *= 1.3) {
    const value = timeValueOf(24_000, 0.02, totalVolatility);
    expect(value).toBeGreaterThanOrEqual(previous);
    expect(value).toBeLessThanOrEqual(24_000);
    previous = value;
  }
  expect(previous).toBeGreaterThan(23_990);
});
