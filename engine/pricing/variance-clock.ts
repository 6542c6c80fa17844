/**
 * Time to expiry as the market's variance runs: fast while the exchange trades, fastest after its open, slow overnight and on
 * closed days, and towards the average of the last half hour that index options settle at.
 */
import {
  addDays,
  IST_OFFSET_MS,
  istDate,
  istToEpochMs,
  MS_PER_DAY,
  MS_PER_MINUTE,
} from '../market/ist-time.ts';
import { isTradingDay } from '../market/trading-calendar.ts';

/** Index options settle at the average of the index over this long before they end. */
export const SETTLEMENT_WINDOW_MS = 30 * MS_PER_MINUTE;

/**
 * Variance of one session, a night behind it, and a closed day, in sessions. Nights move the index about half as far as sessions do.
 * Source: realised variance of index returns splits about 4 : 1 between session and night.
 */
const NIGHT = 0.25;
const CLOSED_DAY = 0.08;
/** Sessions' worth in a year of 246 trading days, so that a long run of days is as long here as on the calendar. */
const SESSIONS_PER_YEAR = 246 * (1 + NIGHT) + 119 * CLOSED_DAY;
/** Keeps a chain priceable in its last moment and after it. */
const YEARS_MIN = 1e-8;
const DAYS_MAX = 1500;

/** Start of each part of a session, minutes of the day, and how fast variance runs in it: the usual lopsided U of index returns. */
const SESSION_PARTS = [
  { fromMinute: 555, speed: 2.9 },
  { fromMinute: 570, speed: 2 },
  { fromMinute: 600, speed: 1.2 },
  { fromMinute: 660, speed: 0.9 },
  { fromMinute: 720, speed: 0.75 },
  { fromMinute: 810, speed: 0.8 },
  { fromMinute: 870, speed: 0.75 },
  { fromMinute: 900, speed: 1.2 },
] as const;
const SESSION_END_MINUTE = 930;

/** One expiry's clock. What lies behind today is summed once a day. */
export class VarianceClock {
  readonly #expiresAtMs: number;
  readonly #expiryDay: number;
  #day = Number.NaN;
  /** Sessions' worth from the end of the present day to expiry. */
  #later = 0;
  #isOpenDay = false;

  constructor(expiresAtMs: number) {
    this.#expiresAtMs = expiresAtMs;
    this.#expiryDay = dayOf(expiresAtMs);
  }

  /** Years of variance from `nowMs` to the settlement price, never 0. */
  years(nowMs: number): number {
    const day = dayOf(nowMs);
    if (day !== this.#day) this.#enterDay(day, nowMs);
    const sessions = day < this.#expiryDay ? this.#restOfDay(nowMs) + this.#later : this.#lastDay(nowMs);
    return Math.max(sessions / SESSIONS_PER_YEAR, YEARS_MIN);
  }

  #enterDay(day: number, nowMs: number): void {
    const date = istDate(nowMs);
    this.#day = day;
    this.#isOpenDay = isTradingDay('NSE', date);
    this.#later = 0;
    let ahead = date;
    for (let next = day + 1; next <= this.#expiryDay && next - day < DAYS_MAX; next += 1) {
      ahead = addDays(ahead, 1);
      if (next === this.#expiryDay) this.#later += this.#settled(istToEpochMs(ahead));
      else this.#later += isTradingDay('NSE', ahead) ? 1 + NIGHT : CLOSED_DAY;
    }
  }

  #restOfDay(nowMs: number): number {
    if (!this.#isOpenDay) return CLOSED_DAY * (1 - (minuteOf(nowMs) * MS_PER_MINUTE) / MS_PER_DAY);
    const minute = minuteOf(nowMs);
    const night = Math.min(
      1,
      (MS_PER_DAY / MS_PER_MINUTE - minute) / (MS_PER_DAY / MS_PER_MINUTE - SESSION_END_MINUTE),
    );
    return 1 - varianceUntil(minute) + NIGHT * night;
  }

  #lastDay(nowMs: number): number {
    return nowMs >= this.#expiresAtMs ? 0 : this.#settled(nowMs);
  }

  /**
   * On the last day: an average over a window that has not begun varies as a price at the window's start and a third of the
   * window more. Once the share u of it is left, so much of the average is still open: u squared of a third of what is left.
   */
  #settled(fromMs: number): number {
    const end = this.#cumulativeAt(this.#expiresAtMs);
    const windowStartMs = this.#expiresAtMs - SETTLEMENT_WINDOW_MS;
    if (fromMs <= windowStartMs) {
      const start = this.#cumulativeAt(windowStartMs);
      return start - this.#cumulativeAt(fromMs) + (end - start) / 3;
    }
    const left = (this.#expiresAtMs - fromMs) / SETTLEMENT_WINDOW_MS;
    return (left * left * (end - this.#cumulativeAt(fromMs))) / 3;
  }

  /** Sessions end a little later in some years: the shape is stretched to the expiry's own end. */
  #cumulativeAt(epochMs: number): number {
    return varianceUntil(minuteOf(epochMs) + SESSION_END_MINUTE - minuteOf(this.#expiresAtMs));
  }
}

/** Share of a session's variance before that minute of the day, 0 to 1. */
function varianceUntil(minute: number): number {
  let area = 0;
  for (let index = 0; index < SESSION_PARTS.length; index += 1) {
    const { fromMinute, speed } = SESSION_PARTS[index]!;
    if (minute <= fromMinute) break;
    const toMinute = SESSION_PARTS[index + 1]?.fromMinute ?? SESSION_END_MINUTE;
    area += (Math.min(minute, toMinute) - fromMinute) * speed;
  }
  return area / SESSION_AREA;
}

const SESSION_AREA = SESSION_PARTS.reduce(
  (area, { fromMinute, speed }, index) =>
    area + ((SESSION_PARTS[index + 1]?.fromMinute ?? SESSION_END_MINUTE) - fromMinute) * speed,
  0,
);

function dayOf(epochMs: number): number {
  return Math.floor((epochMs + IST_OFFSET_MS) / MS_PER_DAY);
}

/** Minutes since midnight IST, with their fraction. */
function minuteOf(epochMs: number): number {
  return (epochMs + IST_OFFSET_MS - dayOf(epochMs) * MS_PER_DAY) / MS_PER_MINUTE;
}
