import { istDate, istDay, MS_PER_MINUTE } from '#engine/market/ist-time.ts';
import { derivativesSession, nextTradingDay } from '#engine/market/trading-calendar.ts';
import type { TradingHours } from '#engine/market/trading-calendar.ts';
import type { AmoTime } from './order.ts';

/** The exchanges that list what can be traded here. Their sessions are the same, so that NSE's hours are those of the floor. */
const EXCHANGE = 'NSE';

/** So long after the open an after-market order reaches the exchange. Options have no pre-open session: PRE_OPEN is the open itself. */
const AMO_DELAY_MS: Readonly<Record<AmoTime, number>> = {
  PRE_OPEN: 0,
  OPEN: 0,
  OPEN_30: 30 * MS_PER_MINUTE,
  OPEN_60: 60 * MS_PER_MINUTE,
};

/** When options are traded, the present day's session kept at hand. */
export class MarketHours {
  #day = -1;
  #session: TradingHours | undefined;

  isOpen(nowMs: number): boolean {
    const session = this.sessionOf(nowMs);
    return session !== undefined && nowMs >= session.openMs && nowMs < session.closeMs;
  }

  /** The session of the day of `nowMs`; undefined when there is none. */
  sessionOf(nowMs: number): TradingHours | undefined {
    const day = istDay(nowMs);
    if (day !== this.#day) {
      this.#day = day;
      this.#session = derivativesSession(EXCHANGE, istDate(nowMs));
    }
    return this.#session;
  }

  /** The next open that is still to come, epoch ms. */
  nextOpenMs(nowMs: number): number {
    const today = this.sessionOf(nowMs);
    if (today && nowMs < today.openMs) return today.openMs;
    const next = derivativesSession(EXCHANGE, nextTradingDay(EXCHANGE, istDate(nowMs)));
    return next?.openMs ?? Infinity;
  }

  /** When an after-market order that is placed now reaches the exchange. */
  afterMarketMs(amoTime: AmoTime, nowMs: number): number {
    return this.nextOpenMs(nowMs) + AMO_DELAY_MS[amoTime];
  }
}
