import { Hono } from 'hono';
import type { Context } from 'hono';
import { StoreError } from '../errors.ts';
import { istIso, MS_PER_MINUTE, MS_PER_SECOND } from '../market/ist-time.ts';
import type { Clock, ExpiryMinute, OptionBarStore } from '../ports.ts';
import { invalid } from './indicator-request.ts';
import { Refusal } from './refusal.ts';
import { malformedExpiry } from './validation-error.ts';

/** Where the figures of each expiry and minute are read. */
export interface ExpirySeriesSource {
  readonly store: Pick<OptionBarStore, 'minutes'>;
  /** Underlyings that figures are kept of. */
  readonly symbols: readonly string[];
  /** Their name of what was asked; undefined for what no form fits. */
  readonly symbolOf: (asked: string) => string | undefined;
}

/** By volume, and by open interest. */
const FIGURES = { pcr: 'pcr', pcr_oi: 'pcrOi', max_pain: 'maxPain', max_pain_oi: 'maxPainOi' } as const;
const MINUTES = { '1min': 1, '5min': 5, '15min': 15 } as const;
const BACK_MS = 360 * MS_PER_MINUTE;
const EXPIRIES_MAX = 20;
const EPOCH_SECONDS_MAX = 9_999_999_999;

interface AskedSeries {
  readonly symbol: string;
  readonly timeframe: keyof typeof MINUTES;
  readonly indicator: keyof typeof FIGURES;
  readonly expiries: readonly string[];
  readonly fromMs: number;
  readonly toMs: number;
}

/**
 * `GET /fo/moneyness-series`: put-call ratio or max pain, a series for each expiry, of the last six hours unless told otherwise; a longer timeframe has the figure
 * at its end. Errors: 404 for an underlying or a time that nothing is kept of, 409 where nothing was traded, 422 with what is accepted, 503 while the store is
 * away. Source: seed-requirements B8 (FO aggregation).
 */
export function expirySeriesRoutes(clock: Clock, source: ExpirySeriesSource): Hono {
  const routes = new Hono().get('/fo/moneyness-series', async (c) => {
    const asked = askedSeries(c, source, clock.nowMs());
    const minutes = await source.store.minutes(asked);
    const { symbol, timeframe, indicator } = asked;
    return c.json({ status: 'ok', symbol, timeframe, indicator, series: seriesOf(minutes, asked) });
  });
  routes.onError((error, c) => {
    if (error instanceof Refusal) return c.json({ detail: error.detail }, error.status);
    if (error instanceof StoreError)
      return c.json({ detail: 'The store of option bars cannot be read now: try again later' }, 503);
    throw error;
  });
  return routes;
}

function askedSeries(c: Context, { symbols, symbolOf }: ExpirySeriesSource, nowMs: number): AskedSeries {
  const given = c.req.query('symbol')?.trim() ?? symbols[0] ?? '';
  const symbol = symbolOf(given);
  if (symbol === undefined || !symbols.includes(symbol))
    throw new Refusal(404, `Unknown symbol "${given}": figures are kept of ${symbols.join(', ')}`);
  const expiries = c.req.queries('expiry') ?? [];
  const problems = expiries.flatMap((expiry) => malformedExpiry(expiry) ?? []);
  if (problems.length > 0) throw new Refusal(422, problems);
  if (expiries.length > EXPIRIES_MAX)
    throw invalid(
      'too_long',
      ['query', 'expiry'],
      `Input should be at most ${EXPIRIES_MAX} expiries`,
      String(expiries.length),
    );
  const toMs = askedTime(c, 'to') ?? nowMs;
  const fromMs = askedTime(c, 'from') ?? toMs - BACK_MS;
  if (fromMs > toMs)
    throw invalid(
      'time_order',
      ['query', 'from'],
      'Input should be at most `to`',
      c.req.query('from') ?? null,
    );
  return {
    symbol,
    expiries,
    fromMs,
    toMs,
    timeframe: askedName(c, 'timeframe', MINUTES) ?? '1min',
    indicator: askedName(c, 'indicator', FIGURES) ?? 'max_pain',
  };
}

function askedName<Names extends object>(
  c: Context,
  name: string,
  names: Names,
): (string & keyof Names) | undefined {
  const asked = c.req.query(name)?.trim();
  if (asked === undefined) return undefined;
  const known = Object.keys(names).find((candidate) => candidate === asked);
  if (known !== undefined) return known as string & keyof Names;
  throw invalid('enum', ['query', name], `Input should be one of ${Object.keys(names).join(', ')}`, asked);
}

/** Epoch seconds, as the original takes them. */
function askedTime(c: Context, name: string): number | undefined {
  const asked = c.req.query(name)?.trim();
  if (asked === undefined) return undefined;
  const seconds = /^\d{1,10}$/.test(asked) ? Number(asked) : Number.NaN;
  if (seconds <= EPOCH_SECONDS_MAX) return seconds * MS_PER_SECOND;
  throw invalid(
    'int_range',
    ['query', name],
    `Input should be epoch seconds from 0 to ${EPOCH_SECONDS_MAX}`,
    asked,
  );
}

function seriesOf(minutes: readonly ExpiryMinute[], asked: AskedSeries): readonly object[] {
  const { symbol, timeframe, indicator, fromMs, toMs } = asked;
  if (minutes.length === 0)
    throw new Refusal(
      404,
      `No figures of ${symbol}${asked.expiries.map((expiry) => ` ${expiry}`).join(',')} from ${istIso(fromMs)} to ${istIso(toMs)}`,
    );
  const lengthMs = MINUTES[timeframe] * MS_PER_MINUTE;
  const byExpiry = new Map<string, Map<number, number>>();
  for (const minute of minutes) {
    const value = minute[FIGURES[indicator]];
    if (value === null) continue;
    const points = byExpiry.get(minute.expiry) ?? new Map<number, number>();
    points.set((Math.floor(minute.minuteMs / lengthMs) * lengthMs) / MS_PER_SECOND, value);
    byExpiry.set(minute.expiry, points);
  }
  if (byExpiry.size === 0)
    throw new Refusal(
      409,
      `${indicator} of ${symbol} has no value in ${minutes.length} minutes: ${indicator.endsWith('_oi') ? 'no open interest was told' : 'nothing was traded'} there`,
    );
  return [...byExpiry].map(([expiry, points]) => ({
    expiry,
    points: [...points].map(([time, value]) => ({ time, value })),
  }));
}
