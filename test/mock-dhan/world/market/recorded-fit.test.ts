import { expect, test } from 'vitest';
import { RecordedFitter } from '#mock-dhan/world/market/recorded-fit.ts';
import { readRecordedDay } from '#test/support/market-scenarios.ts';

const nifty = readRecordedDay().underlyings[0]!;

function fitOf(position: number, ladder = 0) {
  const { chains, spot, atMs } = nifty.snapshots[position]!;
  return new RecordedFitter(nifty.expiries[ladder]!).fit(chains[ladder]!, spot, atMs);
}

test("the weekly's forward is the one parity gives in the source data", () => {
  expect(fitOf(0).forward).toBeCloseTo(24_575.29, 0);
});

test('at the money the weekly stands near 9 % and its wings above it', () => {
  const fit = fitOf(150);
  const volatilityAt = (moneyness: number) => {
    const { strikes } = nifty.expiries[0]!;
    return fit.volatility[strikes.findIndex((strike) => strike >= fit.forward * (1 + moneyness))]!;
  };
  expect(volatilityAt(0)).toBeGreaterThan(0.08);
  expect(volatilityAt(0)).toBeLessThan(0.1);
  expect(volatilityAt(-0.04)).toBeGreaterThan(0.14);
  expect(volatilityAt(0.03)).toBeGreaterThan(0.11);
});

test('a leg without a bid has no mid and its strike no volatility', () => {
  const { chains, spot, atMs } = nifty.snapshots[0]!;
  const chain = { ...chains[0]!, bid: chains[0]!.bid.slice() };
  chain.bid[1] = 0;
  const fit = new RecordedFitter(nifty.expiries[0]!).fit(chain, spot, atMs);
  expect(fit.mid[1]).toBe(0);
  expect(fit.volatility[0]).toBeNaN();
});
