import { expect, test } from 'vitest';
import { MS_PER_MINUTE } from '#engine/market/ist-time.ts';
import { BasisFilter } from '#engine/pricing/basis-filter.ts';

const START_MS = 1_770_186_600_000;

function filtered(prints: readonly number[]): BasisFilter {
  const filter = new BasisFilter(25_000);
  for (const [minute, basis] of prints.entries()) filter.observe(basis, START_MS + minute * MS_PER_MINUTE);
  return filter;
}

test('what was never seen is 0, and the first print is believed', () => {
  expect(new BasisFilter(25_000).at(START_MS)).toBe(0);
  expect(new BasisFilter(25_000).isKnown).toBe(false);
  expect(filtered([31]).at(START_MS)).toBe(31);
});

test('of a sudden print a part is believed, and less of it the later one asks', () => {
  const noise = Array.from({ length: 60 }, (_, minute) => 29.5 + (minute % 2));
  const filter = filtered([...noise, 34]);
  const nowMs = START_MS + 60 * MS_PER_MINUTE;
  expect(filter.at(nowMs)).toBeGreaterThan(31);
  expect(filter.at(nowMs)).toBeLessThan(34);
  expect(filter.at(nowMs + 15 * MS_PER_MINUTE)).toBeLessThan(filter.at(nowMs));
  expect(filter.at(nowMs + 15 * MS_PER_MINUTE)).toBeGreaterThan(30);
});

test('a level that stays is followed', () => {
  const filter = filtered([...Array<number>(30).fill(30), ...Array<number>(30).fill(36)]);
  expect(filter.at(START_MS + 60 * MS_PER_MINUTE)).toBeCloseTo(36, 0);
});

test('a print far beyond the usual surprise moves it no more than a large surprise would', () => {
  const noisy = Array.from({ length: 60 }, (_, minute) => 30 + (minute % 2));
  const wild = filtered([...noisy, 5000]);
  expect(wild.at(START_MS + 60 * MS_PER_MINUTE)).toBeLessThan(35);
});

test('what is learnt afterwards of the last print counts as if it had been said', () => {
  const early = filtered([30, 30, 30, 31]);
  const amended = filtered([30, 30, 30, 30.6]);
  amended.amend(0.4);
  expect(amended.at(START_MS + 3 * MS_PER_MINUTE)).toBeCloseTo(early.at(START_MS + 3 * MS_PER_MINUTE), 9);
});

test('a copy goes its own way', () => {
  const filter = filtered([30, 31]);
  const twin = filter.copy();
  twin.observe(60, START_MS + 2 * MS_PER_MINUTE);
  expect(twin.at(START_MS + 2 * MS_PER_MINUTE)).not.toBe(filter.at(START_MS + 2 * MS_PER_MINUTE));
  expect(filter.copy().at(START_MS)).toBe(filter.at(START_MS));
});
