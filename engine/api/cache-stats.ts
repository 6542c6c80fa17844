import type { Engine } from '../engine.ts';
import { hasPrice } from './underlying-price.ts';

/** The backend's own counters, under the names its clients know. Source: seed-requirements B5. */
export interface CacheStats {
  readonly total_underlyings: number;
  readonly total_expiries: number;
  readonly total_strikes: number;
  readonly total_tokens: number;
  readonly websocket_connections: number;
  /** Underlyings whose expiries are known. */
  readonly expiry_registry_size: number;
  /** Underlyings whose at-the-money strike is known, because a price has arrived. */
  readonly atm_registry_size: number;
}

/** Counts the cache as it stands now. */
export function cacheStats(engine: Engine): CacheStats {
  const statistics = engine.statistics();
  const cached = new Set(engine.cache.underlyings());
  const priced = [...engine.prices.entries()].filter((entry) => cached.has(entry.symbol) && hasPrice(entry));
  return {
    total_underlyings: statistics.underlyings,
    total_expiries: statistics.expiries,
    total_strikes: statistics.strikes,
    total_tokens: statistics.tokens,
    websocket_connections: engine.isFeedConnected ? 1 : 0,
    expiry_registry_size: cached.size,
    atm_registry_size: priced.length,
  };
}
