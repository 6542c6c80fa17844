import { expect, test } from 'vitest';
import { optionMetrics } from '#engine/bus/option-metrics.ts';

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
});
