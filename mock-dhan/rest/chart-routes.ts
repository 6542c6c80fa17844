import type { Context, Hono } from 'hono';
import { MS_PER_SECOND, istToEpochMs } from '#engine/market/ist-time.ts';
import { INSTRUMENT_NAMES } from '#engine/market/instrument.ts';
import {
  NO_CHART_DATA,
  parseHistoricalChartRequest,
  parseIntradayChartRequest,
  parseRollingOptionRequest,
  renderChart,
  renderRollingOption,
} from '#engine/wire/rest-bodies.ts';
import type {
  ChartBody,
  ChartRequest,
  IntradayChartRequest,
  ParsedChartRequest,
} from '#engine/wire/rest-bodies.ts';
import type { WireProfile } from '#engine/wire/wire-profile.ts';
import { barsOf } from '../world/candle-bars.ts';
import type { Bar } from '../world/candle-bars.ts';
import { EarlierDays } from '../world/earlier-days.ts';
import type { EarlierDay } from '../world/earlier-days.ts';
import { futureDays } from '../world/future-days.ts';
import { sessionOn } from '../world/market/session-steps.ts';
import { inputError, javaError, jsonAnswer, refuseAccountCall } from './answers.ts';
import type { RestExchange } from './rest-exchange.ts';
import { rollingOptionBars } from './rolling-option-bars.ts';

/**
 * `POST /v2/charts/historical`, `/intraday` and `/rollingoption`, drawn from the trades of the scenario's day up to now. Of the days before it an index has bars
 * (earlier-days.ts), and so has a future (future-days.ts), an option has none. Source: dhan-v2-wire 4.4.
 */
export function addChartRoutes(app: Hono, exchange: RestExchange): void {
  const earlier = new EarlierDays(exchange.seed, exchange.scenario.clock.date);
  app.post('/v2/charts/historical', (context) =>
    answerChart(context, exchange, {
      parse: parseHistoricalChartRequest,
      draw: (index, request) => [
        ...earlierBars(exchange, earlier, {
          index,
          request: { ...request, intervalMinutes: MINUTES_PER_DAY },
        }),
        ...dailyBars(exchange, index, request),
      ],
    }),
  );
  app.post('/v2/charts/intraday', (context) =>
    answerChart(context, exchange, {
      parse: parseIntradayChartRequest,
      draw: (index, request) => [
        ...earlierBars(exchange, earlier, { index, request }),
        ...intradayBars(exchange, index, request),
      ],
    }),
  );
  app.post('/v2/charts/rollingoption', async (context) => {
    const refusal = refuseAccountCall(context, exchange, 'data');
    if (refusal) return refusal;
    const request = parseRollingOptionRequest(await context.req.text(), exchange.wire);
    if (!request.ok) return chartError(context, request.errorCode, request.message);
    exchange.world.sync(exchange.clock.nowMs());
    const bars = rollingOptionBars(exchange, request.value);
    return jsonAnswer(context, 200, renderRollingOption(bars, request.value, exchange.wire.chartNumbers));
  });
}

async function answerChart<Request extends ChartRequest>(
  context: Context,
  exchange: RestExchange,
  chart: {
    readonly parse: (text: string, wire: WireProfile) => ParsedChartRequest<Request>;
    readonly draw: (index: number, request: Request) => readonly Bar[];
  },
): Promise<Response> {
  const refusal = refuseAccountCall(context, exchange, 'data');
  if (refusal) return refusal;
  const request = chart.parse(await context.req.text(), exchange.wire);
  if (!request.ok) return chartError(context, request.errorCode, request.message);
  const { exchangeSegment, securityId, instrument, withOpenInterest } = request.value;
  const { universe } = exchange.world;
  const index = universe.indexOf(exchangeSegment, securityId);
  const listed = universe.instruments[index];
  if (listed && INSTRUMENT_NAMES[listed.kind] !== instrument)
    return chartError(context, 'DH-907', NO_CHART_DATA);
  exchange.world.sync(exchange.clock.nowMs());
  const bars = listed ? chart.draw(index, request.value) : [];
  return jsonAnswer(context, 200, renderChart(chartBody(bars, withOpenInterest), exchange.wire.chartNumbers));
}

/** The answer to a chart request that cannot be drawn. */
function chartError(context: Context, errorCode: 'DH-905' | 'DH-907', message: string): Response {
  if (errorCode === 'DH-905') return inputError(context, message);
  return javaError(context, 400, { errorType: 'Data_Error', errorCode, errorMessage: message });
}

function earlierBars(
  exchange: RestExchange,
  earlier: EarlierDays,
  { index, request }: { readonly index: number; readonly request: IntradaySpan },
): Bar[] {
  return daysBefore(exchange, earlier, { index, fromMs: request.fromMs }).flatMap(({ date, candles }) => {
    const isDaily = request.intervalMinutes === MINUTES_PER_DAY;
    const originMs = isDaily ? istToEpochMs(date) : sessionOn(date).openMs;
    return barsOf(candles, { originMs, ...request });
  });
}

function daysBefore(
  { world: { universe, board }, seed }: RestExchange,
  earlier: EarlierDays,
  { index, fromMs }: { readonly index: number; readonly fromMs: number },
): readonly EarlierDay[] {
  const instrument = universe.instruments[index];
  if (!instrument || instrument.kind === 'option') return [];
  const spotIndex = instrument.kind === 'index' ? index : universe.underlyingIndex(instrument.underlying);
  const underlying = universe.underlyings[spotIndex]!;
  const days = earlier.of(underlying.symbol, board.previousClose[spotIndex]!, fromMs);
  if (instrument.kind === 'index') return days;
  const [previousClose, previousOi] = [board.previousClose[index]!, board.previousOi[index]!];
  return futureDays(days, { instrument, underlying, seed, previousClose, previousOi });
}

/** The day's own bar at its IST midnight, once the session is over. */
function dailyBars(exchange: RestExchange, index: number, { fromMs, toMs }: ChartRequest): Bar[] {
  const { date } = exchange.scenario.clock;
  const midnightMs = istToEpochMs(date);
  if (exchange.clock.nowMs() < sessionOn(date).closeMs) return [];
  const candles = exchange.world.board.candles.of(index);
  return barsOf(candles, { originMs: midnightMs, intervalMinutes: MINUTES_PER_DAY, fromMs, toMs });
}

const MINUTES_PER_DAY = 1440;

type IntradaySpan = Pick<IntradayChartRequest, 'fromMs' | 'toMs' | 'intervalMinutes'>;

function intradayBars(exchange: RestExchange, index: number, request: IntradayChartRequest): Bar[] {
  const originMs = sessionOn(exchange.scenario.clock.date).openMs;
  return barsOf(exchange.world.board.candles.of(index), { originMs, ...request });
}

function chartBody(bars: readonly Bar[], withOpenInterest: boolean): ChartBody {
  const column = (read: (bar: Bar) => number): Float64Array => Float64Array.from(bars, read);
  return {
    open: column((bar) => bar.open),
    high: column((bar) => bar.high),
    low: column((bar) => bar.low),
    close: column((bar) => bar.close),
    volume: column((bar) => bar.volume),
    timestamp: column((bar) => bar.startMs / MS_PER_SECOND),
    ...(withOpenInterest ? { open_interest: column((bar) => bar.oi) } : {}),
  };
}
