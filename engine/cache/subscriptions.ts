import { EXCHANGE_SEGMENT_CODES } from '../market/instrument.ts';
import type { FeedConnection, FeedMode, InstrumentKey } from '../ports.ts';
import type { ChainBook } from './chain-book.ts';
import { underlyingKey } from './populate.ts';

/** Instruments one live-feed connection accepts. Source: dhan-v2-wire 3. */
const SUBSCRIPTIONS_MAX = 5000;

/** An index has no depth, so its ticker says all there is; a contract is wanted with volume, open interest and best bid and ask. */
const MODE_OF_UNDERLYINGS: FeedMode = 'ticker';
const MODE_OF_CONTRACTS: FeedMode = 'full';

interface Subscription {
  readonly mode: FeedMode;
  readonly instrument: InstrumentKey;
}

/** What the feed is asked for now, and how to get from there to what it should be asked for. */
export class Subscriptions {
  readonly #current = new Map<number, Subscription>();

  get count(): number {
    return this.#current.size;
  }

  /** Forgets everything without telling the feed: the connection is gone or the day is over. */
  reset(): void {
    this.#current.clear();
  }

  /** Brings the connection from the present set to `desired` with the fewest instruments on the wire. */
  apply(desired: ReadonlyMap<number, Subscription>, connection: FeedConnection): void {
    const dropped = [...this.#current].filter(([key]) => !desired.has(key));
    const added = [...desired].filter(([key]) => !this.#current.has(key));
    for (const [key] of dropped) this.#current.delete(key);
    for (const [key, subscription] of added) this.#current.set(key, subscription);
    for (const mode of [MODE_OF_UNDERLYINGS, MODE_OF_CONTRACTS]) {
      const gone = instrumentsOf(dropped, mode);
      const come = instrumentsOf(added, mode);
      if (gone.length > 0) connection.unsubscribe(mode, gone);
      if (come.length > 0) connection.subscribe(mode, come);
    }
  }
}

/** Every underlying first, then every followed future and every listed leg of every cached chain; what exceeds SUBSCRIPTIONS_MAX is left out. */
export function desiredSubscriptions(book: ChainBook, withLegs: boolean): ReadonlyMap<number, Subscription> {
  const desired = new Map<number, Subscription>();
  for (const { underlying } of book.books())
    want(desired, { mode: MODE_OF_UNDERLYINGS, instrument: underlyingKey(underlying) });
  if (!withLegs) return desired;
  for (const { futures } of book.books())
    for (const { exchangeSegment, securityId } of futures)
      want(desired, { mode: MODE_OF_CONTRACTS, instrument: { exchangeSegment, securityId } });
  for (const { underlying, chains } of book.books())
    for (const { chain } of chains)
      for (const securityId of chain.securityIds)
        if (securityId > 0)
          want(desired, {
            mode: MODE_OF_CONTRACTS,
            instrument: { exchangeSegment: underlying.optionsSegment, securityId },
          });
  return desired;
}

function want(desired: Map<number, Subscription>, subscription: Subscription): void {
  if (desired.size >= SUBSCRIPTIONS_MAX) return;
  const { exchangeSegment, securityId } = subscription.instrument;
  desired.set(EXCHANGE_SEGMENT_CODES[exchangeSegment] * 2 ** 32 + securityId, subscription);
}

function instrumentsOf(
  entries: readonly (readonly [number, Subscription])[],
  mode: FeedMode,
): InstrumentKey[] {
  return entries
    .filter(([, subscription]) => subscription.mode === mode)
    .map(([, subscription]) => subscription.instrument);
}
