import { istDate, istToEpochMs, MS_PER_MINUTE } from '../market/ist-time.ts';
import { derivativesSession, nextTradingDay } from '../market/trading-calendar.ts';
import type { Clock, TimerHandle, Timers } from '../ports.ts';

/** When an ordinary day is put away, IST. Source: seed-requirements A8. */
const END_OF_DAY_AT = '16:00:00';
/** An evening session (Muhurat) closes later: its day is put away this long after the close. */
const AFTER_CLOSE_MS = 20 * MS_PER_MINUTE;

/** Runs `run` at the end of every trading day from now on, until cancelled. */
export function scheduleEndOfDay(clock: Clock & Timers, run: () => void): TimerHandle {
  let planned: TimerHandle | undefined;
  const plan = (): void => {
    planned = clock.at(nextEndOfDayMs(clock.nowMs()), () => {
      run();
      plan();
    });
  };
  plan();
  return { cancel: () => planned?.cancel() };
}

/** The first end of day strictly after `nowMs`, epoch ms: 16:00 IST of a trading day, later where it trades in the evening. */
export function nextEndOfDayMs(nowMs: number): number {
  const today = istDate(nowMs);
  const todayMs = endOfDayMs(today);
  if (todayMs !== undefined && todayMs > nowMs) return todayMs;
  const next = nextTradingDay('NSE', today);
  return endOfDayMs(next) ?? istToEpochMs(next, END_OF_DAY_AT);
}

function endOfDayMs(date: string): number | undefined {
  const session = derivativesSession('NSE', date);
  return session && Math.max(istToEpochMs(date, END_OF_DAY_AT), session.closeMs + AFTER_CLOSE_MS);
}
