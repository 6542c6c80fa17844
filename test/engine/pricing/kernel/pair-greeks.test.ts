import { expect, test } from 'vitest';
import { black76Price } from '#engine/pricing/black76.ts';
import { createGreekColumns } from '#engine/pricing/kernel/greek-columns.ts';
import { pairGreeks } from '#engine/pricing/kernel/pair-greeks.ts';
import { createStrikeColumns } from '#engine/pricing/kernel/strike-pairs.ts';

const RATE = 0.065;
const FORWARD = 25_000;
const YEARS = 0.06;
const VOLATILITY = 0.14;
const STRIKES = Float64Array.of(22_000, 24_000, 24_900, 25_000, 25_100, 26_000, 28_500);

const columns = createStrikeColumns(STRIKES);
columns.volatilities.fill(VOLATILITY);
const greeks = createGreekColumns(STRIKES.length * 2);
pairGreeks(columns, { forward: FORWARD, years: YEARS, discount: Math.exp(-RATE * YEARS) }, greeks, greeks);

interface Point {
  readonly forward: number;
  readonly years: number;
  readonly volatility: number;
  readonly rate: number;
}

const HERE: Point = { forward: FORWARD, years: YEARS, volatility: VOLATILITY, rate: RATE };

function priceAt(leg: number, change: Partial<Point>): number {
  const { forward, years, volatility, rate } = { ...HERE, ...change };
  return black76Price({
    forward,
    volatility,
    yearsToExpiry: years,
    strike: STRIKES[leg >>> 1]!,
    discount: Math.exp(-rate * years),
    optionType: leg % 2 === 0 ? 'CE' : 'PE',
  });
}

/** Slope of the price in one variable, by central difference. */
function slope(leg: number, name: keyof Point, step: number, at: Partial<Point> = {}): number {
  const middle = { ...HERE, ...at }[name];
  const up = priceAt(leg, { ...at, [name]: middle + step });
  return (up - priceAt(leg, { ...at, [name]: middle - step })) / (2 * step);
}

const legs = Array.from({ length: STRIKES.length * 2 }, (_, leg) => ({ leg, strike: STRIKES[leg >>> 1]! }));

test.each(legs)(
  'leg $leg, strike $strike: each greek is the slope of the price it is named after',
  ({ leg }) => {
    const delta = (change: Partial<Point>): number => slope(leg, 'forward', 0.5, change);
    const vega = (volatility: number): number => slope(leg, 'volatility', 1e-4, { volatility }) / 100;
    expect(greeks.impliedVolatility[leg]).toBeCloseTo(14, 12);
    expect(greeks.delta[leg]).toBeCloseTo(delta({}), 7);
    expect(greeks.gamma[leg]).toBeCloseTo(
      delta({ forward: FORWARD + 1 }) / 2 - delta({ forward: FORWARD - 1 }) / 2,
      8,
    );
    expect(greeks.theta[leg]).toBeCloseTo(-slope(leg, 'years', 1e-6) / 365, 4);
    expect(greeks.vega[leg]).toBeCloseTo(vega(VOLATILITY), 5);
    expect(greeks.rho[leg]).toBeCloseTo(slope(leg, 'rate', 1e-4) / 100, 7);
    expect(greeks.vanna[leg]).toBeCloseTo(
      slope(leg, 'volatility', 1e-3, { forward: FORWARD + 1 }) / 200 -
        slope(leg, 'volatility', 1e-3, { forward: FORWARD - 1 }) / 200,
      6,
    );
    expect(greeks.volga[leg]).toBeCloseTo((vega(VOLATILITY + 1e-3) - vega(VOLATILITY - 1e-3)) / 0.2, 4);
  },
);

test.each(legs)('leg $leg, strike $strike: its price is that of the price kernel', ({ leg }) => {
  expect(Math.abs(greeks.price[leg]! - priceAt(leg, {}))).toBeLessThan(1e-9);
});

test('a strike without volatility is worth its intrinsic value and has no greeks, whatever stood there before', () => {
  const none = createStrikeColumns(Float64Array.of(24_900));
  const out = createGreekColumns(2);
  for (const column of Object.values(out) as Float64Array[]) column.fill(7);
  pairGreeks(none, { forward: FORWARD, years: YEARS, discount: 0.99 }, out, out);
  const { price, ...rest } = out;
  expect([...price]).toEqual([99, 0]);
  for (const column of Object.values(rest))
    expect(Math.max(...column.map((figure) => Math.abs(figure)))).toBe(0);
});

test('without risk columns only price and the four greeks are written', () => {
  const out = createGreekColumns(STRIKES.length * 2);
  pairGreeks(columns, { forward: FORWARD, years: YEARS, discount: Math.exp(-RATE * YEARS) }, out);
  expect(out.vega).toEqual(greeks.vega);
  expect(out.volga.every((volga) => volga === 0)).toBe(true);
});
