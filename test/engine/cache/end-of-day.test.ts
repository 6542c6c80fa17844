import { expect, test } from 'vitest';
import { nextEndOfDayMs, scheduleEndOfDay } from '#engine/cache/end-of-day.ts';
import { istIso, istToEpochMs } from '#engine/market/ist-time.ts';
import { VirtualClock } from '#engine/virtual-clock.ts';

test.each([
  ['a trading morning', '2026-02-04', '09:10:00', '2026-02-04T16:00:00'],
  ['the moment itself', '2026-02-04', '16:00:00', '2026-02-05T16:00:00'],
  ['Friday evening', '2026-02-06', '18:00:00', '2026-02-09T16:00:00'],
  ['the day before Republic Day', '2026-01-25', '12:00:00', '2026-01-27T16:00:00'],
])('after %s the end of day is the next trading day at 16:00', (_, date, time, expected) => {
  expect(istIso(nextEndOfDayMs(istToEpochMs(date, time)))).toContain(expected);
});

test('an evening session is put away after it, not before', () => {
  const atMs = nextEndOfDayMs(istToEpochMs('2026-11-08', '10:00:00'));
  expect(istIso(atMs) > '2026-11-08T18:00').toBe(true);
});

test('it runs on every trading day until cancelled', () => {
  const clock = new VirtualClock(istToEpochMs('2026-02-05', '09:00:00'));
  const ranAt: string[] = [];
  const handle = scheduleEndOfDay(clock, () => ranAt.push(istIso(clock.nowMs()).slice(0, 16)));
  clock.advanceTo(istToEpochMs('2026-02-09', '20:00:00'));
  handle.cancel();
  clock.advanceTo(istToEpochMs('2026-02-12', '20:00:00'));
  expect(ranAt).toEqual(['2026-02-05T16:00', '2026-02-06T16:00', '2026-02-09T16:00']);
});
