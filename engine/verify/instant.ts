import { IST_OFFSET_MS, istToEpochMs, MS_PER_MINUTE } from '../market/ist-time.ts';

const ISO = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}:\d{2})(?:\.(\d{1,9}))?(Z|[+-]\d{2}:?\d{2})$/;

/** Epoch ms of an ISO 8601 instant with its zone, such as `2026-02-04T09:16:01.250+05:30`; undefined for anything else. */
export function readInstant(text: unknown): number | undefined {
  const match = typeof text === 'string' ? ISO.exec(text) : null;
  if (!match) return undefined;
  const [, date = '', timeOfDay = '', fraction = '', zone = 'Z'] = match;
  const milliseconds = Number(`0.${fraction || '0'}`) * 1000;
  return istToEpochMs(date, timeOfDay) + IST_OFFSET_MS + milliseconds - zoneOffsetMs(zone);
}

function zoneOffsetMs(zone: string): number {
  if (zone === 'Z') return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2));
  return (zone.startsWith('-') ? -minutes : minutes) * MS_PER_MINUTE;
}
