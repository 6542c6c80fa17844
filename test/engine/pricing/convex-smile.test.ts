import { array, assert, double, property } from 'fast-check';
import { expect, test } from 'vitest';
import { mendButterflies } from '#engine/pricing/convex-smile.ts';
import { black76Price } from '#engine/pricing/black76.ts';

const FORWARD = 25_000;
const YEARS = 0.02;
const STRIKES = Float64Array.from({ length: 9 }, (_, index) => 24_600 + index * 100);

function callsOf(volatilities: Float64Array): number[] {
  return Array.from(volatilities, (volatility, index) =>
    black76Price({
      forward: FORWARD,
      strike: STRIKES[index]!,
      yearsToExpiry: YEARS,
      volatility,
      discount: 1,
      optionType: 'CE',
    }),
  );
}

test('an untold strike whose call costs more than the line between its neighbours is brought down to it', () => {
  const volatilities = new Float64Array(9).fill(0.12);
  volatilities[4] = 0.3;
  const isTold = (index: number): boolean => index !== 4;
  expect(mendButterflies({ strikes: STRIKES, volatilities, isTold, forward: FORWARD, years: YEARS })).toBe(1);
  const calls = callsOf(volatilities);
  expect(calls[4]! * 2).toBeLessThanOrEqual(calls[3]! + calls[5]! + 1e-6);
});

test('told strikes stand whatever they say', () => {
  const volatilities = Float64Array.from([0.12, 0.4, 0.12, 0.05, 0.12, 0.12, 0.3, 0.12, 0.12]);
  const before = volatilities.slice();
  const told = { strikes: STRIKES, volatilities, isTold: () => true, forward: FORWARD, years: YEARS };
  expect(mendButterflies(told)).toBe(0);
  expect(volatilities).toEqual(before);
});

test('no butterfly of an untold strike and two told ones costs less than nothing, whatever it was given', () => {
  assert(
    property(
      array(double({ min: 0.02, max: 0.6, noNaN: true }), { minLength: 4, maxLength: 4 }),
      double({ min: -2, max: 2, noNaN: true }),
      (odd, slope) => {
        const volatilities = STRIKES.map((strike) => 0.15 - slope * 0.01 * (strike / FORWARD - 1));
        for (const [index, volatility] of odd.entries()) volatilities[index * 2 + 1] = volatility;
        const isTold = (index: number): boolean => index % 2 === 0;
        mendButterflies({ strikes: STRIKES, volatilities, isTold, forward: FORWARD, years: YEARS });
        const calls = callsOf(volatilities);
        for (let index = 1; index < 8; index += 2)
          expect(calls[index]! * 2).toBeLessThanOrEqual(calls[index - 1]! + calls[index + 1]! + 1e-6);
      },
    ),
  );
});
