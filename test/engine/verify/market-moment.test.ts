import { expect, test } from 'vitest';
import { istToEpochMs } from '#engine/market/ist-time.ts';
import { marketMoment } from '#engine/verify/market-moment.ts';

test('an open market says since when and until when', () => {
  expect(marketMoment('NSE', istToEpochMs('2026-02-04', '09:16:30'))).toMatchObject({
    isOpen: true,
    openForMs: 90_000,
    closesAtMs: istToEpochMs('2026-02-04', '15:30:00'),
    description: 'NSE is open until 15:30',
  });
});

test('before the open the close of the day is known, after it and on a holiday it is not', () => {
  expect(marketMoment('NSE', istToEpochMs('2026-02-04', '08:00:00'))).toMatchObject({
    isOpen: false,
    closesAtMs: istToEpochMs('2026-02-04', '15:30:00'),
  });
  expect(marketMoment('NSE', istToEpochMs('2026-02-04', '16:30:00')).closesAtMs).toBeUndefined();
  expect(marketMoment('NSE', istToEpochMs('2026-01-26', '11:00:00'))).toMatchObject({
    isOpen: false,
    openForMs: 0,
    closesAtMs: undefined,
  });
});

test('the extended session of August 2026 is open at 15:35', () => {
  expect(marketMoment('NSE', istToEpochMs('2026-08-04', '15:35:00')).isOpen).toBe(true);
});
