import { expect, test } from 'vitest';
import { ChainAnalyst } from '#engine/analytics/chain-analyst.ts';
import type { ExpiryAnalytics } from '#engine/analytics/expiry-analytics.ts';
import type { ExpiryChain } from '#engine/market/option-chain.ts';
import { emptyChain, NOON_MS, quotedChain, smilePrice } from '../pricing/model-chain.ts';

const SPOT = 25_012;
const FORWARD = 25_030;

function quoted(): ExpiryChain {
  const chain = quotedChain(FORWARD);
  chain.updatedAtMs = NOON_MS;
  chain.oi.fill(100);
  chain.volume.fill(50);
  return chain;
}

function analysed(chain: ExpiryChain, spot = SPOT): ExpiryAnalytics {
  return new ChainAnalyst().of(chain, spot).analytics;
}

test('a quoted chain has every figure and no reason', () => {
  const analytics = analysed(quoted());
  expect(analytics.forward).toBeCloseTo(FORWARD, 6);
  expect(analytics.basis).toBeCloseTo(18, 6);
  expect(analytics.atmStrike).toBe(25_000);
  expect(analytics.atmVolatility).toBeCloseTo(0.1295, 3);
  expect(analytics.skew!.put).toBeGreaterThan(analytics.skew!.call);
  expect(analytics.metrics).toEqual({
    pcr_oi: 1,
    pcr_volume: 1,
    max_pain_oi: 25_000,
    max_pain_volume: 25_000,
  });
  expect([...analytics.reasons]).toEqual([]);
});

test('the straddle is call and put of the strike at the money, by their middles', () => {
  const chain = quoted();
  const { atmStraddle } = analysed(chain);
  const leg = chain.strikes.indexOf(25_000) * 2;
  expect(atmStraddle!.strike).toBe(25_000);
  expect(atmStraddle!.call).toBeCloseTo(smilePrice(chain, leg, FORWARD, NOON_MS), 8);
  expect(atmStraddle!.put).toBeCloseTo(smilePrice(chain, leg + 1, FORWARD, NOON_MS), 8);
});

test('before a price, what needs one is missing and says so', () => {
  const { reasons, ...figures } = analysed(quoted(), 0);
  expect(figures).toMatchObject({ basis: undefined, atmStrike: undefined, atmStraddle: undefined });
  expect(figures.forward).toBeCloseTo(FORWARD, 6);
  expect(Object.fromEntries(reasons)).toEqual({
    basis: 'the underlying has no price yet',
    atm_strike: 'the underlying has no price yet',
    atm_straddle: 'the underlying has no price yet',
  });
});

test('a chain nobody quoted, held or traded has a reason for every figure', () => {
  const { reasons, ...figures } = analysed(emptyChain(), 0);
  expect([...reasons.keys()].sort()).toEqual(
    [
      'forward',
      'basis',
      'atm_strike',
      'atm_iv',
      'atm_straddle',
      'skew_25_delta',
      'pcr_oi',
      'pcr_volume',
      'max_pain_oi',
      'max_pain_volume',
    ].sort(),
  );
  expect(figures.forward).toBeUndefined();
});

test('a chain of one leg, and one whose money is not in the ladder, have no straddle', () => {
  const single = emptyChain(1);
  single.updatedAtMs = NOON_MS;
  single.ltp[0] = 120;
  expect(analysed(single, 25_000).reasons.get('atm_straddle')).toBe(
    'call and put of 25000 are not both priced',
  );
  expect(analysed(quoted(), 30_000).reasons.get('atm_straddle')).toBe(
    'call and put of 30000 are not both priced',
  );
});

test('a chain is analysed once per change of it or of the spot', () => {
  const analyst = new ChainAnalyst();
  const chain = quoted();
  const first = analyst.of(chain, SPOT);
  expect(analyst.of(chain, SPOT)).toBe(first);
  expect(analyst.of(chain, SPOT + 1)).not.toBe(first);
  const moved = analyst.of(chain, SPOT);
  chain.version += 1;
  expect(analyst.of(chain, SPOT)).not.toBe(moved);
});
