import { expect, test } from 'vitest';
import { expiryOfMonth, expiryOfWeek, listedExpiries } from '#engine/market/expiry-calendar.ts';
import { underlyingBySymbol } from '#engine/market/instrument.ts';

const NIFTY = underlyingBySymbol('NIFTY')!;
const SENSEX = underlyingBySymbol('SENSEX')!;
const BANKNIFTY = underlyingBySymbol('BANKNIFTY')!;

/** NIFTY's list as Dhan answered it on that day (IST). Source: dhan-v2-wire 4.2 and recorded bodies of the same call. */
const RECORDED = [
  {
    asOf: '2025-01-25',
    list: '2025-01-30 2025-02-06 2025-02-13 2025-02-20 2025-02-27 2025-03-06 2025-03-27 2025-06-26 2025-09-25 2025-12-24 2026-06-25 2026-12-31 2027-06-24 2027-12-30 2028-06-29 2028-12-28 2029-06-28 2029-12-27',
  },
  {
    asOf: '2025-11-01',
    list: '2025-11-04 2025-11-11 2025-11-18 2025-11-25 2025-12-02 2025-12-30 2026-01-27 2026-03-31 2026-06-30 2026-09-29 2026-12-29 2027-06-29 2027-12-28 2028-06-27 2028-12-26 2029-06-26 2029-12-24 2030-06-25',
  },
  {
    asOf: '2025-12-01',
    list: '2025-12-02 2025-12-09 2025-12-16 2025-12-23 2025-12-30 2026-01-27 2026-02-24 2026-03-31 2026-06-30 2026-09-29 2026-12-29 2027-06-29 2027-12-28 2028-06-27 2028-12-26 2029-06-26 2029-12-24 2030-06-25',
  },
  {
    asOf: '2025-12-05',
    list: '2025-12-09 2025-12-16 2025-12-23 2025-12-30 2026-01-06 2026-01-27 2026-02-24 2026-03-31 2026-06-30 2026-09-29 2026-12-29 2027-06-29 2027-12-28 2028-06-27 2028-12-26 2029-06-26 2029-12-24 2030-06-25',
  },
];

test.each(RECORDED)('NIFTY lists on $asOf what Dhan told that day', ({ asOf, list }) => {
  expect(listedExpiries(NIFTY, asOf).map(({ expiry }) => expiry)).toEqual(list.split(' '));
});

test('each expiry is named for what it is', () => {
  expect(
    listedExpiries(NIFTY, '2025-12-05')
      .map(({ kind }) => kind)
      .join(''),
  ).toBe('WWWMWMMQQQHHHHHHHH');
});

test.each([
  ['2026-01-15', '2026-01-14'],
  ['2026-03-26', '2026-03-25'],
] as const)('SENSEX of the week of the holiday %s expires on %s', (holiday, expiry) => {
  expect(expiryOfWeek(SENSEX, holiday)).toBe(expiry);
});

test.each([
  ['2026-03-03', '2026-03-02'],
  ['2026-03-31', '2026-03-30'],
  ['2026-04-14', '2026-04-13'],
  ['2026-10-20', '2026-10-19'],
  ['2026-11-10', '2026-11-09'],
  ['2025-10-21', '2025-10-20'],
] as const)('NIFTY of the week of the holiday %s expires on %s, Muhurat or not', (holiday, expiry) => {
  expect(expiryOfWeek(NIFTY, holiday)).toBe(expiry);
});

test('a monthly expiry on a holiday moves to the trading day before', () => {
  expect(expiryOfMonth(NIFTY, '2026-11', '2026-11-01')).toBe('2026-11-23');
  expect(expiryOfMonth(SENSEX, '2025-12', '2025-12-15')).toBe('2025-12-24');
});

test('the weekday changed for expiries of September 2025, and lists of August knew it', () => {
  expect(expiryOfWeek(NIFTY, '2025-08-28')).toBe('2025-08-28');
  expect(expiryOfWeek(NIFTY, '2025-09-01')).toBe('2025-09-02');
  expect(expiryOfWeek(SENSEX, '2025-09-01')).toBe('2025-09-04');
  expect(
    listedExpiries(NIFTY, '2025-08-29')
      .slice(0, 8)
      .map(({ expiry }) => expiry),
  ).toEqual(
    '2025-09-02 2025-09-09 2025-09-16 2025-09-23 2025-09-30 2025-10-28 2025-11-25 2025-12-30'.split(' '),
  );
  expect(
    listedExpiries(BANKNIFTY, '2025-08-29')
      .slice(0, 4)
      .map(({ expiry }) => expiry),
  ).toEqual('2025-09-30 2025-10-28 2025-11-25 2025-12-30'.split(' '));
});

test('an expiry is listed on its own day', () => {
  expect(listedExpiries(NIFTY, '2026-02-24')[0]).toEqual({ expiry: '2026-02-24', kind: 'M' });
  expect(listedExpiries(NIFTY, '2026-02-25')[0]).toEqual({ expiry: '2026-03-02', kind: 'W' });
});
