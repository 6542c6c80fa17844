import { expect, test } from 'vitest';
import type { Exchange } from '#engine/market/instrument.ts';
import { istIso, istToEpochMs } from '#engine/market/ist-time.ts';
import { sessionPhase } from '#engine/market/trading-session.ts';

test.each([
  ['NSE', '2026-02-04', '08:59:59', 'closed', 'closed: before the open at 09:15'],
  ['NSE', '2026-02-04', '09:00:00', 'pre-open', 'pre-open: trading starts at 09:15'],
  ['NSE', '2026-02-04', '09:14:59', 'pre-open', 'pre-open: trading starts at 09:15'],
  ['NSE', '2026-02-04', '09:15:00', 'open', 'open until 15:30'],
  ['NSE', '2026-02-04', '15:29:59', 'open', 'open until 15:30'],
  ['NSE', '2026-02-04', '15:30:00', 'post-close', 'post-close: trading ended at 15:30'],
  ['NSE', '2026-02-04', '16:00:00', 'closed', 'closed: after the close at 15:30'],
  ['NSE', '2026-11-20', '15:35:00', 'open', 'open until 15:40'],
  ['NSE', '2026-01-26', '11:00:00', 'closed', 'closed: holiday, Republic Day'],
  ['BSE', '2026-02-07', '11:00:00', 'closed', 'closed: weekend, Saturday'],
  ['NSE', '2025-10-21', '14:00:00', 'open', 'open until 14:45, Muhurat session'],
  ['NSE', '2025-10-21', '14:45:00', 'closed', 'closed: after the close at 14:45, Muhurat session'],
  ['NSE', '2026-11-08', '17:50:00', 'pre-open', 'pre-open: trading starts at 18:00, Muhurat session'],
  ['MCX', '2026-02-04', '20:00:00', 'open', 'open until 23:55'],
  ['MCX', '2026-03-03', '12:00:00', 'closed', 'closed: before the open at 17:00, half day, Holi'],
  ['NSE', '2027-02-03', '11:00:00', 'open', 'open until 15:40 (holidays of 2027 are not known)'],
] as const)('%s on %s at %s is %s', (exchange, date, time, phase, reason) => {
  expect(sessionPhase(exchange, istToEpochMs(date, time))).toMatchObject({ phase, reason });
});

function hoursSeen(exchange: Exchange, date: string, time: string): (string | undefined)[] {
  const { opensAtMs, closesAtMs } = sessionPhase(exchange, istToEpochMs(date, time));
  return [opensAtMs, closesAtMs].map((atMs) => (atMs === undefined ? atMs : istIso(atMs).slice(0, 16)));
}

test('before and during a session its own hours are told', () => {
  const hours = ['2026-02-04T09:15', '2026-02-04T15:30'];
  expect(hoursSeen('NSE', '2026-02-04', '03:00')).toEqual(hours);
  expect(hoursSeen('NSE', '2026-02-04', '12:00')).toEqual(hours);
});

test('after the close and on a day off the next session is told', () => {
  expect(hoursSeen('NSE', '2026-02-06', '15:45')).toEqual(['2026-02-09T09:15', '2026-02-09T15:30']);
  expect(hoursSeen('NSE', '2026-01-26', '12:00')).toEqual(['2026-01-27T09:15', '2026-01-27T15:30']);
});
