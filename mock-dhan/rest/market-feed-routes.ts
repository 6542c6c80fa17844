import type { ExchangeSegment } from '#engine/market/instrument.ts';
import {
  parseMarketFeedRequest,
  renderMarketFeedLtp,
  renderMarketFeedOhlc,
  renderMarketFeedQuote,
} from '#engine/wire/rest-bodies.ts';
import type { MarketFeedBody, MarketFeedRequest } from '#engine/wire/rest-bodies.ts';
import { quotesAsTold } from '../faults/trade-times.ts';
import type { World } from '../world/world.ts';
import { dataRefusal, refuseDataCall } from './data-call.ts';
import type { DataAnswer, DataCall, DataRoute, DataRoutes } from './data-call.ts';
import { ltpOf, ohlcOf, quoteOf } from './market-quotes.ts';
import type { RestExchange } from './rest-exchange.ts';

/** `POST /v2/marketfeed/ltp`, `/ohlc`, `/quote`: one budget for the three. Source: dhan-v2-wire 3, 4.3. */
export function marketFeedRoutes(exchange: RestExchange): DataRoutes {
  const { world, wire, faults } = exchange;
  const quotes = (render: (request: MarketFeedRequest, clientId: string) => string): DataRoute => {
    return (call) => answerQuotes(call, exchange, render);
  };
  return new Map([
    ['/v2/marketfeed/ltp', quotes((request) => renderMarketFeedLtp(collect(world, request, ltpOf)))],
    ['/v2/marketfeed/ohlc', quotes((request) => renderMarketFeedOhlc(collect(world, request, ohlcOf)))],
    [
      '/v2/marketfeed/quote',
      quotes((request, clientId) => {
        const body = collect(world, request, (_world, index) => quoteOf(world, index, wire));
        return quotesAsTold(renderMarketFeedQuote(body), { faults, clientId, wire });
      }),
    ],
  ]);
}

function answerQuotes(
  call: DataCall,
  exchange: RestExchange,
  render: (request: MarketFeedRequest, clientId: string) => string,
): DataAnswer {
  const refusal = refuseDataCall(call, exchange, 'quote');
  if (refusal) return refusal;
  const request = parseMarketFeedRequest(call.body);
  if (!request.ok) return dataRefusal(request.dataCode);
  exchange.world.sync(exchange.clock.nowMs());
  return { status: 200, body: render(request.value, call.clientId ?? '') };
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
