import { expect, test } from 'vitest';
import { ExpiryMinutes } from '#engine/bus/expiry-minutes.ts';
import { istToEpochMs } from '#engine/market/ist-time.ts';

const NIFTY = { symbol: 'NIFTY', expiry: '2026-02-10', oi: 0 } as const;
const at = (time: string, date = '2026-02-04'): number => istToEpochMs(date, time) / 1000;
const leg = (strike: number, type: 'CE' | 'PE', volume: number, ts: number) => ({
  ...NIFTY,
  strike,
  type,
  volume,
  ts,
});

test('a minute tells what all legs came to at its end, those that were still in it too', () => {
  const minutes = new ExpiryMinutes();
  minutes.add(leg(100, 'CE', 40, at('09:20:05')));
  minutes.add(leg(110, 'CE', 10, at('09:20:06')));
  minutes.add(leg(90, 'PE', 20, at('09:20:59')));
  minutes.add(leg(90, 'PE', 100, at('09:21:30')));
  const [first, second] = minutes.take();
  // At 100: nothing is paid on the calls at 100 and 110, nothing on the put at 90.
  expect(first).toMatchObject({
    minuteMs: at('09:20:00') * 1000,
    callVolume: 50,
    putVolume: 20,
    pcr: 0.4,
    maxPain: 90,
  });
  expect(second).toMatchObject({ minuteMs: at('09:21:00') * 1000, callVolume: 50, putVolume: 100, pcr: 2 });
  expect(first).toMatchObject({ pcrOi: null, maxPainOi: null, asOfMs: at('09:20:59') * 1000 });
});

test('a running minute is told as it is and again when it changed', () => {
  const minutes = new ExpiryMinutes();
  minutes.add(leg(100, 'CE', 10, at('09:20:05')));
  expect(minutes.take()).toMatchObject([{ callVolume: 10 }]);
  expect(minutes.take()).toEqual([]);
  minutes.add(leg(100, 'CE', 12, at('09:20:07')));
  expect(minutes.take()).toMatchObject([{ callVolume: 12 }]);
});

test('a late tick changes no minute that has ended, and a price older than the newest of its leg nothing', () => {
  const minutes = new ExpiryMinutes();
  minutes.add(leg(100, 'CE', 10, at('09:20:05')));
  minutes.add(leg(100, 'PE', 10, at('09:21:05')));
  minutes.take();
  minutes.add(leg(100, 'CE', 15, at('09:20:30')));
  expect(minutes.take()).toMatchObject([{ minuteMs: at('09:21:00') * 1000, callVolume: 15, putVolume: 10 }]);
  minutes.add(leg(100, 'CE', 12, at('09:20:10')));
  expect(minutes.take()).toEqual([]);
});

test('a trading day begins with no leg, and nothing of the day before comes into it', () => {
  const minutes = new ExpiryMinutes();
  minutes.add(leg(100, 'CE', 900, at('15:29:00')));
  minutes.add(leg(100, 'PE', 5, at('09:15:01', '2026-02-05')));
  minutes.add(leg(100, 'CE', 901, at('15:29:59')));
  expect(minutes.take()).toMatchObject([
    { callVolume: 900, putVolume: 0 },
    { callVolume: 0, putVolume: 5, pcr: null },
  ]);
});

test('of one minute that could not be saved the newest word stands', () => {
  const minutes = new ExpiryMinutes();
  minutes.add(leg(100, 'CE', 10, at('09:20:05')));
  const failed = minutes.take();
  minutes.add(leg(100, 'CE', 12, at('09:20:09')));
  const [newer] = minutes.take();
  minutes.put(newer!);
  for (const minute of failed) minutes.put(minute);
  expect(minutes.take()).toEqual([newer]);
});
