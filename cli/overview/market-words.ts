/** The market's day in words. Pure: the time arrives as an argument. */
import { istDate, istTimeOfDay, weekdayOf } from '#engine/market/ist-time.ts';
import { spokenMinutes } from '#engine/market/spoken-time.ts';
import { nextTradingDay, previousTradingDay } from '#engine/market/trading-calendar.ts';
import { sessionPhase } from '#engine/market/trading-session.ts';

const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const;

/** When NSE opens next, or closes while it is open. */
export function nextBell(nowMs: number): string {
  const { phase, opensAtMs, closesAtMs } = sessionPhase('NSE', nowMs);
  const atMs = phase === 'open' ? closesAtMs : opensAtMs;
  if (atMs === undefined) return 'not known: the calendar ends here';
  const verb = phase === 'open' ? 'closes' : 'opens';
  return `NSE ${verb} ${day(atMs)} ${istTimeOfDay(atMs).slice(0, 5)} IST, in ${spokenMinutes(atMs - nowMs)}`;
}

/** Date, time, where the session is, and the trading days around. */
export function calendarDay(nowMs: number): string {
  const date = istDate(nowMs);
  const around = `${previousTradingDay('NSE', date)} and ${nextTradingDay('NSE', date)}`;
  return `${day(nowMs)} ${istTimeOfDay(nowMs).slice(0, 5)} IST, NSE ${sessionPhase('NSE', nowMs).reason}; trading days around it: ${around}`;
}

function day(epochMs: number): string {
  const date = istDate(epochMs);
  return `${WEEKDAYS[weekdayOf(date)]} ${date}`;
}
