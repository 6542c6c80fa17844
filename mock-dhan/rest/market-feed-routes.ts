import type { Context, Hono } from 'hono';
import type { ExchangeSegment } from '#engine/market/instrument.ts';
import {
  parseMarketFeedRequest,
  renderMarketFeedLtp,
  renderMarketFeedOhlc,
  renderMarketFeedQuote,
} from '#engine/wire/rest-bodies.ts';
import type { MarketFeedBody, MarketFeedRequest } from '#engine/wire/rest-bodies.ts';
import type { World } from '../world/world.ts';
import { dataError, jsonAnswer, refuseDataCall } from './answers.ts';
import { ltpOf, ohlcOf, quoteOf } from './market-quotes.ts';
import type { RestExchange } from './rest-exchange.ts';

/** `POST /v2/marketfeed/ltp`, `/ohlc`, `/quote`: one budget for the three. Source: dhan-v2-wire 3, 4.3. */
export function addMarketFeedRoutes(app: Hono, exchange: RestExchange): void {
  const { world } = exchange;
  app.post('/v2/marketfeed/ltp', (context) =>
    answerQuotes(context, exchange, (request) => renderMarketFeedLtp(collect(world, request, ltpOf))),
  );
  app.post('/v2/marketfeed/ohlc', (context) =>
    answerQuotes(context, exchange, (request) => renderMarketFeedOhlc(collect(world, request, ohlcOf))),
  );
  app.post('/v2/marketfeed/quote', (context) =>
    answerQuotes(context, exchange, (request) =>
      renderMarketFeedQuote(collect(world, request, (_world, index) => quoteOf(world, index, exchange.wire))),
    ),
  );
}

async function answerQuotes(
  context: Context,
  exchange: RestExchange,
  render: (request: MarketFeedRequest) => string,
): Promise<Response> {
  const refusal = refuseDataCall(context, exchange, 'quote');
  if (refusal) return refusal;
  const request = parseMarketFeedRequest(await context.req.text());
  if (!request.ok) return dataError(context, request.dataCode);
  exchange.world.sync(exchange.clock.nowMs());
  return jsonAnswer(context, 200, render(request.value));
}

/** Ids that are not listed are left out; their segment stays, empty. */
function collect<Quote>(
  world: World,
  request: MarketFeedRequest,
  quoteAt: (world: World, index: number) => Quote,
): MarketFeedBody<Quote> {
  const body = new Map<ExchangeSegment, Map<number, Quote>>();
  for (const [segment, ids] of request) {
    const quotes = new Map<number, Quote>();
    for (const id of ids) {
      const index = world.universe.indexOf(segment, id);
      if (index >= 0) quotes.set(id, quoteAt(world, index));
    }
    body.set(segment, quotes);
  }
  return body;
}
