import type { Context, Hono } from 'hono';
import {
  parseExpiryListRequest,
  parseOptionChainRequest,
  renderExpiryList,
} from '#engine/wire/rest-bodies.ts';
import type { InstrumentKey } from '#engine/ports.ts';
import type { ListedUnderlying } from '../world/universe.ts';
import { clientIdOf, dataError, jsonAnswer, refuseDataCall } from './answers.ts';
import { OptionChainPrinter } from './option-chain-printer.ts';
import type { RestExchange } from './rest-exchange.ts';

/** `POST /v2/optionchain` and `/v2/optionchain/expirylist`. Source: dhan-v2-wire 4.2. */
export function addOptionChainRoutes(app: Hono, exchange: RestExchange): void {
  const printer = new OptionChainPrinter(exchange.world, exchange.wire);
  app.post('/v2/optionchain', async (context) => {
    const refusal = refuseDataCall(context, exchange, 'data');
    if (refusal) return refusal;
    const request = parseOptionChainRequest(await context.req.text(), exchange.wire);
    if (!request.ok) return dataError(context, request.dataCode);
    const { underlying: key, expiry } = request.value;
    const underlying = listedUnderlying(exchange, key);
    if (!underlying) return dataError(context, 813);
    if (!underlying.expiries.includes(expiry)) return dataError(context, 811);
    if (!takeUnique(context, exchange, `${underlying.symbol}:${expiry}`)) return dataError(context, 805);
    return jsonAnswer(context, 200, printer.print(underlying.symbol, expiry, exchange.clock.nowMs()));
  });
  app.post('/v2/optionchain/expirylist', async (context) => {
    const refusal = refuseDataCall(context, exchange, 'data');
    if (refusal) return refusal;
    const request = parseExpiryListRequest(await context.req.text(), exchange.wire);
    if (!request.ok) return dataError(context, request.dataCode);
    const underlying = listedUnderlying(exchange, request.value.underlying);
    if (!underlying) return dataError(context, 813);
    if (!takeUnique(context, exchange, underlying.symbol)) return dataError(context, 805);
    return jsonAnswer(
      context,
      200,
      renderExpiryList(expiriesToldOf(exchange, underlying, clientIdOf(context))),
    );
  });
}

function listedUnderlying(exchange: RestExchange, key: InstrumentKey): ListedUnderlying | undefined {
  const { universe } = exchange.world;
  return universe.underlyings[universe.indexOf(key.exchangeSegment, key.securityId)];
}

/** The same chain may be asked for once in 3 s, different ones side by side. Source: dhan-v2-wire 3. */
function takeUnique(context: Context, exchange: RestExchange, what: string): boolean {
  return exchange.limiter.take('option-chain', `${clientIdOf(context)}:${what}`, exchange.clock.nowMs());
}

function expiriesToldOf(
  exchange: RestExchange,
  underlying: ListedUnderlying,
  clientId: string,
): readonly string[] {
  const fault = exchange.faults.strike(
    'empty-expiry-list',
    ({ underlyings }) => underlyings.includes('*') || underlyings.includes(underlying.symbol),
    clientId,
  );
  return fault ? [] : underlying.expiries;
}
