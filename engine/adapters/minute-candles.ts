import type { CandleBook } from '../candles/candle-book.ts';
import type { Candle } from '../candles/candle.ts';
import type { RequestPacer } from '../cache/request-pacing.ts';
import { UpstreamError } from '../errors.ts';
import type { UpstreamFailure } from '../errors.ts';
import { nameContract } from '../bus/leg-name.ts';
import { INSTRUMENT_NAMES, underlyingBySymbol } from '../market/instrument.ts';
import type { Exchange, FutureInstrument, Instrument } from '../market/instrument.ts';
import { addDays, istDate, MS_PER_MINUTE, MS_PER_SECOND } from '../market/ist-time.ts';
import type { Credentials, HttpTransport, InstrumentKey } from '../ports.ts';
import { ChartBodySchema } from '../wire/chart-body.ts';
import { readUpstreamFailure } from '../wire/error-bodies.ts';
import { parseJsonBody } from '../wire/json-body.ts';

/** Where charts are asked for, and by whom. */
export interface MinuteCandleSource {
  readonly transport: HttpTransport;
  /** `https://api.dhan.co/v2` or a mock's. */
  readonly restUrl: string;
  readonly credentials: Credentials;
  /** Paces the calls, as the exchange allows them. */
  readonly pacer: RequestPacer;
  /** Epoch ms: the minute that runs then, and those after it, are left to the ticks. */
  readonly untilMs: number;
}

/** What has a chart, and the name that its candles have. */
export interface ChartedInstrument extends InstrumentKey {
  readonly kind: Instrument['kind'];
  readonly name: string;
  readonly exchange: Exchange;
}

const PATH = '/charts/intraday';
/** Calendar days before today: about twenty of trading, so that fourteen days and as many hours are there for every timeframe. The exchange gives 90 at once. */
const DAYS_BACK = 30;

/** The indices of these symbols that are known. */
export function chartedIndices(symbols: readonly string[]): ChartedInstrument[] {
  return symbols.flatMap((name) => {
    const index = underlyingBySymbol(name);
    if (!index) return [];
    const { securityId, exchange } = index;
    return [{ kind: 'index' as const, exchangeSegment: 'IDX_I' as const, securityId, name, exchange }];
  });
}

/** Futures, by the name that their ticks' candles have. */
export function chartedFutures(futures: readonly FutureInstrument[]): ChartedInstrument[] {
  return futures.map((future) => ({
    kind: 'future',
    exchangeSegment: future.exchangeSegment,
    securityId: future.securityId,
    name: nameContract(future),
    exchange: underlyingBySymbol(future.underlying)?.exchange ?? 'NSE',
  }));
}

/**
 * Gives the book what the instruments did in the days before and today, one call for each, so that an indicator need not wait for its warm-up. Errors:
 * UpstreamError, as from every call to the exchange.
 */
export async function loadEarlierMinutes(
  book: CandleBook,
  instruments: readonly ChartedInstrument[],
  source: MinuteCandleSource,
): Promise<void> {
  const { pacer, untilMs } = source;
  const minuteMs = untilMs - (untilMs % MS_PER_MINUTE);
  const toDate = istDate(untilMs);
  const span = { fromDate: addDays(toDate, -DAYS_BACK), toDate };
  for (const instrument of instruments) {
    const candles = await pacer.call(instrument.name, () => chartedMinutes(source, instrument, span));
    book.load(
      instrument.name,
      instrument.exchange,
      candles.filter(({ startMs }) => startMs < minuteMs),
    );
  }
}

/** The one-minute candles of an instrument on these days (`YYYY-MM-DD`, both included), oldest first. Source: dhan-v2-wire 4.4. */
async function chartedMinutes(
  { transport, restUrl, credentials }: MinuteCandleSource,
  { kind, exchangeSegment, securityId }: ChartedInstrument,
  { fromDate, toDate }: { readonly fromDate: string; readonly toDate: string },
): Promise<readonly Candle[]> {
  const answer = await transport.send({
    method: 'POST',
    url: `${restUrl.replace(/\/+$/, '')}${PATH}`,
    headers: {
      'access-token': credentials.accessToken,
      'client-id': credentials.clientId,
      'content-type': 'application/json',
      accept: 'application/json',
    },
    body: JSON.stringify({
      securityId: String(securityId),
      exchangeSegment,
      instrument: INSTRUMENT_NAMES[kind],
      interval: '1',
      oi: false,
      fromDate,
      toDate,
    }),
  });
  const refused = (expected: string, failure: UpstreamFailure = 'malformed'): UpstreamError =>
    new UpstreamError(`${PATH}: expected ${expected}, was status ${answer.status}.`, {
      failure,
      endpoint: PATH,
      status: answer.status,
    });
  if (answer.status !== 200)
    throw refused('minutes of the days', readUpstreamFailure(answer.status, answer.body).failure);
  const parsed = parseJsonBody('chart', ChartBodySchema, answer.body);
  if (!parsed.ok) throw refused(`a chart (${parsed.error})`);
  const { timestamp, open, high, low, close, volume } = parsed.value;
  const columns = [open, high, low, close, volume];
  if (columns.some((column) => column.length !== timestamp.length)) throw refused('lists of one length');
  return timestamp.map((seconds, index) => ({
    startMs: seconds * MS_PER_SECOND,
    open: open[index]!,
    high: high[index]!,
    low: low[index]!,
    close: close[index]!,
    volume: volume[index]!,
  }));
}
