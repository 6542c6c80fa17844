import { expect, test } from 'vitest';
import { underlyingBySymbol } from '#engine/market/instrument.ts';
import { istToEpochMs } from '#engine/market/ist-time.ts';
import { expiryFindings } from '#engine/verify/expiry-findings.ts';

const NIFTY = underlyingBySymbol('NIFTY')!;
const BANKNIFTY = underlyingBySymbol('BANKNIFTY')!;
/** Wednesday; NIFTY expires on Tuesdays. */
const NOW_MS = istToEpochMs('2026-02-04', '09:45:00');
const NONE = { wrong: [], doubtful: [] };

test('a list that is the calendar, and one that is shorter, differ in nothing', () => {
  expect(expiryFindings(NIFTY, ['2026-02-10', '2026-02-17', '2026-02-24'], NOW_MS)).toEqual(NONE);
  expect(expiryFindings(NIFTY, ['2026-02-10'], NOW_MS)).toEqual(NONE);
});

test('one more month than expected is no finding, a weekly of an index without weeklies is doubtful', () => {
  expect(expiryFindings(BANKNIFTY, ['2026-02-24', '2026-03-30', '2026-04-28', '2026-05-26'], NOW_MS)).toEqual(
    NONE,
  );
  expect(expiryFindings(BANKNIFTY, ['2026-02-10', '2026-02-24'], NOW_MS)).toEqual({
    wrong: [],
    doubtful: ['2026-02-10 is one more than the calendar has'],
  });
});

test('a past date, a weekend and a later weekday are wrong', () => {
  expect(expiryFindings(NIFTY, ['2026-02-03', '2026-02-10'], NOW_MS).wrong).toEqual(['2026-02-03 is past']);
  expect(expiryFindings(NIFTY, ['2026-02-10', '2026-02-14'], NOW_MS).wrong).toEqual([
    '2026-02-14 is no trading day',
  ]);
  expect(expiryFindings(NIFTY, ['2026-02-11'], NOW_MS).wrong).toEqual([
    "2026-02-11 is a Wednesday, that week's is 2026-02-10",
    '2026-02-10 is missing',
  ]);
});

test('an expiry moved to the day before may be a holiday declared since: a doubt, no mistake', () => {
  expect(expiryFindings(NIFTY, ['2026-02-09', '2026-02-17'], NOW_MS)).toEqual({
    wrong: [],
    doubtful: ["2026-02-09 is a Monday, that week's is 2026-02-10", '2026-02-10 is missing'],
  });
});

test('the nearest expiry must be there, a later one is missed in doubt', () => {
  expect(expiryFindings(NIFTY, ['2026-02-17', '2026-02-24'], NOW_MS).wrong).toEqual([
    '2026-02-10 is missing',
  ]);
  expect(expiryFindings(NIFTY, ['2026-02-10', '2026-02-24'], NOW_MS)).toEqual({
    wrong: [],
    doubtful: ['2026-02-17 is missing'],
  });
});

test('the expiry of today is due until its options have ended', () => {
  const during = istToEpochMs('2026-02-10', '15:29:59');
  const after = istToEpochMs('2026-02-10', '15:30:00');
  expect(expiryFindings(NIFTY, ['2026-02-17'], during).wrong).toEqual(['2026-02-10 is missing']);
  expect(expiryFindings(NIFTY, ['2026-02-17'], after)).toEqual(NONE);
  expect(expiryFindings(NIFTY, ['2026-02-10', '2026-02-17'], after)).toEqual(NONE);
});

test('in a year without known holidays there are doubts alone', () => {
  const { wrong, doubtful } = expiryFindings(NIFTY, ['2031-02-13'], istToEpochMs('2031-02-05', '09:45:00'));
  expect(wrong).toEqual([]);
  expect(doubtful.length).toBeGreaterThan(0);
});
