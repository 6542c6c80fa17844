import { ConfigError } from '#engine/errors.ts';
import { istDate, istToEpochMs, MS_PER_DAY, MS_PER_SECOND } from '#engine/market/ist-time.ts';

const DATE = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;
const DURATION = /^([+-])(\d+)(s|m|h|d)$/;
const UNIT_MS = { s: MS_PER_SECOND, m: 60 * MS_PER_SECOND, h: 3600 * MS_PER_SECOND, d: MS_PER_DAY } as const;

/**
 * By how much a recording is moved, ms of whole seconds: `+1d`, `-90m`; a date, for the same time of that day; `now`, so that `fromMs` becomes
 * `nowMs`. Errors: ConfigError.
 */
export function recordingShift(
  text: string,
  { fromMs, nowMs, flag }: { readonly fromMs: number; readonly nowMs: number; readonly flag: string },
): number {
  const [, sign, count, unit] = DURATION.exec(text) ?? [];
  if (sign !== undefined) return Number(`${sign}${count}`) * UNIT_MS[unit as keyof typeof UNIT_MS];
  if (text === 'now') return wholeSeconds(nowMs - fromMs);
  if (DATE.test(text)) return istToEpochMs(text) - istToEpochMs(istDate(fromMs));
  throw new ConfigError(
    `${flag}: expected now, a date such as 2026-02-04, or a duration with its sign such as +1d or -90m, was "${text}".`,
  );
}

/** Trade times on the wire have no fraction. */
function wholeSeconds(ms: number): number {
  return Math.floor(ms / MS_PER_SECOND) * MS_PER_SECOND;
}
