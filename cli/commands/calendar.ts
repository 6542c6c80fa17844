import { z } from 'zod';
import { ConfigError } from '#engine/errors.ts';
import { listedExpiries } from '#engine/market/expiry-calendar.ts';
import { UNDERLYINGS } from '#engine/market/instrument.ts';
import type { Exchange } from '#engine/market/instrument.ts';
import { istDate, istTimeOfDay, weekdayOf } from '#engine/market/ist-time.ts';
import { lotSizeOn } from '#engine/market/lot-size.ts';
import { daySchedule } from '#engine/market/session-schedule.ts';
import type { Market, ScheduledPhase } from '#engine/market/session-schedule.ts';
import {
  holidayName,
  isCovered,
  nextTradingDay,
  previousTradingDay,
  specialSessionName,
} from '#engine/market/trading-calendar.ts';
import type { ReportFormat } from '../option-values.ts';
import { type CalendarDay, renderCalendar } from '../reporters/calendar-report.ts';
import { writeReports } from '../reporters/write-reports.ts';

/** The flags of `preopen calendar`, as commander names them. */
export interface CalendarFlags {
  readonly format: readonly ReportFormat[];
}

/** `preopen calendar [date]`: what the exchanges do on that day. Returns the exit code. Errors: ConfigError for a text that is no date. */
export async function calendar(text: string | undefined, flags: CalendarFlags): Promise<number> {
  const date = text ?? istDate(Date.now());
  if (!z.iso.date().safeParse(date).success)
    throw new ConfigError(`calendar: expected a date YYYY-MM-DD that the calendar has, was "${date}".`);
  const day = calendarDay(date);
  await writeReports(flags.format, (format) => renderCalendar(format, day));
  return 0;
}

const MARKETS: readonly { readonly exchange: Exchange; readonly market: Market }[] = [
  { exchange: 'NSE', market: 'cash' },
  { exchange: 'NSE', market: 'derivatives' },
  { exchange: 'BSE', market: 'derivatives' },
  { exchange: 'MCX', market: 'commodity' },
];

const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const;

function calendarDay(date: string): CalendarDay {
  return {
    date,
    weekday: WEEKDAYS[weekdayOf(date)]!,
    isCovered: isCovered(date),
    holiday: holidayName('NSE', date),
    special: specialSessionName('NSE', date),
    previousTradingDay: previousTradingDay('NSE', date),
    nextTradingDay: nextTradingDay('NSE', date),
    markets: MARKETS.map(({ exchange, market }) => ({
      exchange,
      market,
      phases: daySchedule(exchange, market, date).map(shownPhase),
    })),
    underlyings: UNDERLYINGS.map((underlying) => ({
      symbol: underlying.symbol,
      expiries: listedExpiries(underlying, date).map((listed) => ({
        ...listed,
        lotSize: lotSizeOn(underlying, { expiry: listed.expiry, asOf: date }),
      })),
    })),
  };
}

function shownPhase({ name, fromMs, toMs, appliesTo }: ScheduledPhase): {
  readonly name: string;
  readonly from: string;
  readonly to: string;
  readonly appliesTo?: string;
} {
  const [from, to] = [istTimeOfDay(fromMs).slice(0, 5), istTimeOfDay(toMs).slice(0, 5)];
  return { name, from, to, ...(appliesTo === undefined ? {} : { appliesTo }) };
}
