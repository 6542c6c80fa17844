import {
  parseExpiryListRequest,
  parseOptionChainRequest,
  renderExpiryList,
} from '#engine/wire/rest-bodies.ts';
import type { InstrumentKey } from '#engine/ports.ts';
import type { ListedUnderlying } from '../world/universe.ts';
import { chainAsTold, expiriesAsTold } from '../faults/chain-faults.ts';
import { dataRefusal, refuseDataCall } from './data-call.ts';
import type { DataAnswer, DataCall, DataRoutes } from './data-call.ts';
import { OptionChainPrinter } from './option-chain-printer.ts';
import type { RestExchange } from './rest-exchange.ts';

/** `POST /v2/optionchain` and `/v2/optionchain/expirylist`. Source: dhan-v2-wire 4.2. */
export function optionChainRoutes(exchange: RestExchange): DataRoutes {
  const printer = new OptionChainPrinter(exchange.world, exchange.wire);
  return new Map([
    ['/v2/optionchain', (call) => answerChain(call, exchange, printer)],
    ['/v2/optionchain/expirylist', (call) => answerExpiryList(call, exchange)],
  ]);
}

function answerChain(call: DataCall, exchange: RestExchange, printer: OptionChainPrinter): DataAnswer {
  const refusal = refuseDataCall(call, exchange, 'data');
  if (refusal) return refusal;
  const request = parseOptionChainRequest(call.body, exchange.wire);
  if (!request.ok) return dataRefusal(request.dataCode);
  const { underlying: key, expiry } = request.value;
  const underlying = listedUnderlying(exchange, key);
  if (!underlying) return dataRefusal(813);
  if (!underlying.expiries.includes(expiry)) return dataRefusal(811);
  if (!takeUnique(call, exchange, `${underlying.symbol}:${expiry}`)) return dataRefusal(805);
  const truth = printer.print(underlying.symbol, expiry, exchange.clock.nowMs());
  const { faults } = exchange;
  const { symbol } = underlying;
  return { status: 200, body: chainAsTold(truth, { faults, symbol, clientId: call.clientId }) };
}

function answerExpiryList(call: DataCall, exchange: RestExchange): DataAnswer {
  const refusal = refuseDataCall(call, exchange, 'data');
  if (refusal) return refusal;
  const request = parseExpiryListRequest(call.body, exchange.wire);
  if (!request.ok) return dataRefusal(request.dataCode);
  const underlying = listedUnderlying(exchange, request.value.underlying);
  if (!underlying) return dataRefusal(813);
  if (!takeUnique(call, exchange, underlying.symbol)) return dataRefusal(805);
  const { faults } = exchange;
  const { symbol, expiries } = underlying;
  const told = expiriesAsTold(expiries, { faults, symbol, clientId: call.clientId });
  return { status: 200, body: renderExpiryList(told) };
}

function listedUnderlying(exchange: RestExchange, key: InstrumentKey): ListedUnderlying | undefined {
  const { universe } = exchange.world;
  return universe.underlyings[universe.indexOf(key.exchangeSegment, key.securityId)];
}

/** The same chain may be asked for once in 3 s, different ones side by side. Source: dhan-v2-wire 3. */
function takeUnique({ clientId }: DataCall, exchange: RestExchange, what: string): boolean {
  return exchange.limiter.take('option-chain', `${clientId}:${what}`, exchange.clock.nowMs());
}
