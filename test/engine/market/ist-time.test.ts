import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  addDays,
  epochMsToLtt,
  httpDate,
  istDate,
  istIso,
  istMsOfDay,
  istTimeOfDay,
  istToEpochMs,
  lttToEpochMs,
  weekdayOf,
} from '#engine/market/ist-time.ts';

const anyMoment = fc.integer({ min: Date.UTC(1900, 0, 1), max: Date.UTC(2199, 11, 31) });

test('IST is the UTC calendar five and a half hours on, at any moment of three centuries', () => {
  fc.assert(
    fc.property(anyMoment, (epochMs) => {
      const shifted = new Date(epochMs + 19_800_000).toISOString();
      expect(istIso(epochMs)).toBe(`${shifted.slice(0, -1)}+05:30`);
      expect(istDate(epochMs)).toBe(shifted.slice(0, 10));
      expect(istTimeOfDay(epochMs)).toBe(shifted.slice(11, 19));
    }),
    { seed: 1 },
  );
});

test('an IST date and time of day lead back to the moment', () => {
  fc.assert(
    fc.property(anyMoment, (epochMs) => {
      const wholeSecond = Math.floor(epochMs / 1000) * 1000;
      expect(istToEpochMs(istDate(wholeSecond), istTimeOfDay(wholeSecond))).toBe(wholeSecond);
      expect(istToEpochMs(istDate(epochMs)) + istMsOfDay(epochMs)).toBe(epochMs);
    }),
    { seed: 1 },
  );
});

test('the HTTP date is what the platform writes', () => {
  fc.assert(
    fc.property(anyMoment, (epochMs) => {
      expect(httpDate(epochMs)).toBe(new Date(epochMs).toUTCString());
    }),
    { seed: 1 },
  );
});

test('a weekday is the calendar own', () => {
  fc.assert(
    fc.property(anyMoment, (epochMs) => {
      const date = new Date(epochMs).toISOString().slice(0, 10);
      expect(weekdayOf(date)).toBe(new Date(`${date}T00:00:00Z`).getUTCDay());
    }),
    { seed: 1 },
  );
});

test('the market opens at 03:45 UTC', () => {
  expect(istToEpochMs('2026-02-04', '09:15')).toBe(Date.UTC(2026, 1, 4, 3, 45));
});

test('days are added over months, years and leap days', () => {
  expect(addDays('2026-02-28', 1)).toBe('2026-03-01');
  expect(addDays('2024-02-28', 1)).toBe('2024-02-29');
  expect(addDays('2026-01-01', -1)).toBe('2025-12-31');
});

test('a last trade time is IST written as if it were UTC', () => {
  // Source: dhan-v2-wire appendix A, 2026-11-20 10:15:30 IST.
  expect(epochMsToLtt(1_795_149_930_000)).toBe(1_795_169_730);
  expect(lttToEpochMs(1_795_169_730)).toBe(1_795_149_930_000);
});
