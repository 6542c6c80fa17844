import type { Underlying } from '../market/instrument.ts';
import { istDate } from '../market/ist-time.ts';
import { LEG_SOURCES } from '../market/option-chain.ts';
import type { LegSnapshot, StrikeSnapshot } from '../market/option-chain-snapshot.ts';
import { expiryMomentMs } from '../market/trading-calendar.ts';
import type { ClosingChain, ClosingLeg, ClosingPriceStore } from '../ports.ts';
import type { CachedChain, ExpiryLadder } from './cached-chain.ts';
import type { ChainBook, UnderlyingBook } from './chain-book.ts';
import type { CacheRules } from './populate.ts';

/**
 * What of the cache is worth keeping overnight: every leg that has a price, under the date of the session. A chain that saw
 * nothing but older closing prices is left out: saving it again would pass them off as this session's.
 */
export function closingChains(book: ChainBook, tradingDate: string): ClosingChain[] {
  return [...book.books()].flatMap((entry) =>
    entry.chains
      .filter(({ chain }) => chain.source.some((source) => IS_OF_TODAY.has(source)))
      .map((cached) => closingChain(entry, cached, tradingDate)),
  );
}

const IS_OF_TODAY: ReadonlySet<number> = new Set(
  (['rest', 'feed', 'repriced'] as const).map((source) => LEG_SOURCES.indexOf(source)),
);

/** The last session's prices as ladders; empty when none were saved. Expiries that have passed since are left out. */
export async function closingLadders(
  store: ClosingPriceStore,
  underlyings: readonly Underlying[],
  rules: CacheRules,
  nowMs: number,
): Promise<ExpiryLadder[]> {
  const today = istDate(nowMs);
  const saved = await store.loadBefore(today);
  return underlyings.flatMap((underlying) =>
    saved
      .filter((chain) => chain.underlying === underlying.symbol && chain.expiry >= today)
      .filter((chain) => chain.legs.length > 0 && chain.spot > 0)
      .sort((a, b) => (a.expiry < b.expiry ? -1 : 1))
      .slice(0, rules.expiriesPerUnderlying)
      .map((chain) => toLadder(underlying, chain)),
  );
}

function closingChain(entry: UnderlyingBook, cached: CachedChain, tradingDate: string): ClosingChain {
  const { chain } = cached;
  const legs: ClosingLeg[] = [];
  for (let leg = 0; leg < chain.ltp.length; leg += 1) {
    if (chain.ltp[leg]! <= 0 && chain.bid[leg]! <= 0 && chain.ask[leg]! <= 0) continue;
    legs.push({
      strike: chain.strikes[leg >>> 1]!,
      optionType: leg % 2 === 0 ? 'CE' : 'PE',
      securityId: chain.securityIds[leg]!,
      ltp: chain.ltp[leg]!,
      bid: chain.bid[leg]!,
      ask: chain.ask[leg]!,
      volume: chain.volume[leg]!,
      oi: chain.oi[leg]!,
    });
  }
  return {
    tradingDate,
    underlying: chain.underlying,
    expiry: chain.expiry,
    spot: entry.price.ltp,
    legs,
  };
}

function toLadder(underlying: Underlying, chain: ClosingChain): ExpiryLadder {
  const byStrike = new Map<number, { ce: LegSnapshot | undefined; pe: LegSnapshot | undefined }>();
  for (const leg of chain.legs) {
    const pair = byStrike.get(leg.strike) ?? { ce: undefined, pe: undefined };
    pair[leg.optionType === 'CE' ? 'ce' : 'pe'] = toSnapshot(leg);
    byStrike.set(leg.strike, pair);
  }
  const strikes: StrikeSnapshot[] = [...byStrike]
    .map(([strike, pair]) => ({ strike, ...pair }))
    .sort((a, b) => a.strike - b.strike);
  return {
    underlying,
    expiry: chain.expiry,
    expiresAtMs: expiryMomentMs(underlying.exchange, chain.expiry),
    snapshot: { spot: chain.spot, strikes },
    takenAtMs: expiryMomentMs(underlying.exchange, chain.tradingDate),
    source: 'closing',
  };
}

/** Volume is a day's count and starts anew; yesterday's last price is today's previous close. */
function toSnapshot(leg: ClosingLeg): LegSnapshot {
  return {
    securityId: leg.securityId,
    ltp: leg.ltp,
    bid: leg.bid,
    ask: leg.ask,
    volume: 0,
    oi: leg.oi,
    previousClose: leg.ltp,
    impliedVolatility: 0,
  };
}
