/** The recorded session that the project ships, as the judge of prices reads it. */
import { createExpiryChain } from '#engine/market/option-chain.ts';
import { expiryMomentMs } from '#engine/market/trading-calendar.ts';
import { quotedForward } from '#engine/pricing/parity-forward.ts';
import type { RecordedSession, RecordedUnderlying } from '#engine/replay/recording.ts';
import type { ExpirySession, MarketMoment, RecordedMarket } from './recorded-market.ts';

/** One underlying of a recorded session. Its spot was derived from parity, so that it is no driver of its own. */
export function marketOf(session: RecordedSession, symbol: string): RecordedMarket {
  const underlying = session.underlyings.find((candidate) => candidate.symbol === symbol);
  if (!underlying) throw new Error(`expected ${symbol} among the recorded underlyings`);
  const sessions = underlying.expiries.map((_, index) => sessionOf(session.date, underlying, index));
  return {
    file: `${symbol.toLowerCase()}-chain-${session.date}.csv`,
    layout: 'chain',
    hasIndex: false,
    sessions,
  };
}

function sessionOf(date: string, underlying: RecordedUnderlying, ladder: number): ExpirySession {
  const { expiry, strikes } = underlying.expiries[ladder]!;
  const expiresAtMs = expiryMomentMs('NSE', expiry);
  const chain = createExpiryChain({
    underlying: underlying.symbol,
    expiry,
    expiresAtMs,
    lotSize: underlying.lotSize,
    strikeInterval: underlying.strikeInterval,
    tickSize: 0.05,
    strikes: Array.from(strikes),
  });
  const moments = underlying.snapshots.flatMap(({ atMs, spot, chains }): MarketMoment[] => {
    const quoted = chains[ladder];
    if (!quoted) return [];
    chain.bid.set(quoted.bid);
    chain.ask.set(quoted.ask);
    const forward = quotedForward(chain, atMs) ?? Number.NaN;
    const { bid, ask, ltp } = quoted;
    return [{ atMs, spot, forward, bid, ask, ltp, earlier: [] }];
  });
  return { underlying: underlying.symbol, date, expiry, expiresAtMs, strikes, moments };
}
