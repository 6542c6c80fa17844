/** Where an exchange stands in its day, in words a report can print. */
import { EQUITY_AUCTION, EQUITY_DERIVATIVES_HOURS } from './calendar-data.ts';
import type { Exchange } from './instrument.ts';
import { istDate, istTimeOfDay, istToEpochMs, MS_PER_MINUTE, weekdayOf } from './ist-time.ts';
import {
  derivativesSession,
  holidayName,
  isCovered,
  nextTradingDay,
  specialSessionName,
} from './trading-calendar.ts';
import type { TradingHours } from './trading-calendar.ts';

/** Where in its day an exchange is. */
export type SessionPhaseName = 'closed' | 'pre-open' | 'open' | 'post-close';

/** `opensAtMs` and `closesAtMs` belong to the session that is on, or else to the next one; epoch ms. */
export interface SessionPhase {
  readonly phase: SessionPhaseName;
  readonly opensAtMs?: number;
  readonly closesAtMs?: number;
  /** `open until 15:30`, `closed: holiday, Republic Day`. */
  readonly reason: string;
}

/** Phase of the exchange's derivatives session. MCX has neither pre-open nor post-close here. */
export function sessionPhase(exchange: Exchange, nowMs: number): SessionPhase {
  const date = istDate(nowMs);
  const session = derivativesSession(exchange, date);
  const phase = session ? phaseWithin(exchange, session, nowMs) : 'closed';
  const isOver = !session || nowMs >= session.closeMs;
  const relevant = isOver ? derivativesSession(exchange, nextTradingDay(exchange, date)) : session;
  return {
    phase,
    ...(relevant && { opensAtMs: relevant.openMs, closesAtMs: relevant.closeMs }),
    reason: reasonOf({ exchange, date, session, phase, nowMs }),
  };
}

function phaseWithin(exchange: Exchange, session: TradingHours, nowMs: number): SessionPhaseName {
  const { openMs, closeMs } = session;
  if (nowMs >= openMs && nowMs < closeMs) return 'open';
  if (exchange === 'MCX') return 'closed';
  if (nowMs < openMs) {
    return nowMs >= openMs - EQUITY_AUCTION.preOpenMinutes * MS_PER_MINUTE ? 'pre-open' : 'closed';
  }
  return nowMs < postCloseEndMs(session) ? 'post-close' : 'closed';
}

/** A session that ends before the regular close (Muhurat) has no post-close. */
function postCloseEndMs({ closeMs }: TradingHours): number {
  const date = istDate(closeMs);
  const isFullDay = closeMs >= istToEpochMs(date, EQUITY_DERIVATIVES_HOURS.close);
  return isFullDay ? istToEpochMs(date, EQUITY_AUCTION.postCloseEnds) : closeMs;
}

function reasonOf(at: {
  readonly exchange: Exchange;
  readonly date: string;
  readonly session: TradingHours | undefined;
  readonly phase: SessionPhaseName;
  readonly nowMs: number;
}): string {
  const { exchange, date, session, phase, nowMs } = at;
  const doubt = isCovered(date) ? '' : ` (holidays of ${date.slice(0, 4)} are not known)`;
  if (!session) return `closed: ${dayOff(exchange, date)}${doubt}`;
  const note = `${unusualDay(exchange, date)}${doubt}`;
  const open = istTimeOfDay(session.openMs).slice(0, 5);
  const close = istTimeOfDay(session.closeMs).slice(0, 5);
  switch (phase) {
    case 'open':
      return `open until ${close}${note}`;
    case 'pre-open':
      return `pre-open: trading starts at ${open}${note}`;
    case 'post-close':
      return `post-close: trading ended at ${close}${note}`;
    case 'closed':
      break;
  }
  if (nowMs < session.openMs) return `closed: before the open at ${open}${note}`;
  return `closed: after the close at ${close}${note}`;
}

function unusualDay(exchange: Exchange, date: string): string {
  const special = specialSessionName(exchange, date);
  if (special !== undefined) return `, ${special} session`;
  const holiday = holidayName(exchange, date);
  return holiday === undefined ? '' : `, half day, ${holiday}`;
}

function dayOff(exchange: Exchange, date: string): string {
  const holiday = holidayName(exchange, date);
  if (holiday !== undefined) return `holiday, ${holiday}`;
  return `weekend, ${weekdayOf(date) === 0 ? 'Sunday' : 'Saturday'}`;
}
