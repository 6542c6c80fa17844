/** What the REST rows ask: an exchange of one NIFTY expiry with 200 strikes, and the calls that are made to it. */
import { underlyingBySymbol } from '#engine/market/instrument.ts';
import type { OptionInstrument } from '#engine/market/instrument.ts';
import { istToEpochMs } from '#engine/market/ist-time.ts';
import { VirtualClock } from '#engine/virtual-clock.ts';
import { createExchange } from '#mock-dhan/exchange.ts';
import type { MockExchange } from '#mock-dhan/exchange.ts';
import { QuoteBoard } from '#mock-dhan/world/quote-board.ts';
import type { RateLimits } from '#mock-dhan/world/rate-limit-data.ts';
import { Universe } from '#mock-dhan/world/universe.ts';
import { SMALL_DATE, smallScenario } from '#test/support/small-world.ts';

const STRIKES = 200;
const EXPIRY = '2026-02-10';
const SPOT = 23_150.5;
const NOW_MS = istToEpochMs(SMALL_DATE, '09:20:00');

/** A budget nobody exhausts, so that the exchange still keeps its accounts on every call. */
const UNBOUNDED = { windows: [{ requests: 1_000_000_000, windowMs: 1000 }] } as const;
const UNBOUNDED_LIMITS: RateLimits = {
  order: UNBOUNDED,
  data: UNBOUNDED,
  quote: UNBOUNDED,
  'option-chain': UNBOUNDED,
  'non-trading': UNBOUNDED,
  handshake: UNBOUNDED,
};

/** A small answer behind the same gate as every data call, and the largest one. */
export type RestCall = 'expiry-list' | 'option-chain';

export const REST_CALLS: Readonly<Record<RestCall, { readonly path: string; readonly body: string }>> = {
  'expiry-list': {
    path: '/v2/optionchain/expirylist',
    body: JSON.stringify({ UnderlyingScrip: 13, UnderlyingSeg: 'IDX_I' }),
  },
  'option-chain': {
    path: '/v2/optionchain',
    body: JSON.stringify({ UnderlyingScrip: 13, UnderlyingSeg: 'IDX_I', Expiry: EXPIRY }),
  },
};

/** The headers of a call that the exchange lets in. */
export function callHeaders(exchange: MockExchange): Record<string, string> {
  const { clientId, accessToken } = exchange.accounts.credentialsOf()!;
  return { 'client-id': clientId, 'access-token': accessToken, 'content-type': 'application/json' };
}

/** The bytes that the exchange answers to a call, asked without a socket. */
export async function answerInProcess(exchange: MockExchange, call: RestCall): Promise<Buffer> {
  const { path, body } = REST_CALLS[call];
  const answer = await exchange.app.request(path, { method: 'POST', headers: callHeaders(exchange), body });
  return Buffer.from(await answer.arrayBuffer());
}

/** 400 legs around the money with prices on both sides of the book. */
export function createChainExchange(): MockExchange {
  const underlying = { ...underlyingBySymbol('NIFTY')!, expiries: [EXPIRY] };
  const universe = new Universe(
    [underlying],
    Array.from({ length: STRIKES * 2 }, (_, leg) => legAt(leg)),
  );
  const board = new QuoteBoard(universe.instruments.length);
  board.trade(universe.underlyingIndex('NIFTY'), SPOT, NOW_MS);
  for (const index of universe.legsOf('NIFTY', EXPIRY)) {
    const option = universe.instruments[index] as OptionInstrument;
    const inTheMoney = (SPOT - option.strike) * (option.optionType === 'CE' ? 1 : -1);
    const price = Math.max(0, Math.round(inTheMoney * 20) / 20) + 92.35;
    board.trade(index, price, NOW_MS);
    board.quote(index, { bid: price - 0.05, bidQuantity: 130, ask: price + 0.05, askQuantity: 195 });
  }
  return createExchange({
    scenario: smallScenario({}),
    world: { universe, board, sync: () => undefined, spotOf: () => SPOT },
    clock: new VirtualClock(NOW_MS),
    seed: 1,
    wallNowMs: 0,
    rateLimits: UNBOUNDED_LIMITS,
  });
}

function legAt(leg: number): OptionInstrument {
  return {
    kind: 'option',
    securityId: 50_000 + leg,
    exchangeSegment: 'NSE_FNO',
    underlying: 'NIFTY',
    expiry: EXPIRY,
    strike: 18_150 + 50 * Math.floor(leg / 2),
    optionType: leg % 2 === 0 ? 'CE' : 'PE',
    lotSize: 65,
    tickSize: 0.05,
  };
}
