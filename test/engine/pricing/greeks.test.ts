import { expect, test } from 'vitest';
import { black76Price } from '#engine/pricing/black76.ts';
import { black76Greeks, blackScholesGreeks } from '#engine/pricing/greeks.ts';

const RATE = 0.1;
const HERE = { spot: 24_500, strike: 24_700, yearsToExpiry: 0.04, volatility: 0.13, rate: RATE };

type Point = typeof HERE;

const SIDES = [{ optionType: 'CE' as const }, { optionType: 'PE' as const }];

function priceAt({ spot, rate, ...at }: Point, optionType: 'CE' | 'PE'): number {
  const discount = Math.exp(-rate * at.yearsToExpiry);
  return black76Price({ ...at, forward: spot / discount, discount, optionType });
}

test.each(SIDES)(
  'Black-Scholes greeks of a $optionType are the slopes of its price while the spot stands still',
  ({ optionType }) => {
    const slope = (name: keyof Point, step: number, at: Partial<Point> = {}): number => {
      const middle = { ...HERE, ...at };
      const up = priceAt({ ...middle, [name]: middle[name] + step }, optionType);
      return (up - priceAt({ ...middle, [name]: middle[name] - step }, optionType)) / (2 * step);
    };
    const greeks = blackScholesGreeks({ ...HERE, optionType });
    expect(greeks.delta).toBeCloseTo(slope('spot', 0.5), 7);
    expect(greeks.gamma).toBeCloseTo(
      (slope('spot', 0.5, { spot: 24_501 }) - slope('spot', 0.5, { spot: 24_499 })) / 2,
      8,
    );
    expect(greeks.theta).toBeCloseTo(-slope('yearsToExpiry', 1e-6) / 365, 4);
    expect(greeks.vega).toBeCloseTo(slope('volatility', 1e-4) / 100, 5);
    expect(greeks.rho).toBeCloseTo(slope('rate', 1e-4) / 100, 6);
    const vegaAt = (at: Partial<Point>): number => blackScholesGreeks({ ...HERE, ...at, optionType }).vega;
    expect(greeks.vanna).toBeCloseTo((vegaAt({ spot: 24_501 }) - vegaAt({ spot: 24_499 })) / 2, 6);
    expect(greeks.volga).toBeCloseTo(
      (vegaAt({ volatility: 0.131 }) - vegaAt({ volatility: 0.129 })) / 0.2,
      5,
    );
  },
);

test('on the forward gamma and vega are those on the spot, delta differs by the discount', () => {
  const discount = Math.exp(-RATE * HERE.yearsToExpiry);
  const { spot: _spot, rate: _rate, ...contract } = HERE;
  const onForward = black76Greeks({ ...contract, forward: HERE.spot / discount, discount, optionType: 'CE' });
  const onSpot = blackScholesGreeks({ ...HERE, optionType: 'CE' });
  expect(onForward.vega).toBeCloseTo(onSpot.vega, 9);
  expect(onForward.delta).toBeCloseTo(onSpot.delta * discount, 9);
  expect(onForward.gamma).toBeCloseTo(onSpot.gamma * discount * discount, 12);
});

test.each([
  { volatility: 0 },
  { yearsToExpiry: 0 },
  { yearsToExpiry: -1 },
  { strike: 0 },
  { volatility: Number.NaN },
])('with %o there are no greeks, and no NaN', (broken) => {
  const none = { delta: 0, gamma: 0, theta: 0, vega: 0, rho: 0, vanna: 0, volga: 0 };
  expect(blackScholesGreeks({ ...HERE, optionType: 'CE', ...broken })).toEqual(none);
  expect(black76Greeks({ ...HERE, forward: 24_500, discount: 0.99, optionType: 'PE', ...broken })).toEqual(
    none,
  );
});
