import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { optionMetrics } from '#engine/analytics/option-metrics.ts';
import type { MeasuredLeg } from '#engine/analytics/option-metrics.ts';

test('put-call ratios and the strike of least pain', () => {
  const legs = [
    { strike: 100, type: 'CE', volume: 10, oi: 100 },
    { strike: 100, type: 'PE', volume: 30, oi: 50 },
    { strike: 110, type: 'CE', volume: 10, oi: 10 },
    { strike: 110, type: 'PE', volume: 30, oi: 150 },
    { strike: 120, type: 'PE', volume: 0, oi: 0 },
  ] as const;
  // By open interest at 100: puts of 110 pay 10 * 150 = 1500; at 110: calls of 100 pay 10 * 100 = 1000; at 120: 2000 + 100.
  expect(optionMetrics(legs)).toEqual({
    pcr_volume: 3,
    pcr_oi: 200 / 110,
    max_pain_volume: 110,
    max_pain_oi: 110,
  });
});

test('nothing traded gives no figure', () => {
  expect(optionMetrics([{ strike: 100, type: 'PE', volume: 0, oi: 5 }])).toEqual({
    pcr_volume: null,
    pcr_oi: null,
    max_pain_volume: null,
    max_pain_oi: 100,
  });
  const none = { pcr_volume: null, pcr_oi: null, max_pain_volume: null, max_pain_oi: null };
  expect(optionMetrics([])).toEqual(none);
});

test('a figure that is no number counts as nothing', () => {
  const legs: MeasuredLeg[] = [
    { strike: 100, type: 'CE', volume: Number.NaN, oi: 10 },
    { strike: 100, type: 'PE', volume: 5, oi: Number.NaN },
  ];
  expect(optionMetrics(legs)).toMatchObject({ pcr_volume: null, pcr_oi: 0, max_pain_oi: 100 });
});

test('in one pass the least pain is where paying everybody at every strike finds it', () => {
  const leg = fc.record({
    strike: fc.integer({ min: 1, max: 40 }).map((step) => 20_000 + step * 50),
    type: fc.constantFrom('CE' as const, 'PE' as const),
    volume: fc.nat(10_000),
    oi: fc.nat(1_000_000),
  });
  fc.assert(
    fc.property(
      fc.uniqueArray(leg, { selector: ({ strike, type }) => `${strike} ${type}`, minLength: 1 }),
      (legs) => {
        expect(optionMetrics(legs).max_pain_oi).toBe(slowMaxPain(legs));
      },
    ),
  );
});

function slowMaxPain(legs: readonly MeasuredLeg[]): number | null {
  if (legs.every(({ oi }) => oi === 0)) return null;
  const payoutAt = (spot: number): number =>
    legs.reduce(
      (sum, { strike, type, oi }) => sum + oi * Math.max(0, type === 'CE' ? spot - strike : strike - spot),
      0,
    );
  return legs
    .map(({ strike }) => ({ strike, payout: payoutAt(strike) }))
    .sort((a, b) => a.payout - b.payout || a.strike - b.strike)[0]!.strike;
}
