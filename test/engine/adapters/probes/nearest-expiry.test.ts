import { expect, test } from 'vitest';
import { nearestExpiry } from '#engine/adapters/probes/nearest-expiry.ts';

test.each([
  [['2026-02-17', '2026-02-10'], '2026-02-04', '2026-02-10'],
  [['2026-02-10', '2026-02-17'], '2026-02-10', '2026-02-10'],
  [['2026-02-03', '2026-02-10'], '2026-02-04', '2026-02-10'],
  [['2026-02-03'], '2026-02-04', undefined],
  [[], '2026-02-04', undefined],
])('of %j on %s the nearest is %s', (expiries, today, nearest) => {
  expect(nearestExpiry(expiries, today)).toBe(nearest);
});
