/**
 * The charts of an index on the trading days before the scenario's. No recording has them: each day is a walk of its own, drawn from the run's seed backwards from
 * the close that the scenario knows, so that charts, quotes and the change of the day agree.
 */
import { addDays, MS_PER_MINUTE } from '#engine/market/ist-time.ts';
import { previousTradingDay } from '#engine/market/trading-calendar.ts';
import { SeededRandom } from '#engine/seeded-random.ts';
import { sessionOn } from './market/session-steps.ts';
import { CANDLE, CANDLE_WIDTH } from './minute-candles.ts';
import type { Candles } from './minute-candles.ts';

/** As far back as an average of 200 trading days needs. */
const DAYS_BACK_MAX = 365;
/** Standard deviations of the change within a minute and over a night, about 12 % a year in all. */
const MINUTE_DEVIATION = 0.00035;
const NIGHT_DEVIATION = 0.003;

/** One trading day's minutes. */
export interface EarlierDay {
  /** `YYYY-MM-DD`. */
  readonly date: string;
  readonly candles: Candles;
}

/** What is drawn of one index, newest first. */
interface DrawnDays {
  readonly lastClose: number;
  readonly days: EarlierDay[];
  /** The trading day before them, and its close. */
  date: string;
  close: number;
}

/** Days are drawn as far back as they are asked for, and kept. */
export class EarlierDays {
  readonly #random: SeededRandom;
  readonly #date: string;
  readonly #byIndex = new Map<string, DrawnDays>();

  /** `date` is the scenario's day. */
  constructor(seed: number, date: string) {
    this.#random = new SeededRandom(seed).fork('earlier-days');
    this.#date = date;
  }

  /** Oldest first, from `fromMs` on; none for an index whose last close is not known. */
  of(symbol: string, previousClose: number, fromMs: number): readonly EarlierDay[] {
    if (previousClose <= 0) return [];
    const known = this.#byIndex.get(symbol);
    const drawn = known?.lastClose === previousClose ? known : this.#begin(symbol, previousClose);
    const first = addDays(this.#date, -DAYS_BACK_MAX);
    while (drawn.date >= first && sessionOn(drawn.date).closeMs > fromMs) this.#draw(symbol, drawn);
    return drawn.days.filter(({ date }) => sessionOn(date).closeMs > fromMs).toReversed();
  }

  #begin(symbol: string, previousClose: number): DrawnDays {
    const date = previousTradingDay('NSE', this.#date);
    const drawn = { lastClose: previousClose, days: [], date, close: previousClose };
    this.#byIndex.set(symbol, drawn);
    return drawn;
  }

  #draw(symbol: string, drawn: DrawnDays): void {
    const { date, close } = drawn;
    const random = this.#random.fork(`${symbol} ${date}`);
    const candles = minutesBefore(close, date, random);
    drawn.days.push({ date, candles });
    drawn.close = toPaisa(candles.rows[CANDLE.open]! / (1 + NIGHT_DEVIATION * random.nextNormal()));
    drawn.date = previousTradingDay('NSE', date);
  }
}

/** The minutes of a day that ends at `close`, drawn from the last one to the first. */
function minutesBefore(close: number, date: string, random: SeededRandom): Candles {
  const { openMs, closeMs } = sessionOn(date);
  const firstMinute = openMs / MS_PER_MINUTE;
  const count = closeMs / MS_PER_MINUTE - firstMinute;
  const rows = new Float64Array(count * CANDLE_WIDTH);
  let end = close;
  for (let minute = count - 1; minute >= 0; minute -= 1) {
    const start = toPaisa(end / (1 + MINUTE_DEVIATION * random.nextNormal()));
    const reach = toPaisa(end * MINUTE_DEVIATION * random.nextFloat());
    const row = minute * CANDLE_WIDTH;
    rows[row + CANDLE.minute] = firstMinute + minute;
    rows[row + CANDLE.open] = start;
    rows[row + CANDLE.high] = toPaisa(Math.max(start, end) + reach);
    rows[row + CANDLE.low] = toPaisa(Math.min(start, end) - reach);
    rows[row + CANDLE.close] = end;
    end = start;
  }
  return { count, rows };
}

function toPaisa(rupees: number): number {
  return Math.round(rupees * 100) / 100;
}
