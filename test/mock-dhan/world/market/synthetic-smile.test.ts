import { expect, test } from 'vitest';
import { black76Price } from '#engine/pricing/black76.ts';
import { smileVolatility } from '#mock-dhan/world/market/synthetic-smile.ts';

const FORWARD = 25_750;
const NEAR_YEARS = 6 / 365;
const STRIKES = Array.from({ length: 160 }, (_, index) => FORWARD + (index - 80) * 50);

const volatilityAt = (strike: number, years = NEAR_YEARS) =>
  smileVolatility({ atmVolatility: 0.115, forward: FORWARD, strike, years });

const callAt = (strike: number, years = NEAR_YEARS) =>
  black76Price({
    forward: FORWARD,
    strike,
    yearsToExpiry: years,
    volatility: volatilityAt(strike, years),
    discount: 1,
    optionType: 'CE',
  });

test('the smile passes through the volatility at the money and its wings rise, puts dearer than calls', () => {
  expect(volatilityAt(FORWARD)).toBeCloseTo(0.115, 12);
  expect(volatilityAt(FORWARD * 0.93)).toBeGreaterThan(0.15);
  expect(volatilityAt(FORWARD * 1.07)).toBeGreaterThan(0.125);
  expect(volatilityAt(FORWARD * 0.93)).toBeGreaterThan(volatilityAt(FORWARD * 1.07));
});

test('call prices fall with the strike, by at most its step, and are convex', () => {
  for (let index = 1; index < STRIKES.length - 1; index += 1) {
    const [below, here, above] = [index - 1, index, index + 1].map((at) => callAt(STRIKES[at]!));
    expect(below! - here!).toBeGreaterThanOrEqual(0);
    expect(below! - here!).toBeLessThanOrEqual(50);
    expect(below! - 2 * here! + above!).toBeGreaterThanOrEqual(-1e-9);
  }
});

test('more time is never worth less at any strike', () => {
  for (const strike of STRIKES) {
    expect(callAt(strike, 20 / 365)).toBeGreaterThanOrEqual(callAt(strike, NEAR_YEARS));
    expect(callAt(strike, 26 / 365)).toBeGreaterThanOrEqual(callAt(strike, 20 / 365));
  }
});
