import { expect, test } from 'vitest';
import { istToEpochMs, MS_PER_MINUTE } from '#engine/market/ist-time.ts';
import { ForwardTracker } from '#engine/pricing/forward-tracker.ts';

const EXPIRES_AT_MS = istToEpochMs('2026-02-10', '15:30');
const NOON_MS = istToEpochMs('2026-02-05', '12:00');

test('the forward moves with the spot and keeps what it stood above it', () => {
  const tracker = new ForwardTracker(EXPIRES_AT_MS);
  tracker.spotAt(25_000, NOON_MS);
  tracker.observe(25_040, 25_000, NOON_MS);
  expect(tracker.forwardOf(25_100, NOON_MS)).toBe(25_140);
});

test('a step of the index right behind the quotes was partly in them', () => {
  const tracker = new ForwardTracker(EXPIRES_AT_MS);
  tracker.observe(25_040, 25_000, NOON_MS);
  tracker.spotAt(25_010, NOON_MS + 1000);
  expect(tracker.forwardOf(25_010, NOON_MS + 1000)).toBeCloseTo(25_047, 6);
  const late = new ForwardTracker(EXPIRES_AT_MS);
  late.observe(25_040, 25_000, NOON_MS);
  late.spotAt(25_010, NOON_MS + 60_000);
  expect(late.forwardOf(25_010, NOON_MS + 60_000)).toBeCloseTo(25_050, 6);
});

test('on the expiry afternoon the known part of the average stands and the spot moves the rest', () => {
  const tracker = new ForwardTracker(EXPIRES_AT_MS);
  const windowMs = EXPIRES_AT_MS - 30 * MS_PER_MINUTE;
  for (let minute = -5; minute <= 15; minute += 1) tracker.spotAt(25_000, windowMs + minute * MS_PER_MINUTE);
  const halfwayMs = windowMs + 15 * MS_PER_MINUTE;
  expect(tracker.forwardOf(25_000, halfwayMs)).toBeCloseTo(25_000, 6);
  expect(tracker.forwardOf(25_100, halfwayMs)).toBeCloseTo(25_050, 6);
});

test('at expiry nothing but the average is left, however far the last tick is from it', () => {
  const tracker = new ForwardTracker(EXPIRES_AT_MS);
  const windowMs = EXPIRES_AT_MS - 30 * MS_PER_MINUTE;
  for (let minute = 0; minute < 30; minute += 1)
    tracker.spotAt(minute < 15 ? 25_000 : 25_200, windowMs + minute * MS_PER_MINUTE);
  tracker.spotAt(30_000, EXPIRES_AT_MS);
  expect(tracker.forwardOf(30_000, EXPIRES_AT_MS)).toBeCloseTo(25_100, 6);
});

test('a copy goes its own way through the window', () => {
  const tracker = new ForwardTracker(EXPIRES_AT_MS);
  const windowMs = EXPIRES_AT_MS - 30 * MS_PER_MINUTE;
  tracker.spotAt(25_000, windowMs);
  const twin = tracker.copy();
  twin.spotAt(26_000, windowMs + MS_PER_MINUTE);
  twin.spotAt(26_000, windowMs + 10 * MS_PER_MINUTE);
  tracker.spotAt(25_000, windowMs + 10 * MS_PER_MINUTE);
  expect(tracker.forwardOf(25_000, windowMs + 10 * MS_PER_MINUTE)).toBeCloseTo(25_000, 6);
  expect(twin.forwardOf(25_000, windowMs + 10 * MS_PER_MINUTE)).toBeGreaterThan(25_100);
});

test('in the last minutes quotes tell how far the known average is off, and the spot still moves no more than what is open', () => {
  const tracker = new ForwardTracker(EXPIRES_AT_MS);
  const windowMs = EXPIRES_AT_MS - 30 * MS_PER_MINUTE;
  for (let minute = 0; minute <= 29; minute += 1) tracker.spotAt(25_000, windowMs + minute * MS_PER_MINUTE);
  const lateMs = windowMs + 29 * MS_PER_MINUTE;
  tracker.observe(25_080, 25_000, lateMs);
  expect(tracker.forwardOf(25_000, lateMs)).toBeCloseTo(25_080, 6);
  expect(tracker.forwardOf(25_030, lateMs)).toBeCloseTo(25_081, 6);
  expect(tracker.copy().forwardOf(25_000, lateMs)).toBeCloseTo(25_080, 6);
});
