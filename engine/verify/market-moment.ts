import { istDate } from '../market/ist-time.ts';
import { sessionPhase } from '../market/trading-session.ts';

/** The market at one moment, as far as a verdict depends on it. */
export interface MarketMoment {
  /** The target's time, epoch ms. */
  readonly nowMs: number;
  readonly isOpen: boolean;
  /** Since when continuous trading runs, in ms; 0 while it does not. */
  readonly openForMs: number;
  /** When the session of this very day ends, epoch ms; undefined once it is over, and on a day without one. */
  readonly closesAtMs: number | undefined;
  /** `NSE is open until 15:30`, `NSE is closed: holiday, Republic Day`. */
  readonly description: string;
}

/** The market of `exchange` at `nowMs`, which is the target's time, not ours (design decision 15). */
export function marketMoment(exchange: 'NSE' | 'BSE', nowMs: number): MarketMoment {
  const { phase, opensAtMs = nowMs, closesAtMs, reason } = sessionPhase(exchange, nowMs);
  const isOpen = phase === 'open';
  const isToday = closesAtMs !== undefined && istDate(closesAtMs) === istDate(nowMs);
  return {
    nowMs,
    isOpen,
    openForMs: isOpen ? nowMs - opensAtMs : 0,
    closesAtMs: isToday ? closesAtMs : undefined,
    description: `${exchange} is ${reason}`,
  };
}
