/** Both directions of `POST /charts/rollingoption`: an option series whose strike follows the spot. Source: dhan-v2-wire 4.4. */
import { z } from 'zod';
import { EXCHANGE_SEGMENT_CODES } from '../market/instrument.ts';
import type { ExchangeSegment, OptionType } from '../market/instrument.ts';
import { MS_PER_DAY, istToEpochMs } from '../market/ist-time.ts';
import { BAD_FIELDS, IntervalSchema, SecurityIdSchema } from './chart-requests.ts';
import type { ParsedChartRequest } from './chart-requests.ts';
import { parseJsonBody } from './json-body.ts';
import { javaJson } from './java-json.ts';
import type { DoubleStyle } from './java-json.ts';
import type { WireProfile } from './wire-profile.ts';

/** Which series is asked for. */
export interface RollingOptionRequest {
  readonly exchangeSegment: ExchangeSegment;
  /** Of the underlying. */
  readonly securityId: number;
  readonly expiryFlag: 'WEEK' | 'MONTH';
  /** 1 is the nearest expiry of its kind. */
  readonly expiryCode: number;
  /** Strikes above (or below) the one at the money. */
  readonly strikesFromMoney: number;
  readonly optionType: OptionType;
  readonly fields: ReadonlySet<RollingOptionField>;
  readonly intervalMinutes: number;
  /** Epoch ms; bars that start within the two, both included. */
  readonly fromMs: number;
  readonly toMs: number;
}

/** A list that a request may name in `requiredData`. */
export type RollingOptionField = (typeof FIELDS)[number];

/** One bar of a series: prices in rupees, volume and open interest in units, `iv` in percent, `timestamp` in true epoch seconds. */
export type RollingOptionBar = Readonly<Record<RollingOptionField | 'timestamp', number>>;

/** Whether `toDate` counts, how many days the dates may lie apart and whether bars of 25 minutes exist is the wire's word. */
export function parseRollingOptionRequest(
  text: string,
  wire: WireProfile,
): ParsedChartRequest<RollingOptionRequest> {
  const body = parseJsonBody('rolling option request', RollingOptionRequestSchema, text);
  if (!body.ok) return refused(body.error.includes('expiryCode') ? EXPIRY_CODE_MISSING : BAD_FIELDS);
  const { exchangeSegment, securityId, expiryFlag, expiryCode, strike, interval } = body.value;
  const fromMs = istToEpochMs(body.value.fromDate);
  const toDateMs = istToEpochMs(body.value.toDate);
  if (toDateMs < fromMs || toDateMs - fromMs > Number(wire.rollingDaysMax) * MS_PER_DAY)
    return refused(BAD_FIELDS);
  const toMs = toDateMs + (wire.rollingToDate === 'inclusive' ? MS_PER_DAY : 0) - 1;
  if (interval === 25 && wire.rollingInterval25 === 'refused') return refused(BAD_FIELDS);
  const value = {
    exchangeSegment,
    securityId,
    expiryFlag,
    expiryCode,
    fromMs,
    toMs,
    strikesFromMoney: strike,
    optionType: body.value.drvOptionType === 'CALL' ? 'CE' : 'PE',
    fields: new Set(body.value.requiredData ?? FIELDS),
    intervalMinutes: interval,
  } as const;
  return { ok: true, value };
}

/** Writes the series of one leg; the other is null, and lists that were not asked for are empty. */
export function renderRollingOption(
  bars: readonly RollingOptionBar[],
  { optionType, fields }: Pick<RollingOptionRequest, 'optionType' | 'fields'>,
  style: DoubleStyle = 'java',
): string {
  const integers = (name: RollingOptionField | 'timestamp'): number[] => bars.map((bar) => bar[name]);
  const asked = <List>(name: RollingOptionField, list: (name: RollingOptionField) => List): List | [] =>
    fields.has(name) ? list(name) : [];
  const doubles = (name: RollingOptionField): Float64Array => Float64Array.from(integers(name));
  const leg = {
    iv: asked('iv', doubles),
    oi: asked('oi', integers),
    strike: asked('strike', doubles),
    spot: asked('spot', doubles),
    open: asked('open', doubles),
    high: asked('high', doubles),
    low: asked('low', doubles),
    close: asked('close', doubles),
    volume: asked('volume', integers),
    timestamp: integers('timestamp'),
  };
  return javaJson(
    { data: { ce: optionType === 'CE' ? leg : null, pe: optionType === 'PE' ? leg : null } },
    style,
  );
}

const FIELDS = ['open', 'high', 'low', 'close', 'iv', 'volume', 'strike', 'oi', 'spot'] as const;
const EXPIRY_CODE_MISSING = 'expiryCode is required';

/** Body of `POST /charts/rollingoption`. */
export const RollingOptionRequestSchema = z.object({
  expiryCode: z.int().min(1).max(3),
  exchangeSegment: z.enum(Object.keys(EXCHANGE_SEGMENT_CODES) as ExchangeSegment[]),
  securityId: SecurityIdSchema,
  instrument: z.enum(['OPTIDX', 'OPTSTK', 'OPTFUT']),
  expiryFlag: z.enum(['WEEK', 'MONTH']),
  strike: z
    .string()
    .regex(/^ATM([+-]\d{1,3})?$/)
    .transform((strike) => Number(strike.slice('ATM'.length))),
  drvOptionType: z.enum(['CALL', 'PUT']),
  requiredData: z.array(z.enum(FIELDS)).nullish(),
  interval: IntervalSchema,
  fromDate: z.iso.date(),
  toDate: z.iso.date(),
});

const LegSchema = z.object({
  iv: z.array(z.number()),
  oi: z.array(z.int()),
  strike: z.array(z.number()),
  spot: z.array(z.number()),
  open: z.array(z.number()),
  high: z.array(z.number()),
  low: z.array(z.number()),
  close: z.array(z.number()),
  volume: z.array(z.int()),
  timestamp: z.array(z.int()),
}) satisfies z.ZodType<Readonly<Record<keyof RollingOptionBar, readonly number[]>>>;

/** The series of one leg, the other null; a list that was not asked for is empty. */
export const RollingOptionSchema = z.object({
  data: z.object({ ce: LegSchema.nullable(), pe: LegSchema.nullable() }),
});

function refused(message: string): ParsedChartRequest<never> {
  return { ok: false, errorCode: 'DH-905', message };
}
