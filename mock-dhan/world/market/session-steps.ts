/** The grid that generated prices live on: 250 ms from 09:15:00 to 15:30:00 IST. */
import { istToEpochMs } from '#engine/market/ist-time.ts';

export const STEP_MS = 250;

const OPENS_AT = '09:15:00';
const CLOSES_AT = '15:30:00';

/** Steps of one session; the last begins 250 ms before the close. */
export const STEPS_PER_SESSION = (6 * 60 + 15) * 60 * (1000 / STEP_MS);

/** Epoch ms of the open on `date` (`YYYY-MM-DD`). */
export function sessionOpenMs(date: string): number {
  return istToEpochMs(date, OPENS_AT);
}

/** When the options of an expiry date expire, epoch ms. */
export function expiryMs(expiry: string): number {
  return istToEpochMs(expiry, CLOSES_AT);
}
