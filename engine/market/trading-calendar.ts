/** Which days the exchanges trade and when their derivatives sessions open and close. */
import {
  CALENDAR_YEARS,
  EQUITY_DERIVATIVES_HOURS,
  EQUITY_HOLIDAYS,
  MCX_FULL_HOLIDAYS,
  MCX_HOURS,
  MCX_MORNING_ONLY,
  SPECIAL_SESSIONS,
} from './calendar-data.ts';
import type { Exchange } from './instrument.ts';
import { addDays, istToEpochMs, weekdayOf } from './ist-time.ts';

/** A session's ends, epoch ms. */
export interface TradingHours {
  readonly openMs: number;
  readonly closeMs: number;
}

/** Longer than any run of days without a session. */
const DAYS_SEARCHED_MAX = 30;

/**
 * True where the holidays of that year are known. Outside, every answer of this module is the weekday rule alone, and whoever
 * shows it should say so.
 */
export function isCovered(date: string): boolean {
  const year = Number(date.slice(0, 4));
  return year >= CALENDAR_YEARS.first && year <= CALENDAR_YEARS.last;
}

/** True when the exchange holds a derivatives session on that date, a short one (Muhurat, MCX evening) included. */
export function isTradingDay(exchange: Exchange, date: string): boolean {
  return derivativesSession(exchange, date) !== undefined;
}

/** Name of the holiday, also where a special or a part session is held on it; undefined on other days and weekends. */
export function holidayName(exchange: Exchange, date: string): string | undefined {
  if (exchange === 'MCX' && MCX_MORNING_ONLY.has(date)) return 'New Year';
  return EQUITY_HOLIDAYS.get(date);
}

/** Name of the session held on a day that would otherwise be shut (`Muhurat`, `Union Budget`). */
export function specialSessionName(exchange: Exchange, date: string): string | undefined {
  return exchange === 'MCX' ? undefined : SPECIAL_SESSIONS.get(date)?.name;
}

/** The latest trading day strictly before `date`. */
export function previousTradingDay(exchange: Exchange, date: string): string {
  return nearestTradingDay(exchange, date, -1);
}

/** The earliest trading day strictly after `date`. */
export function nextTradingDay(exchange: Exchange, date: string): string {
  return nearestTradingDay(exchange, date, 1);
}

/** Open and close of the derivatives session on that date; undefined when there is none. MCX: non-agricultural contracts. */
export function derivativesSession(exchange: Exchange, date: string): TradingHours | undefined {
  return exchange === 'MCX' ? mcxSession(date) : equitySession(date);
}

/**
 * The moment an option of that expiry date dies: the close of that day's derivatives session. On a date without a session (an
 * expiry that only a document knows) the regular close of such a day. Epoch ms.
 */
export function expiryMomentMs(exchange: Exchange, expiryDate: string): number {
  const session = derivativesSession(exchange, expiryDate);
  if (session) return session.closeMs;
  return istToEpochMs(expiryDate, exchange === 'MCX' ? mcxClose(expiryDate) : equityClose(expiryDate));
}

function nearestTradingDay(exchange: Exchange, date: string, step: 1 | -1): string {
  let candidate = addDays(date, step);
  for (let day = 0; day < DAYS_SEARCHED_MAX && !isTradingDay(exchange, candidate); day += 1)
    candidate = addDays(candidate, step);
  return candidate;
}

function equitySession(date: string): TradingHours | undefined {
  const special = SPECIAL_SESSIONS.get(date);
  if (special) return hours(date, special.open, special.close);
  if (isWeekend(date) || EQUITY_HOLIDAYS.has(date)) return undefined;
  return hours(date, EQUITY_DERIVATIVES_HOURS.open, equityClose(date));
}

function equityClose(date: string): string {
  const { close, laterClose, laterCloseSince } = EQUITY_DERIVATIVES_HOURS;
  return date >= laterCloseSince ? laterClose : close;
}

function mcxSession(date: string): TradingHours | undefined {
  if (isWeekend(date) || MCX_FULL_HOLIDAYS.has(date)) return undefined;
  const open = EQUITY_HOLIDAYS.has(date) ? MCX_HOURS.eveningOpen : MCX_HOURS.open;
  return hours(date, open, MCX_MORNING_ONLY.has(date) ? MCX_HOURS.eveningOpen : mcxClose(date));
}

function mcxClose(date: string): string {
  return isUsDaylightSaving(date) ? MCX_HOURS.closeInUsSummer : MCX_HOURS.closeInUsWinter;
}

/** From the second Sunday of March to the day before the first Sunday of November. */
function isUsDaylightSaving(date: string): boolean {
  const year = date.slice(0, 4);
  return date >= sundayOnOrAfter(`${year}-03-08`) && date < sundayOnOrAfter(`${year}-11-01`);
}

function sundayOnOrAfter(date: string): string {
  return addDays(date, (7 - weekdayOf(date)) % 7);
}

function isWeekend(date: string): boolean {
  const weekday = weekdayOf(date);
  return weekday === 0 || weekday === 6;
}

function hours(date: string, open: string, close: string): TradingHours {
  return { openMs: istToEpochMs(date, open), closeMs: istToEpochMs(date, close) };
}
