import type { CandleBook } from '../candles/candle-book.ts';
import type { Candle } from '../candles/candle.ts';
import { RequestPacer } from '../cache/request-pacing.ts';
import { UpstreamError } from '../errors.ts';
import type { UpstreamFailure } from '../errors.ts';
import { underlyingBySymbol } from '../market/instrument.ts';
import { addDays, istDate, MS_PER_MINUTE, MS_PER_SECOND } from '../market/ist-time.ts';
import type { Clock, Credentials, HttpTransport, Timers } from '../ports.ts';
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
  readonly clock: Clock & Timers;
}

const PATH = '/charts/intraday';
/** Calendar days before today: about twenty of trading, so that fourteen days and as many hours are there for every timeframe. The exchange gives 90 at once. */
const DAYS_BACK = 30;

/**
 * Gives the book what the indices did in the days before `nowMs` and today, one call for each, so that an indicator need not wait for its warm-up. The minute that
 * runs is left to the ticks. Errors: UpstreamError, as from every call to the exchange.
 */
export async function loadEarlierMinutes(
  book: CandleBook,
  symbols: readonly string[],
  source: MinuteCandleSource,
): Promise<void> {
  const nowMs = source.clock.nowMs();
  const minuteMs = nowMs - (nowMs % MS_PER_MINUTE);
  const toDate = istDate(nowMs);
  const span = { fromDate: addDays(toDate, -DAYS_BACK), toDate };
  const pacer = new RequestPacer(source.clock);
  for (const symbol of symbols) {
    const underlying = underlyingBySymbol(symbol);
    if (!underlying) continue;
    const candles = await pacer.call(symbol, () => indexMinutes(source, underlying.securityId, span));
    book.load(
      symbol,
      underlying.exchange,
      candles.filter(({ startMs }) => startMs < minuteMs),
    );
  }
}

/** The one-minute candles of an index on these days (`YYYY-MM-DD`, both included), oldest first. Source: dhan-v2-wire 4.4. */
async function indexMinutes(
  { transport, restUrl, credentials }: MinuteCandleSource,
  securityId: number,
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
      exchangeSegment: 'IDX_I',
      instrument: 'INDEX',
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
