import { expect, test } from 'vitest';
import { LEG_SOURCES, legIndex } from '#engine/market/option-chain.ts';
import { seedDecayModel, seedPremium } from '#engine/pricing/seed-decay.ts';
import { niftyWeekly } from '#test/support/nifty-weekly.ts';

/** Source: seed-requirements I1 and I2, interval 50 and 100, strike 23000 and 23100. */
test.each([
  [23_150.5, 23_000, 50, 1216.53],
  [23_150.5, 23_000, 100, 1594.94],
  [23_152.75, 23_000, 50, 1208.07],
  [23_100.5, 23_000, 50, 1441.08],
  [23_105.25, 23_000, 50, 1416.2],
  [23_150.5, 23_100, 50, 1776.71],
])('at %d the premium of strike %d, interval %d, is %d', (spot, strike, interval, premium) => {
  expect(seedPremium(spot, strike, interval)).toBeCloseTo(premium, 2);
});

test('the premium never falls below five paise', () => {
  expect(seedPremium(0.1, 1_000_000, 50)).toBe(0.05);
});

test('every leg is counted, call equals put, bid and ask stand 2 % away, all on the tick grid', () => {
  const chain = niftyWeekly([23_000, 23_050], 2_000_000_000_000);
  const pricer = seedDecayModel.createPricer(chain);
  expect(pricer.reprice(23_150.5, 1_770_176_700_000)).toBe(4);
  const call = legIndex(0, 'CE');
  const put = legIndex(0, 'PE');
  expect([chain.ltp[call], chain.bid[call], chain.ask[call]]).toEqual([1216.55, 1192.2, 1240.85]);
  expect([chain.ltp[put], chain.bid[put], chain.ask[put]]).toEqual([1216.55, 1192.2, 1240.85]);
  expect(LEG_SOURCES[chain.source[put]!]).toBe('repriced');
  expect(chain.updatedAtMs).toBe(1_770_176_700_000);
  expect(chain.version).toBe(0);
});

test('an own tick stands in the chain until the underlying moves', () => {
  const chain = niftyWeekly([23_000], 2_000_000_000_000);
  const pricer = seedDecayModel.createPricer(chain);
  chain.ltp[0] = 201.05;
  pricer.calibrate(23_100, 0);
  pricer.anchorLeg(0, 23_100, 0);
  expect(chain.ltp[0]).toBe(201.05);
});
