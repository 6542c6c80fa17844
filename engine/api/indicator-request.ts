import type { Context } from 'hono';
import * as z from 'zod';
import { TIMEFRAMES } from '../candles/candle.ts';
import type { Timeframe } from '../candles/candle.ts';
import { formatIndicatorId, indicatorFromParameters, parseIndicatorId } from '../indicators/indicator-ids.ts';
import type { Indicator, IndicatorResult } from '../indicators/indicator-ids.ts';
import { Refusal } from './refusal.ts';
import { missingParameter } from './validation-error.ts';
import type { ValidationDetail } from './validation-error.ts';

type Location = readonly (string | number)[];

/** An indicator and the id it is answered under: as it was asked, in full if by parameters. */
export interface AskedIndicator {
  readonly id: string;
  readonly indicator: Indicator;
}

/** Candles that a series may go back. */
export const LOOKBACK = { name: 'lookback', min: 1, max: 1000, default: 100 } as const;
/** Candles between the newest and the asked one. */
export const OFFSET = { name: 'offset', min: 0, max: 1000, default: 0 } as const;
const INDICATORS_MAX = 50;
const TEXT_MAX = 100;

const text = z.string().trim().min(1).max(TEXT_MAX);
const indicatorText = z.union(
  [text, z.strictObject({ name: text, params: z.record(z.string(), z.number()).default({}) })],
  { error: 'Input should be an id such as "RSI_14" or {"name": "RSI", "params": {"length": 14}}' },
);

const timeframe = z.enum(TIMEFRAMES, { error: oneOf(TIMEFRAMES) });
const lookback = z
  .int({ error: rangeText(LOOKBACK) })
  .min(LOOKBACK.min, { error: rangeText(LOOKBACK) })
  .max(LOOKBACK.max, { error: rangeText(LOOKBACK) })
  .default(LOOKBACK.default);

const subscriptionSchema = z.strictObject({
  symbol: text,
  timeframe,
  indicators: z.array(indicatorText).min(1).max(INDICATORS_MAX),
});

const batchSchema = z.strictObject({
  symbol: text,
  queries: z
    .array(
      z.strictObject({
        timeframe,
        indicator: indicatorText,
        lookback,
      }),
    )
    .min(1)
    .max(INDICATORS_MAX),
});

/** The query parameter. Errors: Refusal 422 when it did not arrive. */
export function requiredText(c: Context, name: string): string {
  const value = c.req.query(name)?.trim();
  if (value === undefined || value === '') throw new Refusal(422, [missingParameter(name)]);
  return value;
}

/** Errors: Refusal 422 with the timeframes there are. */
export function askedTimeframe(c: Context): Timeframe {
  const asked = requiredText(c, 'timeframe');
  const timeframe = TIMEFRAMES.find((known) => known === asked);
  if (!timeframe) throw invalid('enum', ['query', 'timeframe'], oneOf(TIMEFRAMES), asked);
  return timeframe;
}

/** Errors: Refusal 422 with the accepted range. */
export function askedInteger(c: Context, range: typeof LOOKBACK | typeof OFFSET): number {
  const asked = c.req.query(range.name)?.trim();
  if (asked === undefined) return range.default;
  const value = /^\d{1,9}$/.test(asked) ? Number(asked) : Number.NaN;
  if (value >= range.min && value <= range.max) return value;
  throw invalid('int_range', ['query', range.name], rangeText(range), asked);
}

/** `indicator=RSI_14`. */
export function askedIndicator(c: Context): AskedIndicator {
  return asked(requiredText(c, 'indicator'), ['query', 'indicator']);
}

/** `indicators=RSI_14,SMA_20`. Errors: Refusal 422 naming every id that is wrong. */
export function askedIndicators(c: Context): readonly AskedIndicator[] {
  const ids = requiredText(c, 'indicators').split(',');
  const loc = ['query', 'indicators'];
  if (ids.length > INDICATORS_MAX)
    throw invalid('too_long', loc, `Input should be at most ${INDICATORS_MAX} ids`, String(ids.length));
  return allAsked(ids.map((id) => ({ given: id.trim(), loc })));
}

/** The body of subscribe and unsubscribe. */
export async function askedSubscription(c: Context): Promise<{
  readonly symbol: string;
  readonly timeframe: Timeframe;
  readonly indicators: readonly AskedIndicator[];
}> {
  const { indicators, ...rest } = await bodyOf(c, subscriptionSchema);
  return {
    ...rest,
    indicators: allAsked(indicators.map((given, index) => ({ given, loc: ['body', 'indicators', index] }))),
  };
}

/** The body of batch. */
export async function askedBatch(c: Context): Promise<{
  readonly symbol: string;
  readonly queries: readonly {
    readonly timeframe: Timeframe;
    readonly asked: AskedIndicator;
    readonly lookback: number;
  }[];
}> {
  const { symbol, queries } = await bodyOf(c, batchSchema);
  const indicators = allAsked(
    queries.map(({ indicator }, index) => ({
      given: indicator,
      loc: ['body', 'queries', index, 'indicator'],
    })),
  );
  return {
    symbol,
    queries: queries.map(({ timeframe, lookback }, index) => ({
      timeframe,
      lookback,
      asked: indicators[index]!,
    })),
  };
}

/** A Refusal 422 of one entry. */
export function invalid(type: string, loc: Location, msg: string, input: string | null): Refusal {
  return new Refusal(422, [{ type, loc, msg, input }]);
}

function rangeText({ min, max }: typeof LOOKBACK | typeof OFFSET): string {
  return `Input should be a whole number from ${min} to ${max}`;
}

function oneOf(names: readonly string[]): string {
  return `Input should be one of ${names.join(', ')}`;
}

type GivenIndicator = z.infer<typeof indicatorText>;

function asked(given: GivenIndicator, loc: Location): AskedIndicator {
  return allAsked([{ given, loc }])[0]!;
}

function allAsked(
  all: readonly { readonly given: GivenIndicator; readonly loc: Location }[],
): readonly AskedIndicator[] {
  const read = all.map(({ given, loc }) => ({ given, loc, result: readIndicator(given) }));
  const problems = read.flatMap(({ given, loc, result }): ValidationDetail[] =>
    result.ok
      ? []
      : [
          {
            type: 'indicator',
            loc,
            msg: result.error,
            input: typeof given === 'string' ? given : given.name,
          },
        ],
  );
  if (problems.length > 0) throw new Refusal(422, problems);
  return read.flatMap(({ given, result }) =>
    result.ok
      ? [{ id: typeof given === 'string' ? given : formatIndicatorId(result.value), indicator: result.value }]
      : [],
  );
}

function readIndicator(given: GivenIndicator): IndicatorResult {
  return typeof given === 'string'
    ? parseIndicatorId(given)
    : indicatorFromParameters(given.name, given.params);
}

async function bodyOf<Schema extends z.ZodType>(c: Context, schema: Schema): Promise<z.infer<Schema>> {
  const body: unknown = await c.req.json().catch(() => {
    throw invalid('json_invalid', ['body'], 'Input should be a JSON object', null);
  });
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw new Refusal(
    422,
    parsed.error.issues.map(({ code, path, message }) => ({
      type: code,
      loc: ['body', ...path.map((part) => (typeof part === 'symbol' ? String(part) : part))],
      msg: message,
      input: null,
    })),
  );
}
