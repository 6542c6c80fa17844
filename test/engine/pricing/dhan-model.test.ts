import { expect, test } from 'vitest';
import { LEG_SOURCES } from '#engine/market/option-chain.ts';
import type { ExpiryChain } from '#engine/market/option-chain.ts';
import { dhanGreeks } from '#engine/pricing/dhan-greeks.ts';
import { dhanModel } from '#engine/pricing/dhan-model.ts';
import type { ChainPricer } from '#engine/pricing/price-model.ts';
import { emptyChain, NOON_MS, quotedChain } from './model-chain.ts';

const SPOT = 25_000;
const LATER_MS = NOON_MS + 300_000;

function calibrated(): { readonly chain: ExpiryChain; readonly pricer: ChainPricer } {
  const chain = quotedChain(25_030);
  const pricer = dhanModel.createPricer(chain);
  pricer.calibrate(SPOT, NOON_MS);
  return { chain, pricer };
}

function volatilityOf(
  chain: ExpiryChain,
  leg: number,
  at: { ltp: number; spot: number; nowMs: number },
): number {
  return dhanGreeks({
    ...at,
    strike: chain.strikes[leg >> 1]!,
    optionType: leg % 2 === 0 ? 'CE' : 'PE',
    expiry: chain.expiry,
    clock: 'dhan',
  }).impliedVolatility;
}

test('at its own spot and moment every leg is worth the middle of its quote', () => {
  const { chain, pricer } = calibrated();
  const quoted = chain.bid.map((bid, leg) => (bid + chain.ask[leg]!) / 2);
  expect(pricer.reprice(SPOT, NOON_MS)).toBe(82);
  for (const [leg, price] of quoted.entries())
    expect(Math.abs(chain.ltp[leg]! - Math.max(price, 0.05))).toBeLessThanOrEqual(0.026);
});

test('when the index moves each leg keeps the volatility that Dhan would publish for it', () => {
  const { chain, pricer } = calibrated();
  const before = chain.bid.map((bid, leg) => (bid + chain.ask[leg]!) / 2);
  pricer.reprice(25_060, LATER_MS);
  let solved = 0;
  for (const leg of before.keys()) {
    const volatility = volatilityOf(chain, leg, { ltp: before[leg]!, spot: SPOT, nowMs: NOON_MS });
    if (volatility === 0 || before[leg]! < 20) continue;
    solved += 1;
    const after = volatilityOf(chain, leg, { ltp: chain.ltp[leg]!, spot: 25_060, nowMs: LATER_MS });
    expect(after, String(leg)).toBeCloseTo(volatility, 0);
  }
  expect(solved).toBeGreaterThan(40);
});

test('bid and ask keep their distance, and a repriced leg says so', () => {
  const { chain, pricer } = calibrated();
  pricer.reprice(25_060, LATER_MS);
  const leg = 40;
  expect(chain.ask[leg]! - chain.bid[leg]!).toBeCloseTo(1, 1);
  expect(LEG_SOURCES[chain.source[leg]!]).toBe('repriced');
  expect(chain.updatedAtMs).toBe(LATER_MS);
  expect(chain.version).toBe(0);
});

test('a leg deep in the money, whose price implies no volatility at 10 %, moves with the index', () => {
  const chain = emptyChain();
  chain.bid[0] = 995;
  chain.ask[0] = 997;
  const pricer = dhanModel.createPricer(chain);
  pricer.calibrate(SPOT, NOON_MS);
  expect(volatilityOf(chain, 0, { ltp: 996, spot: SPOT, nowMs: NOON_MS })).toBe(0);
  expect(pricer.reprice(SPOT + 40, NOON_MS)).toBe(1);
  expect(chain.ltp[0]).toBeCloseTo(1036, 1);
});

test('a leg goes on from its own tick', () => {
  const { chain, pricer } = calibrated();
  chain.bid[40] = 220;
  chain.ask[40] = 221;
  pricer.anchorLeg(40, SPOT, NOON_MS);
  pricer.reprice(SPOT, NOON_MS);
  expect(chain.ltp[40]).toBeCloseTo(220.5, 1);
});

test('after the end of the options, and for legs nobody priced, nothing is repriced', () => {
  const { pricer } = calibrated();
  expect(pricer.reprice(SPOT, NOON_MS + 7 * 86_400_000)).toBe(0);
  const chain = emptyChain();
  const other = dhanModel.createPricer(chain);
  other.calibrate(SPOT, NOON_MS);
  expect(other.reprice(SPOT + 10, LATER_MS)).toBe(0);
});
