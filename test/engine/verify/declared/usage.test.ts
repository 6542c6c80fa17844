import { expect, test } from 'vitest';
import {
  BYTES_PER_MIB,
  UsageHistory,
  UsageSeries,
  spokenTrend,
  usageFindings,
} from '#engine/verify/declared/usage.ts';
import type { UsageTrend } from '#engine/verify/declared/usage.ts';

const MINUTE_MS = 60_000;

/** Looks a minute apart. */
function trendOf(memoryMiB: readonly number[], identity = '7', series = new UsageSeries()): UsageTrend {
  for (const [index, mib] of memoryMiB.entries())
    series.add({
      atMs: index * MINUTE_MS,
      memoryBytes: mib * BYTES_PER_MIB,
      cpuPercent: mib / 10,
      identity,
    });
  return series.trend!;
}

test('memory that grows by one MiB a minute grows by sixty an hour', () => {
  const trend = trendOf([100, 101, 102, 103]);
  expect(trend.bytesPerHour! / BYTES_PER_MIB).toBeCloseTo(60, 9);
  expect(spokenTrend(trend)).toBe('memory 103 MiB (max 103, +60 MiB/h), cpu 10 % (max 10)');
});

test('a peak is remembered, and memory that comes back is no growth', () => {
  const trend = trendOf([100, 400, 100]);
  expect(spokenTrend(trend)).toBe('memory 100 MiB (max 400, 0 MiB/h), cpu 10 % (max 40)');
  expect(usageFindings({ memoryGrowthMiBMax: 5 }, trend, 'ps')).toMatchObject([
    { isFault: false, observed: '0 MiB in 3 looks' },
  ]);
});

test('growth beyond the limit is a fault, but one look proves none', () => {
  const limits = { memoryGrowthMiBMax: 20 };
  expect(usageFindings(limits, trendOf([100]), 'ps')).toMatchObject([{ isFault: false }]);
  expect(usageFindings(limits, trendOf([100, 110, 121]), 'ps')).toMatchObject([
    { isFault: true, observed: '+21 MiB in 3 looks', remedy: 'It keeps what it should let go: ps' },
  ]);
});

test('a process that was started again begins a series of its own', () => {
  const series = new UsageSeries();
  trendOf([100, 500], '7', series);
  const trend = trendOf([90], '8', series);
  expect(trend).toMatchObject({ looks: 1, growthBytes: 0, memoryBytesMax: 90 * BYTES_PER_MIB });
  expect(trend.bytesPerHour).toBeUndefined();
});

test('memory and processor are judged by the last look', () => {
  const findings = usageFindings({ memoryMiBMax: 200, cpuPercentMax: 15 }, trendOf([300, 190]), 'ps');
  expect(findings).toMatchObject([
    { isFault: false, observed: '190 MiB' },
    { isFault: true, observed: '19 % of a core', measurement: { unit: 'share', value: 0.19 } },
  ]);
});

test('where a system does not tell how busy a process is, that is not judged as good', () => {
  const series = new UsageSeries();
  const trend = series.add({ atMs: 0, memoryBytes: 1, cpuPercent: undefined, identity: '7' });
  expect(usageFindings({ cpuPercentMax: 50 }, trend, 'ps')).toMatchObject([{ isFault: true }]);
  expect(spokenTrend(trend)).toBe('memory 0 MiB (max 0)');
});

test('the history keeps one series for each check', () => {
  const history = new UsageHistory();
  trendOf([1, 2], '7', history.of('a'));
  trendOf([3], '8', history.of('b'));
  history.of('never looked');
  expect(history.trends().map(([id, { looks }]) => [id, looks])).toEqual([
    ['a', 2],
    ['b', 1],
  ]);
});
