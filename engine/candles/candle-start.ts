import type { Exchange } from '../market/instrument.ts';
import { istDate, istDay, istToEpochMs, MS_PER_MINUTE } from '../market/ist-time.ts';
import { derivativesSession } from '../market/trading-calendar.ts';
import type { TradingHours } from '../market/trading-calendar.ts';
import type { Timeframe } from './candle.ts';

const MINUTES: Readonly<Record<Exclude<Timeframe, 'day'>, number>> = {
  '1min': 1,
  '5min': 5,
  '15min': 15,
  '60min': 60,
};

/** Which candle a moment belongs to, on the sessions of one exchange. The day asked last is remembered: ticks come by the thousand. */
export class SessionGrid {
  readonly #exchange: Exchange;
  #day = Number.NaN;
  #midnightMs = 0;
  #session: TradingHours | undefined;

  constructor(exchange: Exchange) {
    this.#exchange = exchange;
  }

  /**
   * Start of the candle that holds `atMs`, epoch ms: counted from the session's open, so that the hours of NSE begin at 09:15, 10:15 and so on;
   * IST midnight for `day`. Undefined outside the session: the auction before the open and what comes after the close make no candle.
   */
  startMs(timeframe: Timeframe, atMs: number): number | undefined {
    this.#turnTo(atMs);
    const session = this.#session;
    if (!session || atMs < session.openMs || atMs >= session.closeMs) return undefined;
    if (timeframe === 'day') return this.#midnightMs;
    const lengthMs = MINUTES[timeframe] * MS_PER_MINUTE;
    return session.openMs + Math.floor((atMs - session.openMs) / lengthMs) * lengthMs;
  }

  #turnTo(atMs: number): void {
    const day = istDay(atMs);
    if (day === this.#day) return;
    const date = istDate(atMs);
    this.#day = day;
    this.#midnightMs = istToEpochMs(date);
    this.#session = derivativesSession(this.#exchange, date);
  }
}
