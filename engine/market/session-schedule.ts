/** The whole day of a market, phase by phase. Source: dhan-v2-wire 10.1. */
import { CASH_HOURS, DERIVATIVES_PRE_OPEN_SINCE, MCX_HOURS, SPECIAL_SESSIONS } from './calendar-data.ts';
import type { Exchange } from './instrument.ts';
import { MS_PER_MINUTE, istToEpochMs } from './ist-time.ts';
import { derivativesSession } from './trading-calendar.ts';
import type { TradingHours } from './trading-calendar.ts';

/** What is traded: shares, their derivatives, or MCX's non-agricultural contracts. */
export type Market = 'cash' | 'derivatives' | 'commodity';

/** A stretch of the day with one set of rules. */
export interface ScheduledPhase {
  readonly name:
    | 'pre-open: orders'
    | 'pre-open: matching'
    | 'pre-open: buffer'
    | 'continuous'
    | 'closing auction'
    | 'post-close'
    | 'morning'
    | 'evening';
  /** Epoch ms; the end is not part of the phase. */
  readonly fromMs: number;
  readonly toMs: number;
  /** What it holds for, where not for everything. */
  readonly appliesTo?: 'shares with derivatives' | 'other shares' | 'futures';
}

/** The phases of a date in order of their start; empty on a day without a session. */
export function daySchedule(exchange: Exchange, market: Market, date: string): readonly ScheduledPhase[] {
  const session = derivativesSession(exchange, date);
  if (!session || (exchange === 'MCX') !== (market === 'commodity')) return [];
  if (market === 'commodity') return commodityDay(session, date);
  if (SPECIAL_SESSIONS.has(date)) return specialDay(session, market);
  return market === 'cash' ? cashDay(date) : derivativesDay(session, date);
}

function commodityDay({ openMs, closeMs }: TradingHours, date: string): ScheduledPhase[] {
  const eveningMs = istToEpochMs(date, MCX_HOURS.eveningOpen);
  const morning: ScheduledPhase = { name: 'morning', fromMs: openMs, toMs: eveningMs };
  const evening: ScheduledPhase = { name: 'evening', fromMs: eveningMs, toMs: closeMs };
  return [...(openMs < eveningMs ? [morning] : []), ...(closeMs > eveningMs ? [evening] : [])];
}

/** A special session opens its pre-open a quarter of an hour before; only Budget days have a post-close, at the usual time. */
function specialDay({ openMs, closeMs }: TradingHours, market: Market): ScheduledPhase[] {
  const preOpen: ScheduledPhase = {
    name: 'pre-open: orders',
    fromMs: openMs - 15 * MS_PER_MINUTE,
    toMs: openMs,
  };
  const continuous: ScheduledPhase = { name: 'continuous', fromMs: openMs, toMs: closeMs };
  return market === 'cash' ? [preOpen, continuous] : [continuous];
}

function derivativesDay({ openMs, closeMs }: TradingHours, date: string): ScheduledPhase[] {
  const continuous: ScheduledPhase = { name: 'continuous', fromMs: openMs, toMs: closeMs };
  if (date < DERIVATIVES_PRE_OPEN_SINCE) return [continuous];
  const [orders, matching, buffer] = preOpenPhases(date);
  const futures = [orders, matching, buffer].map((phase) => ({ ...phase, appliesTo: 'futures' as const }));
  return [...futures, continuous];
}

function cashDay(date: string): ScheduledPhase[] {
  const hours = CASH_HOURS.findLast(({ since }) => since <= date) ?? CASH_HOURS[0];
  const span = (name: ScheduledPhase['name'], [from, to]: readonly [string, string]): ScheduledPhase => ({
    name,
    fromMs: istToEpochMs(date, from),
    toMs: istToEpochMs(date, to),
  });
  const continuous = span('continuous', hours.continuous);
  const postClose = span('post-close', hours.postClose);
  if (!hours.closingAuction) return [...preOpenPhases(date), continuous, postClose];
  const [auctionFrom] = hours.closingAuction;
  return [
    ...preOpenPhases(date),
    { ...continuous, toMs: istToEpochMs(date, auctionFrom), appliesTo: 'shares with derivatives' },
    { ...continuous, appliesTo: 'other shares' },
    { ...span('closing auction', hours.closingAuction), appliesTo: 'shares with derivatives' },
    postClose,
  ];
}

/** Entry ends at a random moment of its last minute. */
function preOpenPhases(date: string): [ScheduledPhase, ScheduledPhase, ScheduledPhase] {
  const at = (time: string): number => istToEpochMs(date, time);
  return [
    { name: 'pre-open: orders', fromMs: at('09:00'), toMs: at('09:08') },
    { name: 'pre-open: matching', fromMs: at('09:08'), toMs: at('09:12') },
    { name: 'pre-open: buffer', fromMs: at('09:12'), toMs: at('09:15') },
  ];
}
