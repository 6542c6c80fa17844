import type { OptionChainCache } from './option-chain-cache.ts';

/** The four counters every start is judged by. Source: seed-requirements A3. */
export interface CacheStatistics {
  readonly underlyings: number;
  readonly expiries: number;
  readonly strikes: number;
  readonly tokens: number;
}

/** Counts what the cache holds; every strike has two tokens. */
export function cacheStatistics(cache: OptionChainCache): CacheStatistics {
  let expiries = 0;
  let strikes = 0;
  for (const chain of cache.all()) {
    expiries += 1;
    strikes += chain.strikes.length;
  }
  return { underlyings: cache.underlyings().length, expiries, strikes, tokens: strikes * 2 };
}
