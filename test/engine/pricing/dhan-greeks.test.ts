import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { istToEpochMs } from '#engine/market/ist-time.ts';
import { dhanChainGreeks, dhanGreeks } from '#engine/pricing/dhan-greeks.ts';
import { createGreekColumns } from '#engine/pricing/kernel/greek-columns.ts';

const projectRoot = fileURLToPath(new URL('../../..', import.meta.url));
const dataFolder = process.env['PREOPEN_DATA_DIR'] ?? join(projectRoot, '../shared/data');
const capture = join(dataFolder, 'dhan-samples/POST_optionchain_200_20250201T123914Z.body.json');
const hasCapture = existsSync(capture);
if (!hasCapture) console.log(`skipped: Dhan's recorded option chain is not at ${capture}`);

/** The chain is as of the close, 15:30 IST, and its `last_price` already the official close, 12.80 below the last index value. */
const AS_OF = istToEpochMs('2025-02-01', '15:30');
const INDEX_LESS_LAST_PRICE = 12.8;

interface CapturedLeg {
  readonly greeks: Readonly<Record<'delta' | 'theta' | 'gamma' | 'vega', number>>;
  readonly implied_volatility: number;
  readonly last_price: number;
}

interface CapturedBody {
  readonly data: {
    readonly last_price: number;
    readonly oc: Readonly<Record<string, { readonly ce?: CapturedLeg; readonly pe?: CapturedLeg }>>;
  };
}

test.skipIf(!hasCapture)('a chain that Dhan published comes out with its own volatilities and greeks', () => {
  const { data } = JSON.parse(readFileSync(capture, 'utf8')) as CapturedBody;
  const spot = data.last_price + INDEX_LESS_LAST_PRICE;
  let legs = 0;
  let sameVolatility = 0;
  for (const [key, { ce, pe }] of Object.entries(data.oc)) {
    const strike = Number(key);
    if (Math.abs(strike - spot) > 600) continue;
    for (const [optionType, leg] of [
      ['CE', ce],
      ['PE', pe],
    ] as const) {
      if (!leg || leg.last_price <= 5) continue;
      legs += 1;
      const contract = { ltp: leg.last_price, spot, strike, optionType, expiry: '2025-02-06' };
      const computed = dhanGreeks({ ...contract, nowMs: AS_OF, clock: 'dhan' });
      if (Math.abs(computed.impliedVolatility - leg.implied_volatility) > 0.001) continue;
      sameVolatility += 1;
      const where = `${strike} ${optionType}`;
      expect(Math.abs(computed.delta - leg.greeks.delta), where).toBeLessThan(5e-5);
      expect(Math.abs(computed.theta - leg.greeks.theta), where).toBeLessThan(2e-3);
      expect(Math.abs(computed.gamma - leg.greeks.gamma), where).toBeLessThan(1.5e-5);
      expect(Math.abs(computed.vega - leg.greeks.vega), where).toBeLessThan(5e-4);
    }
  }
  expect(legs).toBe(48);
  // Dhan computed some in-the-money legs from an earlier trade than the one it printed; the rest must agree.
  expect(sameVolatility).toBeGreaterThan(24);
});

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
    expect(dhanChainGreeks({ strikes, ltp, spot, expiry, nowMs, clock }, out)).toBe(1);
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
