import { expect, test } from 'vitest';
import { istToEpochMs } from '#engine/market/ist-time.ts';
import { readInstant } from '#engine/verify/instant.ts';

test('an instant is read in whatever zone it is written', () => {
  const atMs = istToEpochMs('2026-02-04', '09:16:01') + 250;
  expect(readInstant('2026-02-04T09:16:01.250+05:30')).toBe(atMs);
  expect(readInstant('2026-02-04T03:46:01.250Z')).toBe(atMs);
  expect(readInstant('2026-02-03T22:46:01.25-0500')).toBe(atMs);
});

test('a time without its zone, or none at all, is undefined', () => {
  for (const text of ['2026-02-04T09:16:01', '09:16', '', null, 1_770_176_761])
    expect(readInstant(text)).toBeUndefined();
});
