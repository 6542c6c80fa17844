import { istDate, MS_PER_SECOND } from '../market/ist-time.ts';
import { daySchedule } from '../market/session-schedule.ts';
import { derivativesSession } from '../market/trading-calendar.ts';

/** The moments of an NSE opening, epoch ms. */
export interface Opening {
  /** The call auction begins; undefined where the session has none. */
  readonly auctionAtMs: number | undefined;
  /** Its orders are matched. */
  readonly matchedAtMs: number | undefined;
  /** Continuous trading begins. */
  readonly openAtMs: number;
  /** Prices have to be live by then, see backend.source. */
  readonly liveByMs: number;
  /** The final verdict is out. */
  readonly verdictByMs: number;
  readonly closeAtMs: number;
}

/** How long after the open a chain may still stand on closing prices. */
const LIVE_AFTER_MS = 60 * MS_PER_SECOND;
/** Then 30 s are left for the last look. */
const VERDICT_AFTER_MS = 90 * MS_PER_SECOND;

/** The opening of the day that `nowMs` lies in; undefined on a day without a session and after its close. */
export function openingOf(nowMs: number): Opening | undefined {
  const date = istDate(nowMs);
  const session = derivativesSession('NSE', date);
  if (!session || nowMs >= session.closeMs) return undefined;
  const phases = daySchedule('NSE', 'cash', date);
  const startOf = (name: (typeof phases)[number]['name']): number | undefined =>
    phases.find((phase) => phase.name === name)?.fromMs;
  return {
    auctionAtMs: startOf('pre-open: orders'),
    matchedAtMs: startOf('pre-open: matching'),
    openAtMs: session.openMs,
    liveByMs: session.openMs + LIVE_AFTER_MS,
    verdictByMs: session.openMs + VERDICT_AFTER_MS,
    closeAtMs: session.closeMs,
  };
}
