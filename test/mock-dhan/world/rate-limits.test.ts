import { expect, test } from 'vitest';
import { istToEpochMs } from '#engine/market/ist-time.ts';
import { rateLimitsOn } from '#mock-dhan/world/rate-limit-data.ts';
import type { RateFamily } from '#mock-dhan/world/rate-limit-data.ts';
import { RateLimiter } from '#mock-dhan/world/rate-limits.ts';

const START_MS = istToEpochMs('2026-02-04', '09:20:00');
const LIMITS = rateLimitsOn('2026-02-04');
const FAMILIES = Object.keys(LIMITS) as RateFamily[];

test.each(FAMILIES)('%s: a fresh client may spend the whole budget at once and no more', (family) => {
  const limiter = new RateLimiter(LIMITS);
  const { requests } = LIMITS[family].windows[0];
  for (let call = 0; call < requests; call += 1) expect(limiter.take(family, 'a', START_MS)).toBe(true);
  expect(limiter.take(family, 'a', START_MS)).toBe(false);
  expect(limiter.refused[family]).toBe(1);
});

test.each(FAMILIES)('%s: calls at exactly the allowed pace are never refused', (family) => {
  const limiter = new RateLimiter(LIMITS);
  const paceMs = Math.max(...LIMITS[family].windows.map(({ requests, windowMs }) => windowMs / requests));
  for (let call = 0; call < 500; call += 1)
    expect(limiter.take(family, 'a', START_MS + call * paceMs)).toBe(true);
});

test('one unique option chain per 3 s: 2,999 ms are too few, 3,000 are enough', () => {
  const limiter = new RateLimiter(LIMITS);
  expect(limiter.take('option-chain', 'a:NIFTY', START_MS)).toBe(true);
  expect(limiter.take('option-chain', 'a:NIFTY', START_MS + 2999)).toBe(false);
  expect(limiter.take('option-chain', 'a:NIFTY', START_MS + 3000)).toBe(true);
});

test('a refused call costs nothing', () => {
  const limiter = new RateLimiter(LIMITS);
  limiter.take('quote', 'a', START_MS);
  for (let call = 1; call < 10; call += 1) limiter.take('quote', 'a', START_MS + call * 100);
  expect(limiter.take('quote', 'a', START_MS + 1000)).toBe(true);
});

test('clients and families do not share a budget', () => {
  const limiter = new RateLimiter(LIMITS);
  expect(limiter.take('quote', 'a', START_MS)).toBe(true);
  expect(limiter.take('quote', 'b', START_MS)).toBe(true);
  expect(limiter.take('data', 'a', START_MS)).toBe(true);
});

test('100,000 data calls use up an IST day, midnight gives a new one', () => {
  const limiter = new RateLimiter(LIMITS);
  const midnightMs = istToEpochMs('2026-02-05');
  const firstMs = midnightMs - 100_000 * 200;
  for (let call = 0; call < 100_000; call += 1)
    if (!limiter.take('data', 'a', firstMs + call * 200)) throw new Error(`call ${call} was refused`);
  expect(limiter.take('data', 'a', midnightMs - 1)).toBe(false);
  expect(limiter.take('data', 'a', midnightMs)).toBe(true);
});

test('a clock set back does not lock a client out for longer than the window', () => {
  const limiter = new RateLimiter(LIMITS);
  limiter.take('quote', 'a', START_MS);
  limiter.take('quote', 'a', START_MS - 3_600_000);
  expect(limiter.take('quote', 'a', START_MS - 3_600_000 + 1000)).toBe(true);
});

test('orders have a budget of a second, a minute and an hour at once', () => {
  const limiter = new RateLimiter(LIMITS);
  const takenIn = (seconds: number): number => {
    let taken = 0;
    for (let ms = 0; ms < seconds * 1000; ms += 50)
      if (limiter.take('order', `for ${seconds} s`, START_MS + ms)) taken += 1;
    return taken;
  };
  expect(takenIn(1)).toBe(10 + 9);
  expect(takenIn(60)).toBe(250 + 249);
  expect(takenIn(3600)).toBe(1000 + 999);
});

test('an earlier day has its own limits', () => {
  expect(rateLimitsOn('2025-08-29').order.windows[0].requests).toBe(25);
  expect(rateLimitsOn('2025-09-08').order.windows[0].requests).toBe(10);
});
