import { expect, test } from 'vitest';
import { istToEpochMs } from '#engine/market/ist-time.ts';
import { judgePlatformAge } from '#engine/verify/stocksblitz/platform-age.ts';

const at = (time: string): number => istToEpochMs('2026-02-04', time);

test.each([
  ['10:00:05', '10:00:00', 'pass', /^fresh: 5\.0 s/],
  ['10:00:10', '10:00:00', 'pass', /^acceptable: 10\.0 s/],
  ['10:00:11', '10:00:00', 'fail', /^stale: 11\.0 s/],
  ['09:15:08', '09:00:00', 'pass', /^acceptable: 8\.0 s/],
  ['10:00:00', '10:00:03', 'pass', /^fresh: 0\.0 s/],
  ['10:00:00', '15:30:00', 'fail', /^of the future: 2026-02-04T15:30:00/],
  ['16:30:00', '10:00:00', 'skip', /NSE is closed/],
])('at %s, what was written at %s is judged %s', (now, written, status, observed) => {
  const judgement = judgePlatformAge(at(written), at(now), 'restart it');
  expect(judgement.status).toBe(status);
  expect(judgement.observed).toMatch(observed);
});
