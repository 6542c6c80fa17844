import { expect, test } from 'vitest';
import { istToEpochMs } from '#engine/market/ist-time.ts';
import { judgeAge, momentOf, spokenFreshness } from '#engine/verify/declared/freshness.ts';
import type { Freshness } from '#engine/verify/declared/freshness.ts';

const minute: Freshness = { ageMsMax: 60_000, zone: 'UTC' };
const traded: Freshness = { ...minute, whileOpen: 'NSE' };

/** Date and time of day in IST: when it was written, and when it is judged. */
const AGES: readonly (readonly [string, Freshness, string, string, boolean])[] = [
  ['a recent one', minute, '2026-02-24 11:00:00', '2026-02-24 11:00:59', true],
  ['one that is too old', minute, '2026-02-24 11:00:00', '2026-02-24 11:01:01', false],
  ['the close of the day, at night', traded, '2026-02-24 15:39:30', '2026-02-24 23:00:00', true],
  ['the close of Friday, on Sunday', traded, '2026-02-27 15:39:30', '2026-03-01 12:00:00', true],
  ['the close of Monday, on a holiday', traded, '2026-03-02 15:39:30', '2026-03-03 12:00:00', true],
  [
    'the close of the day before, just after the open',
    traded,
    '2026-02-23 15:39:30',
    '2026-02-24 09:15:20',
    true,
  ],
  [
    'the close of the day before, some minutes later',
    traded,
    '2026-02-23 15:39:30',
    '2026-02-24 09:18:00',
    false,
  ],
  [
    'one that stopped before the close, at night',
    traded,
    '2026-02-24 14:00:00',
    '2026-02-24 23:00:00',
    false,
  ],
  ['one of the night, at night', traded, '2026-02-24 22:00:00', '2026-02-24 23:00:00', true],
  ['one of last year', traded, '2025-02-24 11:00:00', '2026-02-22 11:00:00', false],
  ['one of a clock slightly ahead', minute, '2026-02-24 11:00:04', '2026-02-24 11:00:00', true],
  ['one of the future', traded, '2026-02-28 11:00:00', '2026-02-28 10:00:00', false],
];

test.each(AGES)('%s', (_what, freshness, writtenAt, nowAt, isFresh) => {
  const [written, now] = [writtenAt, nowAt].map((at) => {
    const [date = '', time] = at.split(' ');
    return istToEpochMs(date, time);
  });
  expect(judgeAge(freshness, written!, now!).fault === undefined).toBe(isFresh);
});

test('a difference of 5 h 30 min is told as what it is', () => {
  const nowMs = istToEpochMs('2026-02-24', '15:00');
  expect(judgeAge(minute, nowMs + 19_800_000, nowMs).fault).toBe(
    'newest 2026-02-24T20:30:00.000+05:30 is 5 h 30 min in the future: 5 h 30 min, so IST was written as if it were UTC (or needs zone: IST here)',
  );
  expect(judgeAge(minute, nowMs - 19_800_000, nowMs).fault).toContain('needs zone: UTC here');
  expect(judgeAge(minute, nowMs - 18_000_000, nowMs).fault).not.toContain('zone');
});

const WRITTEN: readonly (readonly [unknown, number | undefined])[] = [
  ['2026-02-24 05:30:00', istToEpochMs('2026-02-24', '11:00')],
  ['2026-02-24T05:30:00.250Z', istToEpochMs('2026-02-24', '11:00') + 250],
  ['2026-02-24 05:30:00,250 INFO', istToEpochMs('2026-02-24', '11:00') + 250],
  ['2026-02-24 11:00:00.250000+05:30', istToEpochMs('2026-02-24', '11:00') + 250],
  ['2026-02-24 11:00:00+0530', istToEpochMs('2026-02-24', '11:00')],
  ['2026-02-24 11:00 IST', istToEpochMs('2026-02-24', '11:00')],
  ['2026-02-23 23:30:00-06', istToEpochMs('2026-02-24', '11:00')],
  ['2026-02-24', istToEpochMs('2026-02-24', '05:30')],
  [1_771_911_000, 1_771_911_000_000],
  [1_771_911_000_250, 1_771_911_000_250],
  ['1771911000.25', 1_771_911_000_250],
  [1_771_911_000_250_000, 1_771_911_000_250],
  [1_771_911_000_250_000_000, 1_771_911_000_250],
  ['noon', undefined],
  [12, undefined],
  [null, undefined],
];

test.each(WRITTEN)('%o is read as a moment', (written, moment) => {
  expect(momentOf(written, 'UTC')).toBe(moment);
});

test('a time without a zone is read in the zone that was told', () => {
  expect(momentOf('2026-02-24 11:00:00', 'IST')).toBe(istToEpochMs('2026-02-24', '11:00'));
  expect(momentOf('2026-02-24 05:30:00Z', 'IST')).toBe(istToEpochMs('2026-02-24', '11:00'));
});

test('a freshness is told in words', () => {
  expect(spokenFreshness(traded)).toBe('newer than 60 s, counting NSE trading time');
});
