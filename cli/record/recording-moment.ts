import { ConfigError } from '#engine/errors.ts';
import { istDate, istToEpochMs } from '#engine/market/ist-time.ts';

const TIME_OF_DAY = /^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,3})?)?$/;
const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/;

/** A moment of a recording that began at `startedAtMs`: IST time of day on its date, or ISO with a zone. Errors: ConfigError. */
export function recordingMoment(text: string, startedAtMs: number, flag: string): number {
  if (ISO.test(text)) return Date.parse(text);
  if (TIME_OF_DAY.test(text)) return istToEpochMs(istDate(startedAtMs), text);
  throw new ConfigError(
    `recording ${flag}: expected an IST time of day such as 09:20:00.500, or ISO with a zone, was "${text}".`,
  );
}
