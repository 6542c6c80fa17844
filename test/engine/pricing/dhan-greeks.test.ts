import { expect, test } from 'vitest';
import { istToEpochMs } from '#engine/market/ist-time.ts';
import { dhanChainGreeks, dhanGreeks } from '#engine/pricing/dhan-greeks.ts';
import { createGreekColumns } from '#engine/pricing/kernel/greek-columns.ts';

const AS_OF = istToEpochMs('2025-02-01', '15:30');

const contract = {
  spot: 23_500,
  strike: 23_500,
  optionType: 'CE',
  expiry: '2025-02-06',
  nowMs: AS_OF,
  clock: 'dhan',
} as const;

test('a call with its volatility has greeks of a call', () => {
  const { impliedVolatility, delta, theta, gamma, vega } = dhanGreeks({ ...contract, ltp: 200 });
  expect(impliedVolatility).toBeGreaterThan(10);
  expect(delta).toBeGreaterThan(0.5);
  expect(delta).toBeLessThan(0.7);
  expect(theta).toBeLessThan(0);
  expect(gamma).toBeGreaterThan(0);
  expect(vega).toBeGreaterThan(0);
});

test.each([
  { why: 'never traded', ltp: 0, strike: 23_500 },
  { why: 'below intrinsic value', ltp: 450, strike: 23_000 },
  { why: 'after expiry', ltp: 100, strike: 23_500, nowMs: AS_OF + 6 * 86_400_000 },
])('all figures are zero for a leg $why', ({ why: _why, ...leg }) => {
  const zero = { impliedVolatility: 0, delta: 0, theta: 0, gamma: 0, vega: 0 };
  expect(dhanGreeks({ ...contract, ...leg })).toEqual(zero);
});

test('a clean clock ends the option with the session of its date, so the same price implies more', () => {
  const leg = { ...contract, ltp: 200 };
  const clean = dhanGreeks({ ...leg, clock: 'clean' });
  expect(clean.impliedVolatility).toBeGreaterThan(dhanGreeks(leg).impliedVolatility);
  const closeMs = istToEpochMs(contract.expiry, '15:30');
  expect(dhanGreeks({ ...leg, nowMs: closeMs, clock: 'clean' }).impliedVolatility).toBe(0);
  expect(dhanGreeks({ ...leg, nowMs: closeMs }).impliedVolatility).toBeGreaterThan(0);
});

test('a chain gets the greeks of its legs one by one, and its unpriceable legs are counted and zero', () => {
  const strikes = Float64Array.of(23_000, 23_500, 24_000);
  const ltp = Float64Array.of(450, 30, 200, 180, 40, 0);
  const { spot, expiry, nowMs, clock } = contract;
  const out = createGreekColumns(6);
  for (let pass = 0; pass < 2; pass += 1) {
    expect(dhanChainGreeks({ strikes, ltp, spot, expiry, nowMs, clock }, out)).toEqual({
      solved: 4,
      withoutPrice: 1,
      atOrBelowIntrinsic: 1,
      atOrAboveBound: 0,
      withoutMarket: 0,
    });
    for (const leg of [0, 1, 2, 3, 4, 5]) {
      const optionType = leg % 2 === 0 ? 'CE' : 'PE';
      const alone = dhanGreeks({ ...contract, strike: strikes[leg >>> 1]!, optionType, ltp: ltp[leg]! });
      expect(out.impliedVolatility[leg]).toBeCloseTo(alone.impliedVolatility, 9);
      for (const name of ['delta', 'theta', 'gamma', 'vega'] as const)
        expect(Math.abs(out[name][leg]! - alone[name])).toBeLessThan(5.1e-6);
    }
  }
  expect([out.rho[0], out.vanna[5], out.volga[5]]).toEqual([0, 0, 0]);
});
