import { expect, test } from 'vitest';
import { istToEpochMs } from '#engine/market/ist-time.ts';
import { MarketHours } from '#mock-dhan/world/orders/market-hours.ts';

const hours = new MarketHours();

test('the market is open from its first moment to the one before its close', () => {
  const isOpenAt = (date: string, time: string): boolean => hours.isOpen(istToEpochMs(date, time));
  expect(isOpenAt('2026-02-04', '09:14:59')).toBe(false);
  expect(isOpenAt('2026-02-04', '09:15:00')).toBe(true);
  expect(isOpenAt('2026-02-04', '15:29:59')).toBe(true);
  expect(isOpenAt('2026-02-04', '15:30:00')).toBe(false);
  // From 3 August 2026 on derivatives trade ten minutes longer; a Sunday has no session, the Budget's has.
  expect(isOpenAt('2026-08-03', '15:35:00')).toBe(true);
  expect(isOpenAt('2026-02-08', '10:00:00')).toBe(false);
  expect(isOpenAt('2026-02-01', '10:00:00')).toBe(true);
});

test('an after-market order reaches the exchange so long after the next open', () => {
  const release = (amoTime: 'PRE_OPEN' | 'OPEN' | 'OPEN_30' | 'OPEN_60', date: string, time: string) =>
    hours.afterMarketMs(amoTime, istToEpochMs(date, time));
  expect(release('OPEN', '2026-02-04', '07:00:00')).toBe(istToEpochMs('2026-02-04', '09:15:00'));
  expect(release('PRE_OPEN', '2026-02-04', '18:00:00')).toBe(istToEpochMs('2026-02-05', '09:15:00'));
  expect(release('OPEN_30', '2026-02-06', '18:00:00')).toBe(istToEpochMs('2026-02-09', '09:45:00'));
  expect(release('OPEN_60', '2026-02-08', '11:00:00')).toBe(istToEpochMs('2026-02-09', '10:15:00'));
});
