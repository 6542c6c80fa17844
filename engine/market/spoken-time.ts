import { istDate, istTimeOfDay, MS_PER_DAY, MS_PER_MINUTE, MS_PER_SECOND } from './ist-time.ts';

/** From here on a duration is told in days: `291 d`, where `6991 h` says nothing to anybody. */
const DAYS_FROM_MS = 2 * MS_PER_DAY;

/** `45 s`, `12 min`, `14 h`, `3 d`: a duration in ms as a person says it, rounded down. */
export function spokenDuration(durationMs: number): string {
  const seconds = Math.floor(durationMs / MS_PER_SECOND);
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  if (durationMs < DAYS_FROM_MS) return `${Math.floor(seconds / 3600)} h`;
  return `${Math.floor(durationMs / MS_PER_DAY)} d`;
}

/** `12 min`, `14 h 5 min`, `3 d`: as `spokenDuration`, to the minute within two days. */
export function spokenMinutes(durationMs: number): string {
  if (durationMs >= DAYS_FROM_MS) return spokenDuration(durationMs);
  const minutes = Math.floor(durationMs / MS_PER_MINUTE);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** `15:07:00 IST`, with the date before it (`2026-02-05 15:07:00 IST`) when that is another day than now. */
export function spokenInstant(epochMs: number, nowMs: number): string {
  const date = istDate(epochMs);
  const day = date === istDate(nowMs) ? '' : `${date} `;
  return `${day}${istTimeOfDay(epochMs)} IST`;
}
