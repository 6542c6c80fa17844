/** What clients send to `POST /charts/historical` and `POST /charts/intraday`. Source: dhan-v2-wire 4.4. */
import { z } from 'zod';
import { EXCHANGE_SEGMENT_CODES } from '../market/instrument.ts';
import type { ExchangeSegment } from '../market/instrument.ts';
import { MS_PER_DAY, istToEpochMs } from '../market/ist-time.ts';
import { parseJsonBody } from './json-body.ts';
import type { WireProfile } from './wire-profile.ts';

/** A refused request with the code the Java tier answers. `message` goes on the wire. */
export type ParsedChartRequest<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly errorCode: 'DH-905' | 'DH-907'; readonly message: string };

/** Which instrument's bars are asked for, and from when to when. */
export interface ChartRequest {
  readonly exchangeSegment: ExchangeSegment;
  readonly securityId: number;
  readonly instrument: InstrumentName;
  readonly withOpenInterest: boolean;
  /** Epoch ms; bars that start within the two, both included. */
  readonly fromMs: number;
  readonly toMs: number;
}

/** A chart request with the length of its bars. */
export interface IntradayChartRequest extends ChartRequest {
  readonly intervalMinutes: number;
}

/** The kinds of instrument charts know. Source: dhan-v2-wire 4.1. */
export type InstrumentName = (typeof INSTRUMENT_NAMES)[number];

/** What a request with a missing or bad field is told. Source: dhan-v2-wire 2.2. */
export const BAD_FIELDS = 'Missing required fields, bad values for parameters etc.';

/** What a request for an instrument in a segment that cannot hold it is told. Source: dhan-v2-wire 2.2. */
export const NO_CHART_DATA = 'System is unable to fetch data due to incorrect parameters or no data present.';

/** Daily bars: `toDate` is not included. */
export function parseHistoricalChartRequest(
  text: string,
  wire: WireProfile,
): ParsedChartRequest<ChartRequest> {
  const body = parseJsonBody('historical chart request', HistoricalChartSchema, text);
  if (!body.ok) return refused('DH-905', BAD_FIELDS);
  const { fromDate, toDate } = body.value;
  return chartRequest(body.value, { fromMs: istToEpochMs(fromDate), toMs: istToEpochMs(toDate) - 1 }, wire);
}

/** Intraday bars: a `toDate` without a time includes its whole day. The dates may lie 90 days apart. */
export function parseIntradayChartRequest(
  text: string,
  wire: WireProfile,
): ParsedChartRequest<IntradayChartRequest> {
  const body = parseJsonBody('intraday chart request', IntradayChartSchema, text);
  if (!body.ok) return refused('DH-905', BAD_FIELDS);
  const span = intradaySpan(body.value);
  if (!span) return refused('DH-905', BAD_FIELDS);
  if (momentOf(body.value.toDate) - span.fromMs > INTRADAY_DAYS_MAX * MS_PER_DAY)
    return refused('DH-905', TOO_MANY_DAYS);
  const request = chartRequest(body.value, span, wire);
  if (!request.ok) return request;
  return { ok: true, value: { ...request.value, intervalMinutes: body.value.interval } };
}

/** A security id as a string of digits or an integer. */
export const SecurityIdSchema = z.union([
  z.int().nonnegative(),
  z
    .string()
    .regex(/^\d{1,15}$/)
    .transform(Number),
]);

const INTERVALS: readonly number[] = [1, 5, 15, 25, 30, 60];

/** Minutes per bar, as an integer or its digits. Source: dhan-v2-wire 11.2, row 42. */
export const IntervalSchema = z
  .union([
    z.int(),
    z
      .string()
      .regex(/^\d{1,2}$/)
      .transform(Number),
  ])
  .refine((minutes) => INTERVALS.includes(minutes))
  .describe(`minutes per bar: ${INTERVALS.join(', ')}`);
const INTRADAY_DAYS_MAX = 90;
const TOO_MANY_DAYS = 'Data for Intraday Charts can be fetched for 90 days at a time';

