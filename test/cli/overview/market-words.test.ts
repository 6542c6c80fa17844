import { expect, test } from 'vitest';
import { calendarDay, nextBell } from '#cli/overview/market-words.ts';
import { istToEpochMs } from '#engine/market/ist-time.ts';

test('before the open the next bell is the open, while it is open the close', () => {
  expect(nextBell(istToEpochMs('2026-02-04', '08:55:00'))).toBe(
    'NSE opens Wed 2026-02-04 09:15 IST, in 20 min',
  );
  expect(nextBell(istToEpochMs('2026-02-04', '09:15:00'))).toBe(
    'NSE closes Wed 2026-02-04 15:30 IST, in 6 h 15 min',
  );
});

test('after the close and over a holiday the next bell is that of the next trading day', () => {
  expect(nextBell(istToEpochMs('2026-01-23', '16:00:00'))).toContain('NSE opens Tue 2026-01-27 09:15 IST');
});

test('the day says why there is no session and which trading days lie around', () => {
  expect(calendarDay(istToEpochMs('2026-01-26', '10:00:00'))).toBe(
    'Mon 2026-01-26 10:00 IST, NSE closed: holiday, Republic Day; trading days around it: 2026-01-23 and 2026-01-27',
  );
});
