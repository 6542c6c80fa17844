import { expect, test } from 'vitest';
import { istToEpochMs, MS_PER_MINUTE } from '#engine/market/ist-time.ts';
import { VarianceClock } from '#engine/pricing/variance-clock.ts';

/** A Tuesday. */
const EXPIRY = '2026-02-10';
const EXPIRES_AT_MS = istToEpochMs(EXPIRY, '15:30');

function yearsAt(date: string, timeOfDay: string): number {
  return new VarianceClock(EXPIRES_AT_MS).years(istToEpochMs(date, timeOfDay));
}

test('time only runs down, minute by minute, over sessions, nights and a weekend', () => {
  const clock = new VarianceClock(EXPIRES_AT_MS);
  let before = Number.POSITIVE_INFINITY;
  for (let nowMs = istToEpochMs('2026-02-05'); nowMs < EXPIRES_AT_MS; nowMs += 5 * MS_PER_MINUTE) {
    const years = clock.years(nowMs);
    expect(years, new Date(nowMs).toISOString()).toBeLessThanOrEqual(before);
    before = years;
  }
  expect(before).toBeGreaterThan(0);
});

test('a session takes several times what the night behind it takes, and the weekend little', () => {
  const session = yearsAt('2026-02-05', '09:15') - yearsAt('2026-02-05', '15:30');
  const night = yearsAt('2026-02-05', '15:30') - yearsAt('2026-02-06', '09:15');
  const weekend = yearsAt('2026-02-07', '00:00') - yearsAt('2026-02-09', '00:00');
  expect(session / night).toBeCloseTo(4, 1);
  expect(session / weekend).toBeGreaterThan(5);
});

test('the first quarter of an hour takes more than twice what one at noon takes', () => {
  const first = yearsAt('2026-02-05', '09:15') - yearsAt('2026-02-05', '09:30');
  const noon = yearsAt('2026-02-05', '12:00') - yearsAt('2026-02-05', '12:15');
  expect(first / noon).toBeGreaterThan(2);
});

test('a year of days is about a year', () => {
  const clock = new VarianceClock(istToEpochMs('2026-12-31', '15:30'));
  expect(clock.years(istToEpochMs('2026-01-01', '15:30'))).toBeCloseTo(1, 1);
});

test('before the settlement window an average varies as a price at its start and a third of the window more', () => {
  const untilWindow = yearsAt(EXPIRY, '14:30') - yearsAt(EXPIRY, '15:00');
  const window = yearsAt(EXPIRY, '15:00');
  expect(untilWindow).toBeGreaterThan(0);
  const halfOpen = yearsAt(EXPIRY, '15:15');
  expect(halfOpen / window).toBeCloseTo(1 / 8, 6);
});

test('at and after expiry a moment is left, never nothing', () => {
  for (const time of ['15:30', '18:00', '23:59']) expect(yearsAt(EXPIRY, time)).toBeGreaterThan(0);
  expect(yearsAt('2026-02-12', '10:00')).toBe(yearsAt(EXPIRY, '15:30'));
});

test('a day that comes again after a later one is told the same', () => {
  const clock = new VarianceClock(EXPIRES_AT_MS);
  const nowMs = istToEpochMs('2026-02-05', '11:00');
  const before = clock.years(nowMs);
  clock.years(istToEpochMs('2026-02-06', '11:00'));
  expect(clock.years(nowMs)).toBe(before);
});
