/** How old the newest of something may be, on a calendar that knows when nothing can be new. */
import type { Exchange } from '../../market/instrument.ts';
import {
  IST_OFFSET_MS,
  MS_PER_DAY,
  MS_PER_SECOND,
  addDays,
  istDate,
  istIso,
  istToEpochMs,
} from '../../market/ist-time.ts';
import { derivativesSession } from '../../market/trading-calendar.ts';
import type { Measurement } from '../check.ts';

/** What a suite asks of an age. */
export interface Freshness {
  readonly ageMsMax: number;
  /** Only the time that this exchange traded counts as age: a closed market, and the first moments after the open, make nothing stale. */
  readonly whileOpen?: Exchange | undefined;
  /** Of times that are written without a zone. */
  readonly zone: TimeZone;
}

export const TIME_ZONES = ['UTC', 'IST'] as const;

export type TimeZone = (typeof TIME_ZONES)[number];

/** How old something was found. */
export interface JudgedAge {
  readonly ageMs: number;
  /** `newest 2026-02-24T09:16:01.250+05:30, 3 s old`. */
  readonly spoken: string;
  /** What is wrong with it; undefined when nothing is. */
  readonly fault: string | undefined;
}

/** Clocks of two machines may differ by this much before a time counts as one of the future. */
const AHEAD_MS_MAX = 5 * MS_PER_SECOND;
/** How near an age must be to 5 h 30 min for the zone to be suspected. */
const ZONE_SLACK_MS = 120_000;
/** A session farther back is not looked for: the age is then the plain one. */
const DAYS_SEARCHED_MAX = 30;

/** Judges the age that something of `writtenMs` has at `nowMs`; epoch ms. It is spoken of as the `which` one. */
export function judgeAge(
  freshness: Freshness,
  writtenMs: number,
  nowMs: number,
  which: 'newest' | 'oldest' = 'newest',
): JudgedAge {
  const { ageMsMax, whileOpen } = freshness;
  const plainMs = nowMs - writtenMs;
  const ageMs = whileOpen === undefined ? plainMs : tradedMs(whileOpen, writtenMs, nowMs);
  const counted = whileOpen === undefined ? '' : ` of ${whileOpen} trading`;
  const spoken = `${which} ${istIso(writtenMs)}, ${spokenAge(ageMs)}${counted} old`;
  if (plainMs < -AHEAD_MS_MAX)
    return {
      ageMs: plainMs,
      spoken,
      fault: `${which} ${istIso(writtenMs)} is ${spokenAge(-plainMs)} in the future${zoneHint(-plainMs, 'ahead')}`,
    };
  if (ageMs <= ageMsMax) return { ageMs, spoken, fault: undefined };
  return { ageMs, spoken, fault: `${spoken}${zoneHint(plainMs, 'behind')}` };
}

/** `newer than 120 s, counting NSE trading time`. */
export function spokenFreshness({ ageMsMax, whileOpen }: Freshness): string {
  return `newer than ${spokenAge(ageMsMax)}${whileOpen === undefined ? '' : `, counting ${whileOpen} trading time`}`;
}

/** The age as a figure, in seconds. */
export function ageMeasurement(name: string, { ageMs }: JudgedAge, { ageMsMax }: Freshness): Measurement {
  return {
    name,
    value: ageMs / MS_PER_SECOND,
    unit: 's',
    limit: { kind: 'max', value: ageMsMax / MS_PER_SECOND },
  };
}

const WRITTEN_TIME =
  /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d)?)(?:[.,](\d{1,9}))?(?: ?(Z|UTC|IST|[+-]\d\d(?::?\d\d)?))?)?/;

/**
 * The moment of a value, epoch ms: ISO 8601 with or without a zone and with a point or a comma before the fraction, or an epoch
 * in s, ms, µs or ns, told apart by its size. Undefined for anything else.
 */
export function momentOf(value: unknown, zone: TimeZone): number | undefined {
  if (typeof value === 'number') return epochMsOf(value);
  if (typeof value !== 'string') return undefined;
  if (/^\d{9,19}(?:\.\d+)?$/.test(value)) return epochMsOf(Number(value));
  const [whole, date, time = '00:00', fraction = '', offset = zone] = WRITTEN_TIME.exec(value) ?? [];
  if (whole === undefined || date === undefined) return undefined;
  return (
    istToEpochMs(date, time) + Number(`0.${fraction}0`) * MS_PER_SECOND + IST_OFFSET_MS - offsetMs(offset)
  );
}

function epochMsOf(value: number): number | undefined {
  if (!Number.isFinite(value) || value < 1e8) return undefined;
  if (value < 1e11) return value * MS_PER_SECOND;
  if (value < 1e14) return value;
  return Math.round(value < 1e17 ? value / 1e3 : value / 1e6);
}

function offsetMs(offset: string): number {
  if (offset === 'Z' || offset === 'UTC') return 0;
  if (offset === 'IST') return IST_OFFSET_MS;
  const sign = offset.startsWith('-') ? -1 : 1;
  const digits = offset.slice(1).replace(':', '').padEnd(4, '0');
  return sign * (Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2))) * 60 * MS_PER_SECOND;
}

/** How long the exchange's derivatives were traded between two moments. */
function tradedMs(exchange: Exchange, fromMs: number, toMs: number): number {
  if (toMs - fromMs > DAYS_SEARCHED_MAX * MS_PER_DAY) return toMs - fromMs;
  let sum = 0;
  for (let date = istDate(fromMs); date <= istDate(toMs); date = addDays(date, 1)) {
    const session = derivativesSession(exchange, date);
    if (session) sum += Math.max(0, Math.min(session.closeMs, toMs) - Math.max(session.openMs, fromMs));
  }
  return sum;
}

function zoneHint(differenceMs: number, side: 'ahead' | 'behind'): string {
  if (Math.abs(differenceMs - IST_OFFSET_MS) > ZONE_SLACK_MS) return '';
  return side === 'ahead'
    ? ': 5 h 30 min, so IST was written as if it were UTC (or needs zone: IST here)'
    : ': 5 h 30 min, so UTC was written as if it were IST (or needs zone: UTC here)';
}

function spokenAge(ms: number): string {
  if (ms < MS_PER_SECOND) return `${Math.round(ms)} ms`;
  if (ms < 10 * MS_PER_SECOND) return `${Math.round(ms / 100) / 10} s`;
  if (ms < 600 * MS_PER_SECOND) return `${Math.round(ms / MS_PER_SECOND)} s`;
  const minutes = Math.round(ms / 60_000);
  if (minutes < 120) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h ${minutes % 60} min` : `${Math.floor(hours / 24)} days`;
}
