import { UpstreamError } from '../errors.ts';
import type { Underlying } from '../market/instrument.ts';
import { istDate } from '../market/ist-time.ts';
import { expiryMomentMs } from '../market/trading-calendar.ts';
import type { Clock, Credentials, ExchangeRest, InstrumentKey } from '../ports.ts';
import type { Scenario } from '../scenario.ts';
import { buildCachedChain } from './cached-chain.ts';
import type { ChainBuilding, ExpiryLadder } from './cached-chain.ts';
import type { ChainBook } from './chain-book.ts';
import type { RequestPacer } from './request-pacing.ts';
import { atmStrike } from './strike-window.ts';

/** Strikes kept and expiries kept per underlying. */
export type CacheRules = Scenario['backend']['cache'];

/** What is fetched, with which login and at which pace. */
export interface Population {
  readonly rest: ExchangeRest;
  readonly credentials: Credentials;
  readonly underlyings: readonly Underlying[];
  readonly rules: CacheRules;
  readonly pacer: RequestPacer;
  readonly clock: Clock;
}

/**
 * Fetches the nearest expiries of every underlying and their full ladders, within the exchange's rate limits; nothing is
 * cached before all of them are here.
 * Errors: UpstreamError as the exchange said no; `malformed` when a 200 carries no expiry or no strike, because a silent
 * empty answer is a failure.
 */
export async function fetchLadders(population: Population): Promise<readonly ExpiryLadder[]> {
  const ladders: ExpiryLadder[] = [];
  for (const underlying of population.underlyings) {
    const expiries = await nearestExpiries(population, underlying);
    for (const expiry of expiries) ladders.push(await fetchLadder(population, underlying, expiry));
  }
  return ladders;
}

/** Puts fetched or saved ladders into the cache: window, columns, price model. Returns nothing; the cache is the result. */
export function fillCache(
  book: ChainBook,
  underlyings: readonly Underlying[],
  ladders: readonly ExpiryLadder[],
  building: ChainBuilding,
): void {
  for (const underlying of underlyings) {
    const own = ladders.filter((ladder) => ladder.underlying.symbol === underlying.symbol);
    const spot = own[0]?.snapshot.spot ?? 0;
    const centre = atmStrike(spot, underlying.strikeInterval);
    const entry = book.open(underlying);
    entry.price.ltp = spot;
    book.setChains(
      entry,
      centre,
      own.map((ladder) => buildCachedChain(ladder, centre, building)),
    );
  }
}

/** How the option-chain API addresses an index. */
export function underlyingKey(underlying: Underlying): InstrumentKey {
  return { exchangeSegment: 'IDX_I', securityId: underlying.securityId };
}

async function nearestExpiries(population: Population, underlying: Underlying): Promise<readonly string[]> {
  const { rest, credentials, rules, pacer, clock } = population;
  const listed = await pacer.call(`${underlying.symbol} expiries`, () =>
    rest.expiryList(credentials, underlyingKey(underlying)),
  );
  const today = istDate(clock.nowMs());
  const coming = listed.filter((expiry) => expiry >= today).sort();
  if (coming.length === 0) throw emptyReply('expiry list', underlying.symbol, listed.length, today);
  return coming.slice(0, rules.expiriesPerUnderlying);
}

async function fetchLadder(
  population: Population,
  underlying: Underlying,
  expiry: string,
): Promise<ExpiryLadder> {
  const { rest, credentials, pacer, clock } = population;
  const snapshot = await pacer.call(`${underlying.symbol} ${expiry}`, () =>
    rest.optionChain(credentials, underlyingKey(underlying), expiry),
  );
  const quoted = snapshot.strikes.filter(({ ce, pe }) => ce ?? pe).length;
  if (quoted === 0 || snapshot.spot <= 0)
    throw emptyReply('option chain', `${underlying.symbol} ${expiry}`, quoted, undefined);
  return {
    underlying,
    expiry,
    expiresAtMs: expiryMomentMs(underlying.exchange, expiry),
    snapshot,
    takenAtMs: clock.nowMs(),
    source: 'rest',
  };
}

/** An answer without content is `server`, not `rejected`: the exchange took the request and had nothing, so closing prices may help. */
function emptyReply(what: string, subject: string, count: number, today: string | undefined): UpstreamError {
  const isExpiryList = today !== undefined;
  const expected = isExpiryList
    ? `at least one expiry from ${today} on`
    : 'a spot and at least one strike with a call or a put';
  const found = isExpiryList ? `${count} expiries, none of them to come` : `${count} such strikes`;
  const message = `${what} of ${subject}: expected ${expected}, was a 200 with ${found}. Check that the underlying's IDX_I id is right and that the exchange lists it today.`;
  const endpoint = isExpiryList ? '/optionchain/expirylist' : '/optionchain';
  return new UpstreamError(message, { failure: 'server', endpoint, status: 200 });
}
