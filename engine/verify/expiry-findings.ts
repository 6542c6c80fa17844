/** A list of expiries held against the calendar. */
import { expiryOfMonth, expiryOfWeek, listedExpiries } from '../market/expiry-calendar.ts';
import type { Underlying } from '../market/instrument.ts';
import { istDate, istToEpochMs, MS_PER_DAY, weekdayOf } from '../market/ist-time.ts';
import { expiryMomentMs, isCovered, isTradingDay } from '../market/trading-calendar.ts';

/** What a list has that the calendar has not, and the other way round. */
export interface ExpiryFindings {
  /** Dates on which nothing of this underlying can expire, and the nearest expiry where it is missing. */
  readonly wrong: readonly string[];
  /** Dates that a calendar of last December cannot be sure of. */
  readonly doubtful: readonly string[];
}

/** A holiday moves an expiry by so many days at most. */
const DAYS_BEFORE_MAX = 4;

/**
 * Compares as far as the list reaches: a shorter list than the calendar's is none the worse for it. Years without known holidays
 * bring doubts alone. `today`'s expiry may be gone once its options have ended.
 */
export function expiryFindings(
  underlying: Pick<Underlying, 'symbol' | 'exchange'>,
  listed: readonly string[],
  nowMs: number,
): ExpiryFindings {
  const today = istDate(nowMs);
  const dates = [...listed].sort();
  const last = dates.at(-1) ?? today;
  const calendar = listedExpiries(underlying, today)
    .map(({ expiry }) => expiry)
    .filter((expiry) => expiryMomentMs(underlying.exchange, expiry) > nowMs);
  const past = dates.filter((expiry) => expiry < today).map((expiry) => `${expiry} is past`);
  const extra = dates
    .filter((expiry) => expiry > today && !calendar.includes(expiry) && !isMonthly(underlying, expiry, today))
    .map((expiry) => strange(underlying, expiry, today));
  const missing = calendar
    .filter((expiry) => expiry <= last && !dates.includes(expiry))
    .map((expiry) => ({
      text: `${expiry} is missing`,
      isWrong: expiry === calendar[0] && !isExcused(expiry, dates),
    }));
  const all = [...extra, ...missing];
  const isKnown = isCovered(today);
  return {
    wrong: [...past, ...all.flatMap(({ text, isWrong }) => (isWrong && isKnown ? [text] : []))],
    doubtful: all.flatMap(({ text, isWrong }) => (isWrong && isKnown ? [] : [text])),
  };
}

const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const;

/** A date the calendar does not have: on a day without trading or later in its week than its weekday nothing expires. */
function strange(
  underlying: Pick<Underlying, 'symbol' | 'exchange'>,
  expiry: string,
  today: string,
): { readonly text: string; readonly isWrong: boolean } {
  const expected = expiryOfWeek(underlying, expiry, today);
  const weekday = WEEKDAYS[weekdayOf(expiry)];
  if (expiry === expected) return { text: `${expiry} is one more than the calendar has`, isWrong: false };
  if (isCovered(expiry) && !isTradingDay(underlying.exchange, expiry))
    return { text: `${expiry} is no trading day`, isWrong: true };
  return {
    text: `${expiry} is a ${weekday}, that week's is ${expected}`,
    // A holiday that was declared since moves an expiry to the day before, never to a later one.
    isWrong: expiry > expected,
  };
}

/** How many months ahead are listed is the exchange's choice. */
function isMonthly(
  underlying: Pick<Underlying, 'symbol' | 'exchange'>,
  expiry: string,
  today: string,
): boolean {
  return expiryOfMonth(underlying, expiry.slice(0, 7), today) === expiry;
}

/** A date a few days before stands for the one that is missing: it was moved. */
function isExcused(expiry: string, dates: readonly string[]): boolean {
  return dates.some((date) => date < expiry && daysBetween(date, expiry) <= DAYS_BEFORE_MAX);
}

function daysBetween(from: string, to: string): number {
  return Math.round((istToEpochMs(to) - istToEpochMs(from)) / MS_PER_DAY);
}
