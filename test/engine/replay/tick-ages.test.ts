import { expect, test } from 'vitest';
import { TickAges } from '#engine/replay/tick-ages.ts';

test('half, most and the oldest of the ticks, in tenths of a second', () => {
  let tradedAtMs = 1000;
  const ages = new TickAges(() => tradedAtMs);
  expect(ages.facts()).toBeUndefined();
  for (let tick = 0; tick < 100; tick += 1) ages.underlyingTick(1000 + tick * 10, 'NIFTY');
  expect(ages.facts()).toEqual({ ticks: 100, p50: 500, p99: 1000, max: 1000 });
  ages.underlyingTick(10_000_000, 'NIFTY');
  expect(ages.facts()?.max).toBe(599_900);
  tradedAtMs = 20_000_000;
  ages.underlyingTick(10_000_000, 'NIFTY');
  tradedAtMs = 0;
  ages.underlyingTick(10_000_000, 'NIFTY');
  expect(ages.facts()?.ticks).toBe(102);
});