const INSTRUMENT_NAMES = [
  'INDEX',
  'FUTIDX',
  'OPTIDX',
  'EQUITY',
  'FUTSTK',
  'OPTSTK',
  'FUTCOM',
  'OPTFUT',
  'FUTCUR',
  'OPTCUR',
] as const;

const EQUITY_DERIVATIVES = ['FUTIDX', 'OPTIDX', 'FUTSTK', 'OPTSTK'] as const;
const SEGMENT_INSTRUMENTS: Readonly<Record<ExchangeSegment, readonly InstrumentName[]>> = {
  IDX_I: ['INDEX'],
  NSE_EQ: ['EQUITY'],
  NSE_FNO: EQUITY_DERIVATIVES,
  NSE_CURRENCY: ['FUTCUR', 'OPTCUR'],
  BSE_EQ: ['EQUITY'],
  MCX_COMM: ['FUTCOM', 'OPTFUT', 'FUTIDX', 'OPTIDX'],
  BSE_CURRENCY: ['FUTCUR', 'OPTCUR'],
  BSE_FNO: EQUITY_DERIVATIVES,
};

const ChartFields = {
  securityId: SecurityIdSchema,
  exchangeSegment: z.enum(Object.keys(EXCHANGE_SEGMENT_CODES) as ExchangeSegment[]),
  instrument: z.enum(INSTRUMENT_NAMES),
  oi: z.boolean().nullish(),
};

const DateTimeSchema = z
  .string()
  .regex(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/)
  .refine((text) => z.iso.date().safeParse(text.slice(0, 10)).success && isTimeOfDay(text.slice(11)));

/** Body of `POST /charts/historical`. */
export const HistoricalChartSchema = z.object({
  ...ChartFields,
  expiryCode: z.int().min(0).max(3).nullish(),
  fromDate: z.iso.date(),
  toDate: z.iso.date(),
});

/** Body of `POST /charts/intraday`; a date may have a time of day, IST. */
export const IntradayChartSchema = z.object({
  ...ChartFields,
  interval: IntervalSchema,
  fromDate: z.union([z.iso.date(), DateTimeSchema]),
  toDate: z.union([z.iso.date(), DateTimeSchema]),
});

function chartRequest(
  fields: {
    readonly exchangeSegment: ExchangeSegment;
    readonly securityId: number;
    readonly instrument: InstrumentName;
    readonly oi?: boolean | null | undefined;
  },
  span: { readonly fromMs: number; readonly toMs: number },
  wire: WireProfile,
): ParsedChartRequest<ChartRequest> {
  const { exchangeSegment, securityId, instrument } = fields;
  if (!SEGMENT_INSTRUMENTS[exchangeSegment].includes(instrument)) return refused('DH-907', NO_CHART_DATA);
  const withOpenInterest = fields.oi === true || wire.openInterestList === 'always';
  return { ok: true, value: { exchangeSegment, securityId, instrument, withOpenInterest, ...span } };
}

/** Undefined when the end lies before the start. */
function intradaySpan(request: {
  readonly fromDate: string;
  readonly toDate: string;
}): { readonly fromMs: number; readonly toMs: number } | undefined {
  const fromMs = momentOf(request.fromDate);
  const toMs = momentOf(request.toDate) + (request.toDate.length === DATE_LENGTH ? MS_PER_DAY - 1 : 0);
  return toMs < fromMs ? undefined : { fromMs, toMs };
}

const DATE_LENGTH = 10;

function momentOf(dateOrDateTime: string): number {
  const [date = '', timeOfDay] = dateOrDateTime.split(' ');
  return istToEpochMs(date, timeOfDay);
}

function isTimeOfDay(text: string): boolean {
  const [hour = 0, minute = 0, second = 0] = text.split(':').map(Number);
  return hour < 24 && minute < 60 && second < 60;
}

function refused(errorCode: 'DH-905' | 'DH-907', message: string): ParsedChartRequest<never> {
  return { ok: false, errorCode, message };
}
