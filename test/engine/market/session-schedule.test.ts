import { expect, test } from 'vitest';
import { istTimeOfDay } from '#engine/market/ist-time.ts';
import { daySchedule } from '#engine/market/session-schedule.ts';
import type { Market } from '#engine/market/session-schedule.ts';
import type { Exchange } from '#engine/market/instrument.ts';

function told(exchange: Exchange, market: Market, date: string): string[] {
  return daySchedule(exchange, market, date).map(
    ({ name, fromMs, toMs, appliesTo }) =>
      `${istTimeOfDay(fromMs).slice(0, 5)}-${istTimeOfDay(toMs).slice(0, 5)} ${name}${appliesTo ? ` (${appliesTo})` : ''}`,
  );
}

test('a cash day of before August 2026 trades until 15:30', () => {
  expect(told('NSE', 'cash', '2026-02-04')).toEqual([
    '09:00-09:08 pre-open: orders',
    '09:08-09:12 pre-open: matching',
    '09:12-09:15 pre-open: buffer',
    '09:15-15:30 continuous',
    '15:40-16:00 post-close',
  ]);
});

test('from 3 August 2026 shares with derivatives close in an auction', () => {
  expect(told('NSE', 'cash', '2026-08-03').slice(3)).toEqual([
    '09:15-15:15 continuous (shares with derivatives)',
    '09:15-15:30 continuous (other shares)',
    '15:15-15:35 closing auction (shares with derivatives)',
    '15:50-16:00 post-close',
  ]);
  expect(told('NSE', 'derivatives', '2026-08-03').at(-1)).toBe('09:15-15:40 continuous');
  expect(told('NSE', 'derivatives', '2026-07-31').at(-1)).toBe('09:15-15:30 continuous');
});

test('futures have a pre-open since 8 December 2025', () => {
  expect(told('NSE', 'derivatives', '2025-12-05')).toEqual(['09:15-15:30 continuous']);
  expect(told('NSE', 'derivatives', '2025-12-08')[0]).toBe('09:00-09:08 pre-open: orders (futures)');
});

test('special sessions have hours of their own, holidays none', () => {
  expect(told('NSE', 'cash', '2025-10-21')).toEqual([
    '13:30-13:45 pre-open: orders',
    '13:45-14:45 continuous',
  ]);
  expect(told('BSE', 'derivatives', '2026-02-01')).toEqual(['09:15-15:30 continuous']);
  expect(told('NSE', 'cash', '2026-01-26')).toEqual([]);
});

test.each([
  ['2026-11-25', ['09:00-17:00 morning', '17:00-23:55 evening']],
  ['2026-06-10', ['09:00-17:00 morning', '17:00-23:30 evening']],
  ['2026-03-03', ['17:00-23:55 evening']],
  ['2026-01-01', ['09:00-17:00 morning']],
  ['2026-10-02', []],
] as const)('MCX on %s', (date, phases) => {
  expect(told('MCX', 'commodity', date)).toEqual(phases);
});

test('a market that the exchange does not have has no schedule', () => {
  expect([told('MCX', 'cash', '2026-06-10'), told('NSE', 'commodity', '2026-06-10')]).toEqual([[], []]);
});
