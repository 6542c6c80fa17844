import { expect, test } from 'vitest';
import { underlyingBySymbol } from '#engine/market/instrument.ts';
import { lotSizeOn } from '#engine/market/lot-size.ts';

test.each([
  ['NIFTY', '2021-06-24', '2021-04-16', 75],
  ['NIFTY', '2021-07-29', '2021-07-01', 50],
  ['BANKNIFTY', '2021-04-22', '2021-04-16', 25],
  ['BANKNIFTY', '2023-07-27', '2023-07-03', 15],
  ['NIFTY', '2024-04-25', '2024-04-20', 50],
  ['NIFTY', '2024-11-14', '2024-11-12', 25],
  ['NIFTY', '2025-09-02', '2025-08-29', 75],
  ['NIFTY', '2025-12-30', '2025-12-29', 75],
  ['NIFTY', '2026-01-06', '2025-12-29', 65],
  ['NIFTY', '2026-01-27', '2025-12-29', 65],
  ['BANKNIFTY', '2025-06-26', '2025-06-20', 30],
  ['BANKNIFTY', '2025-09-30', '2025-08-29', 35],
  ['BANKNIFTY', '2026-02-24', '2026-02-04', 30],
  ['FINNIFTY', '2026-02-24', '2026-02-04', 60],
  ['MIDCPNIFTY', '2025-09-30', '2025-08-29', 140],
  ['SENSEX', '2026-02-05', '2026-02-04', 20],
  ['BANKEX', '2026-02-26', '2026-02-04', 30],
] as const)('%s of %s had on %s a lot of %i', (symbol, expiry, asOf, lotSize) => {
  expect(lotSizeOn(underlyingBySymbol(symbol)!, { expiry, asOf })).toBe(lotSize);
});

test('a quarterly contract that was listed before the change keeps its lot until the switch', () => {
  const nifty = underlyingBySymbol('NIFTY')!;
  expect(lotSizeOn(nifty, { expiry: '2026-06-30', asOf: '2025-12-30' })).toBe(75);
  expect(lotSizeOn(nifty, { expiry: '2026-06-30', asOf: '2025-12-31' })).toBe(65);
});
