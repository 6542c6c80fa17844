import { createExpiryChain } from '#engine/market/option-chain.ts';
import type { ExpiryChain } from '#engine/market/option-chain.ts';

/** A NIFTY weekly of 2026-02-10 without prices, for tests that care about its strikes and perhaps when it ends (epoch ms). */
export function niftyWeekly(strikes: readonly number[], expiresAtMs = 0): ExpiryChain {
  return createExpiryChain({
    underlying: 'NIFTY',
    expiry: '2026-02-10',
    expiresAtMs,
    lotSize: 65,
    strikeInterval: 50,
    tickSize: 0.05,
    strikes,
  });
}
