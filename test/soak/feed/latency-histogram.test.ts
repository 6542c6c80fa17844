import { expect, test } from 'vitest';
import { LatencyHistogram } from './latency-histogram.ts';

test('percentiles are rounded up to 0.1 ms, the maximum is exact', () => {
  const latencies = new LatencyHistogram();
  for (let ms = 1; ms <= 100; ms += 1) latencies.add(ms * 1000 - 1);
  expect(latencies.percentileMs(0.5)).toBe(50);
  expect(latencies.percentileMs(0.99)).toBe(99);
  expect(latencies.maxMs).toBe(99.999);
});

test('beyond 10 s only the maximum tells how long', () => {
  const latencies = new LatencyHistogram();
  latencies.add(60_000_000);
  expect(latencies.percentileMs(0.5)).toBe(10_000);
  expect(latencies.maxMs).toBe(60_000);
});

test('without a latency everything is 0', () => {
  const latencies = new LatencyHistogram();
  expect([latencies.percentileMs(0.99), latencies.maxMs]).toEqual([0, 0]);
});
