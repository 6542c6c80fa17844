/** IST civil time from epoch milliseconds, without Date: the engine must not read a wall clock or a time zone. */

/** How far IST is ahead of UTC, in milliseconds. */
export const IST_OFFSET_MS = 19_800_000;
/** Milliseconds in a second. */
export const MS_PER_SECOND = 1000;
/** Milliseconds in a minute. */
export const MS_PER_MINUTE = 60_000;
/** Milliseconds in a day; IST has no daylight saving, so every day has as many. */
export const MS_PER_DAY = 86_400_000;

/** `YYYY-MM-DD` in IST. */
export function istDate(epochMs: number): string {
  const { year, month, day } = civilFromDays(istDay(epochMs));
  return `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}`;
}

/** The IST date as days since 1970-01-01. */
export function istDay(epochMs: number): number {
  return Math.floor((epochMs + IST_OFFSET_MS) / MS_PER_DAY);
}

/** `HH:mm:ss` in IST. */
export function istTimeOfDay(epochMs: number): string {
  const second = Math.floor(istMsOfDay(epochMs) / MS_PER_SECOND);
  return `${pad(Math.floor(second / 3600), 2)}:${pad(Math.floor(second / 60) % 60, 2)}:${pad(second % 60, 2)}`;
}

/** Milliseconds since IST midnight. */
export function istMsOfDay(epochMs: number): number {
  const shifted = epochMs + IST_OFFSET_MS;
  return shifted - Math.floor(shifted / MS_PER_DAY) * MS_PER_DAY;
}

/** ISO 8601 with the IST zone: `2026-02-04T09:16:01.250+05:30`. */
export function istIso(epochMs: number): string {
  const milliseconds = pad(Math.floor(istMsOfDay(epochMs)) % MS_PER_SECOND, 3);
  return `${istDate(epochMs)}T${istTimeOfDay(epochMs)}.${milliseconds}+05:30`;
}

/** Epoch ms of an IST date (`YYYY-MM-DD`) and an optional time of day (`HH:mm` or `HH:mm:ss`). */
export function istToEpochMs(date: string, timeOfDay = '00:00:00'): number {
  const [year = 0, month = 0, day = 0] = date.split('-').map(Number);
  const [hour = 0, minute = 0, second = 0] = timeOfDay.split(':').map(Number);
  const utcMs =
    daysFromCivil(year, month, day) * MS_PER_DAY + ((hour * 60 + minute) * 60 + second) * MS_PER_SECOND;
  return utcMs - IST_OFFSET_MS;
}

/** 0 Sunday ... 6 Saturday. */
export function weekdayOf(date: string): number {
  const [year = 0, month = 0, day = 0] = date.split('-').map(Number);
  return (((daysFromCivil(year, month, day) + 4) % 7) + 7) % 7;
}

/** The date `days` after (or before) `date`. */
export function addDays(date: string, days: number): string {
  return istDate(istToEpochMs(date) + days * MS_PER_DAY);
}

/** The feed's LTT: IST wall clock encoded as if it were UTC, whole seconds. Source: dhan-v2-wire 6.7. */
export function epochMsToLtt(epochMs: number): number {
  return Math.floor((epochMs + IST_OFFSET_MS) / MS_PER_SECOND);
}

/** The epoch ms of a feed LTT, to the whole second. */
export function lttToEpochMs(ltt: number): number {
  return ltt * MS_PER_SECOND - IST_OFFSET_MS;
}

/** `Wed, 04 Feb 2026 03:50:00 GMT`: the HTTP Date header. */
export function httpDate(epochMs: number): string {
  const days = Math.floor(epochMs / MS_PER_DAY);
  const { year, month, day } = civilFromDays(days);
  const weekday = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'][(((days + 4) % 7) + 7) % 7];
  const timeOfDay = istTimeOfDay(epochMs - IST_OFFSET_MS);
  return `${weekday}, ${pad(day, 2)} ${MONTH_NAMES[month - 1]} ${year} ${timeOfDay} GMT`;
}

/** `Jan` ... `Dec`. */
export const MONTH_NAMES = [
  'Jan',
  'Feb',
  'Mar',
  'Apr',
  'May',
  'Jun',
  'Jul',
  'Aug',
  'Sep',
  'Oct',
  'Nov',
  'Dec',
] as const;

/** Days since 1970-01-01 of a proleptic Gregorian date; March-based years put the leap day last. */
function daysFromCivil(year: number, month: number, day: number): number {
  const shiftedYear = month <= 2 ? year - 1 : year;
  const era = Math.floor(shiftedYear / 400);
  const yearOfEra = shiftedYear - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

function civilFromDays(days: number): { year: number; month: number; day: number } {
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1;
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day };
}

function pad(value: number, width: number): string {
  return String(value).padStart(width, '0');
}
