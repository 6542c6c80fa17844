import { expect, test } from 'vitest';
import { istToEpochMs } from '#engine/market/ist-time.ts';
import { spokenDuration, spokenInstant, spokenMinutes } from '#engine/market/spoken-time.ts';

const HOUR_MS = 3_600_000;

test('durations are spoken in their largest whole unit', () => {
  expect([45_000, 720_000, 50_400_000, 259_200_000].map(spokenDuration)).toEqual([
    '45 s',
    '12 min',
    '14 h',
    '3 d',
  ]);
});

test('minutes are told for two days, then only days', () => {
  expect(
    [20_000, 720_000, 5 * HOUR_MS + 22 * 60_000, 48 * HOUR_MS - 1, 6991 * HOUR_MS].map(spokenMinutes),
  ).toEqual(['0 min', '12 min', '5 h 22 min', '47 h 59 min', '291 d']);
});

test('an instant carries its date only when it is another day in IST', () => {
  const nowMs = istToEpochMs('2026-02-04', '23:30:00');
  expect(spokenInstant(istToEpochMs('2026-02-04', '00:00:00'), nowMs)).toBe('00:00:00 IST');
  expect(spokenInstant(nowMs + HOUR_MS, nowMs)).toBe('2026-02-05 00:30:00 IST');
});
