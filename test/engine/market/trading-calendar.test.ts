import { expect, test } from 'vitest';
import { istIso, weekdayOf } from '#engine/market/ist-time.ts';
import { EQUITY_HOLIDAYS } from '#engine/market/calendar-data.ts';
import {
  derivativesSession,
  expiryMomentMs,
  holidayName,
  isCovered,
  isTradingDay,
  nextTradingDay,
  previousTradingDay,
} from '#engine/market/trading-calendar.ts';

function session(exchange: 'NSE' | 'BSE' | 'MCX', date: string): string {
  const hours = derivativesSession(exchange, date);
  return hours ? `${istIso(hours.openMs).slice(11, 16)}-${istIso(hours.closeMs).slice(11, 16)}` : 'shut';
}

test.each([
  ['NSE', '2025-08-29', '09:15-15:30', 'an ordinary Friday'],
  ['NSE', '2026-07-31', '09:15-15:30', 'the last Friday of the old hours'],
  ['NSE', '2026-08-03', '09:15-15:40', 'the first day of the later close'],
  ['BSE', '2026-08-03', '09:15-15:40', 'the same on BSE'],
  ['NSE', '2026-02-07', 'shut', 'a Saturday'],
  ['NSE', '2026-01-26', 'shut', 'Republic Day'],
  ['BSE', '2026-01-15', 'shut', 'the election day that was added late'],
  ['NSE', '2025-02-01', '09:15-15:30', 'the Saturday of the budget'],
  ['NSE', '2026-02-01', '09:15-15:30', 'the Sunday of the budget'],
  ['NSE', '2025-10-21', '13:45-14:45', 'Muhurat on a holiday'],
  ['BSE', '2026-11-08', '18:00-19:00', 'Muhurat on a Sunday'],
  ['MCX', '2026-02-04', '09:00-23:55', 'New York on standard time'],
  ['MCX', '2026-03-06', '09:00-23:55', 'the Friday before US summer time'],
  ['MCX', '2026-03-09', '09:00-23:30', 'the Monday after it began'],
  ['MCX', '2026-10-30', '09:00-23:30', 'the Friday before it ends'],
  ['MCX', '2026-11-02', '09:00-23:55', 'the Monday after it ended'],
  ['MCX', '2026-01-26', 'shut', 'a holiday of both sessions'],
  ['MCX', '2026-03-03', '17:00-23:55', 'a holiday of the morning session'],
  ['MCX', '2026-01-01', '09:00-17:00', 'New Year, evening shut'],
  ['MCX', '2026-02-01', 'shut', 'a Sunday with a budget session elsewhere'],
] as const)('%s on %s trades %s: %s', (exchange, date, hours, _why) => {
  expect(session(exchange, date)).toBe(hours);
});

test('there are 14 holidays in 2025 and 16 in 2026, every one on a weekday', () => {
  const dates = [...EQUITY_HOLIDAYS.keys()];
  expect(dates.filter((date) => date.startsWith('2025'))).toHaveLength(14);
  expect(dates.filter((date) => date.startsWith('2026'))).toHaveLength(16);
  expect(dates.filter((date) => weekdayOf(date) === 0 || weekdayOf(date) === 6)).toEqual([]);
});

test('a holiday has a name even where a short session is held on it', () => {
  expect(holidayName('NSE', '2026-01-26')).toBe('Republic Day');
  expect(holidayName('NSE', '2025-10-21')).toBe('Diwali Laxmi Pujan');
  expect(holidayName('MCX', '2026-01-01')).toBe('New Year');
  expect(holidayName('NSE', '2026-01-01')).toBeUndefined();
});

test.each([
  ['2026-02-02', '2026-02-01', 'over the budget Sunday'],
  ['2026-01-27', '2026-01-23', 'over Republic Day and a weekend'],
  ['2026-02-09', '2026-02-06', 'over a weekend'],
])('before %s NSE traded on %s, %s', (date, previous) => {
  expect(previousTradingDay('NSE', date)).toBe(previous);
  expect(nextTradingDay('NSE', previous)).toBe(date);
});

test('an option expires at the close of its own day', () => {
  expect(istIso(expiryMomentMs('NSE', '2026-02-10'))).toBe('2026-02-10T15:30:00.000+05:30');
  expect(istIso(expiryMomentMs('BSE', '2026-08-06'))).toBe('2026-08-06T15:40:00.000+05:30');
});

test('an expiry on a day without a session takes the regular close', () => {
  expect(isTradingDay('NSE', '2026-11-24')).toBe(false);
  expect(istIso(expiryMomentMs('NSE', '2026-11-24'))).toBe('2026-11-24T15:40:00.000+05:30');
  expect(istIso(expiryMomentMs('MCX', '2026-10-02'))).toBe('2026-10-02T23:30:00.000+05:30');
});

test('outside 2025 and 2026 the calendar says that it knows weekdays only', () => {
  expect([
    isCovered('2024-12-31'),
    isCovered('2025-01-01'),
    isCovered('2026-12-31'),
    isCovered('2027-01-01'),
  ]).toEqual([false, true, true, false]);
  expect(isTradingDay('NSE', '2027-01-26')).toBe(true);
  expect(isTradingDay('NSE', '2027-01-24')).toBe(false);
});
