/** Which expiries of an index are listed on a date. Source: dhan-v2-wire 4.2, 10.3; four recorded expiry lists of NIFTY. */
import { CALENDAR_YEARS, EQUITY_HOLIDAYS, FIXED_HOLIDAYS, HOLIDAYS_KNOWN_FROM } from './calendar-data.ts';
import { EXPIRY_LADDERS, EXPIRY_WEEKDAYS } from './expiry-data.ts';
import type { Underlying } from './instrument.ts';
import { addDays, weekdayOf } from './ist-time.ts';

/** `M`: the last of its month. `Q` and `H`: a monthly one too, listed as a quarterly or half-yearly contract. */
export type ExpiryKind = 'W' | 'M' | 'Q' | 'H';

/** An expiry as the exchange lists it. */
export interface ListedExpiry {
  /** `YYYY-MM-DD`, after the shift to the day before a holiday. */
  readonly expiry: string;
  readonly kind: ExpiryKind;
}

type ExpiringUnderlying = Pick<Underlying, 'symbol' | 'exchange'>;

/**
 * Expiries of an index as they were listed on the morning of `asOf`, nearest first, the day's own included. Holidays and changes of the
 * weekday count from when they were published, so a list of the past is the list of that day.
 */
export function listedExpiries(underlying: ExpiringUnderlying, asOf: string): ListedExpiry[] {
  const ladder = EXPIRY_LADDERS[underlying.symbol] ?? EXPIRY_LADDERS.other;
  const weekly = ladder.weekly > 0 ? weeklyExpiries(underlying, asOf, ladder.weekly) : [];
  const monthly = monthlyExpiries(underlying, asOf, { months: EVERY_MONTH, count: ladder.monthly });
  const afterMonthly = monthly.at(-1) ?? asOf;
  const quarterly = monthlyExpiries(underlying, addDays(afterMonthly, 1), {
    months: QUARTERS,
    count: ladder.quarterly,
    asOf,
  });
  const afterQuarterly = quarterly.at(-1) ?? afterMonthly;
  const halfYearly = monthlyExpiries(underlying, addDays(afterQuarterly, 1), {
    months: HALF_YEARS,
    count: ladder.halfYearly,
    asOf,
  });
  const named = (expiries: readonly string[], kind: ExpiryKind): ListedExpiry[] =>
    expiries.map((expiry) => ({ expiry, kind }));
  return [
    ...named(weekly, 'W'),
    ...named(monthly, 'M'),
    ...named(quarterly, 'Q'),
    ...named(halfYearly, 'H'),
  ].sort((a, b) => (a.expiry < b.expiry ? -1 : 1));
}

/** Expiries of an index's futures as they were listed on the morning of `asOf`: of the current, the next and the far month. */
export function futureExpiries(underlying: ExpiringUnderlying, asOf: string): string[] {
  const monthly = listedExpiries(underlying, asOf).filter(({ kind }) => kind === 'M');
  return monthly.slice(0, FUTURE_MONTHS).map(({ expiry }) => expiry);
}

/** The expiry of the week that holds `date`, as known on `asOf`. */
export function expiryOfWeek(underlying: ExpiringUnderlying, date: string, asOf: string = date): string {
  const monday = addDays(date, -((weekdayOf(date) + 6) % DAYS_PER_WEEK));
  for (let day = 0; day < DAYS_PER_WEEK; day += 1) {
    const candidate = addDays(monday, day);
    if (weekdayOf(candidate) === expiryWeekday(underlying, candidate, asOf))
      return beforeHolidays(candidate, asOf);
  }
  return beforeHolidays(addDays(monday, DAYS_PER_WEEK - 1), asOf);
}

/** The last expiry of a month (`YYYY-MM`), as known on `asOf`. */
export function expiryOfMonth(underlying: ExpiringUnderlying, month: string, asOf: string): string {
  let candidate = addDays(`${monthAfter(month)}-01`, -1);
  while (weekdayOf(candidate) !== expiryWeekday(underlying, candidate, asOf))
    candidate = addDays(candidate, -1);
  return beforeHolidays(candidate, asOf);
}

const FUTURE_MONTHS = 3;
const DAYS_PER_WEEK = 7;
const MONTHS_SEARCHED_MAX = 120;
const EVERY_MONTH = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12] as const;
const QUARTERS = [3, 6, 9, 12] as const;
const HALF_YEARS = [6, 12] as const;

/** Those that are not the last of their month. */
function weeklyExpiries(underlying: ExpiringUnderlying, asOf: string, count: number): string[] {
  const found: string[] = [];
  for (let week = 0; found.length < count; week += 1) {
    const expiry = expiryOfWeek(underlying, addDays(asOf, week * DAYS_PER_WEEK), asOf);
    const isMonthly = expiry === expiryOfMonth(underlying, monthOfWeek(underlying, asOf, week), asOf);
    if (expiry >= asOf && !isMonthly && !found.includes(expiry)) found.push(expiry);
  }
  return found;
}

/** A holiday may move the first expiry of a month into the month before; it is counted where its weekday fell. */
function monthOfWeek(underlying: ExpiringUnderlying, asOf: string, week: number): string {
  const date = addDays(asOf, week * DAYS_PER_WEEK);
  const monday = addDays(date, -((weekdayOf(date) + 6) % DAYS_PER_WEEK));
  const weekday = expiryWeekday(underlying, date, asOf);
  return addDays(monday, (weekday + 6) % DAYS_PER_WEEK).slice(0, 7);
}

function monthlyExpiries(
  underlying: ExpiringUnderlying,
  from: string,
  wanted: { readonly months: readonly number[]; readonly count: number; readonly asOf?: string },
): string[] {
  const { months, count, asOf = from } = wanted;
  const found: string[] = [];
  let month = from.slice(0, 7);
  for (let searched = 0; found.length < count && searched < MONTHS_SEARCHED_MAX; searched += 1) {
    if (months.includes(Number(month.slice(5)))) {
      const expiry = expiryOfMonth(underlying, month, asOf);
      if (expiry >= from) found.push(expiry);
    }
    month = monthAfter(month);
  }
  return found;
}

function monthAfter(month: string): string {
  return addDays(`${month}-28`, 4).slice(0, 7);
}

/** 0 Sunday ... 6 Saturday. */
function expiryWeekday({ exchange }: ExpiringUnderlying, date: string, asOf: string): number {
  const rules = EXPIRY_WEEKDAYS[exchange];
  const rule = rules.findLast(({ since, publishedOn }) => since <= date && publishedOn <= asOf);
  return (rule ?? rules[0]).weekday;
}

/** The date itself, or the nearest day before it that is no holiday; a holiday with a Muhurat session is one all the same. */
function beforeHolidays(date: string, asOf: string): string {
  let candidate = date;
  while (isShutForAll(candidate, asOf)) candidate = addDays(candidate, -1);
  return candidate;
}

function isShutForAll(date: string, asOf: string): boolean {
  const weekday = weekdayOf(date);
  if (weekday === 0 || weekday === 6) return true;
  const year = Number(date.slice(0, 4));
  const isCovered = year >= CALENDAR_YEARS.first && year <= CALENDAR_YEARS.last;
  const isPublished = isCovered && (HOLIDAYS_KNOWN_FROM[year] ?? `${year - 1}-12-15`) <= asOf;
  return isPublished ? EQUITY_HOLIDAYS.has(date) : FIXED_HOLIDAYS.has(date.slice(5));
}
