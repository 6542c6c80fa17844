/** The grid that generated prices live on: 250 ms steps from the open to the close of the derivatives session. */
import { istToEpochMs } from '#engine/market/ist-time.ts';
import { derivativesSession } from '#engine/market/trading-calendar.ts';
import type { TradingHours } from '#engine/market/trading-calendar.ts';

/** The step in which generated markets move. */
export const STEP_MS = 250;

const REGULAR_OPEN = '09:15:00';
const REGULAR_CLOSE = '15:30:00';

/** Hours of index options on `date` (NSE and BSE keep the same). A day without a session closes in the moment it would open. */
export function sessionOn(date: string): TradingHours {
  const openMs = istToEpochMs(date, REGULAR_OPEN);
  return derivativesSession('NSE', date) ?? { openMs, closeMs: openMs };
}

/** When the options of an expiry date expire, epoch ms: that day's close, the regular one if the calendar knows no session. */
export function expiryMs(expiry: string): number {
  return derivativesSession('NSE', expiry)?.closeMs ?? istToEpochMs(expiry, REGULAR_CLOSE);
}
