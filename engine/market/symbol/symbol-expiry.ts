/** What the calendar says of an expiry that a symbol names. */
import { expiryOfMonth, expiryOfWeek, listedExpiries } from '../expiry-calendar.ts';
import { EXPIRY_LADDERS } from '../expiry-data.ts';
import { addDays, istDate, istToEpochMs } from '../ist-time.ts';
import type { PlainSymbol } from './market-symbol.ts';

type CalendarUnderlying = { readonly symbol: string; readonly exchange: 'NSE' | 'BSE' };

/** The underlying as the expiry calendar takes it; undefined for MCX, whose expiries no rule here tells. */
function onCalendar({ symbol, exchange }: PlainSymbol): CalendarUnderlying | undefined {
  return exchange === 'MCX' ? undefined : { symbol, exchange };
}

/** True where some expiries are not the last of their month. */
export function hasWeeklies({ symbol }: PlainSymbol): boolean {
  return (EXPIRY_LADDERS[symbol] ?? EXPIRY_LADDERS.other).weekly > 0;
}

/** The last expiry of a month (`YYYY-MM`) as known on `asOf`; undefined on MCX. */
export function monthlyExpiry(underlying: PlainSymbol, month: string, asOf: string): string | undefined {
  const known = onCalendar(underlying);
  return known && expiryOfMonth(known, month, asOf);
}

/** Every expiry within a month, ascending; empty on MCX. */
export function expiriesWithin(underlying: PlainSymbol, month: string, asOf: string): string[] {
  const known = onCalendar(underlying);
  if (!known) return [];
  const found = new Set([expiryOfMonth(known, month, asOf)]);
  if (hasWeeklies(underlying))
    for (let week = 0; week <= WEEKS_OF_MONTH_MAX; week += 1)
      found.add(expiryOfWeek(known, addDays(`${month}-01`, week * DAYS_PER_WEEK), asOf));
  return [...found].filter((expiry) => expiry.startsWith(month)).sort();
}

/** The expiry of the calendar nearest to a date: the date itself where it is one; undefined on MCX. */
export function nearestExpiry(underlying: PlainSymbol, date: string, asOf: string): string | undefined {
  if (isExpiry(underlying, date, asOf)) return date;
  const month = date.slice(0, 7);
  const around = [addDays(`${month}-01`, -1).slice(0, 7), month, addDays(`${month}-28`, 4).slice(0, 7)];
  const distance = (expiry: string): number => Math.abs(istToEpochMs(expiry) - istToEpochMs(date));
  const expiries = around.flatMap((within) => expiriesWithin(underlying, within, asOf));
  return expiries.sort((a, b) => distance(a) - distance(b) || (a < b ? -1 : 1))[0];
}

/** The date that a day and a month without a year mean: the next one that is an expiry or listed on `asOf`, else the next one at all. */
export function withoutYear(
  underlying: PlainSymbol,
  written: { readonly month: number; readonly day: number },
  asOf: string,
): string | undefined {
  const monthDay = `${padded(written.month)}-${padded(written.day)}`;
  const year = Number(asOf.slice(0, 4));
  const next = Array.from(
    { length: YEARS_TO_LEAP_DAY_MAX },
    (_, later) => `${year + later}-${monthDay}`,
  ).find((date) => date >= asOf && isDate(date));
  const known = onCalendar(underlying);
  if (!known || next === undefined || isExpiry(underlying, next, asOf)) return next;
  return listedExpiries(known, asOf).find(({ expiry }) => expiry.endsWith(monthDay))?.expiry ?? next;
}

/** The month (`YYYY-MM`) that a month without a year means: the next one with an expiry on or after `asOf`. */
export function monthWithoutYear(underlying: PlainSymbol, month: number, asOf: string): string {
  const year = Number(asOf.slice(0, 4));
  const thisYear = `${year}-${padded(month)}`;
  const last = monthlyExpiry(underlying, thisYear, asOf) ?? `${thisYear}-31`;
  return last >= asOf ? thisYear : `${year + 1}-${padded(month)}`;
}

/** True for a date the calendar has. */
export function isDate(date: string): boolean {
  return istDate(istToEpochMs(date)) === date;
}

/** `07` of 7. */
export function padded(number: number): string {
  return String(number).padStart(2, '0');
}

const DAYS_PER_WEEK = 7;
const WEEKS_OF_MONTH_MAX = 5;
/** 2096 to 2104, the first and the last included. */
const YEARS_TO_LEAP_DAY_MAX = 9;

function isExpiry(underlying: PlainSymbol, date: string, asOf: string): boolean {
  const known = onCalendar(underlying);
  if (!known) return false;
  const isWeekly = hasWeeklies(underlying) && expiryOfWeek(known, date, asOf) === date;
  return isWeekly || expiryOfMonth(known, date.slice(0, 7), asOf) === date;
}
