import type { CandleBook } from '../candles/candle-book.ts';
import type { Candle } from '../candles/candle.ts';
import { UpstreamError } from '../errors.ts';
import { underlyingBySymbol } from '../market/instrument.ts';
import { istDate, MS_PER_MINUTE, MS_PER_SECOND } from '../market/ist-time.ts';
import type { Credentials, HttpTransport } from '../ports.ts';
import { ChartBodySchema } from '../wire/chart-body.ts';
import { parseJsonBody } from '../wire/json-body.ts';

/** Where charts are asked for, and by whom. */
export interface MinuteCandleSource {
  readonly transport: HttpTransport;
  /** `https://api.dhan.co/v2` or a mock's. */
  readonly restUrl: string;
  readonly credentials: Credentials;
}

const PATH = '/charts/intraday';

/**
 * Gives the book what the indices did today before `nowMs`, so that an indicator need not wait for its warm-up. The minute that runs is left to the ticks.
 * Errors: UpstreamError, as from every call to the exchange.
 */
export async function loadEarlierMinutes(
  book: CandleBook,
  symbols: readonly string[],
  { source, nowMs }: { readonly source: MinuteCandleSource; readonly nowMs: number },
): Promise<void> {
  const minuteMs = nowMs - (nowMs % MS_PER_MINUTE);
  for (const symbol of symbols) {
    const underlying = underlyingBySymbol(symbol);
    if (!underlying) continue;
    const candles = await indexMinutes(source, underlying.securityId, istDate(nowMs));
    book.load(
      symbol,
      underlying.exchange,
      candles.filter(({ startMs }) => startMs < minuteMs),
    );
  }
}

/** The one-minute candles of an index on a day (`YYYY-MM-DD`), oldest first. Source: dhan-v2-wire 4.4. */
async function indexMinutes(
  { transport, restUrl, credentials }: MinuteCandleSource,
  securityId: number,
  date: string,
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
      fromDate: date,
      toDate: date,
    }),
  });
  const refused = (expected: string): UpstreamError =>
    new UpstreamError(`${PATH}: expected ${expected}, was status ${answer.status}.`, {
      failure: 'malformed',
      endpoint: PATH,
      status: answer.status,
    });
  if (answer.status !== 200) throw refused('minutes of the day');
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
