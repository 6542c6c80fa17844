import { ChainGreeks } from '../analytics/chain-greeks.ts';
import { atmStrike } from '../cache/strike-window.ts';
import { istIso } from '../market/ist-time.ts';
import type { ExpiryChain } from '../market/option-chain.ts';
import type { BackendContext } from './backend-context.ts';
import { servedSource } from './backend-health.ts';
import { cacheStats } from './cache-stats.ts';
import { StrikesBytes } from './strikes-bytes.ts';
import { underlyingPrice } from './underlying-price.ts';

const encoder = new TextEncoder();

/**
 * Writes the body of `options/live` for a chain: cached strikes between a head and a tail made for this answer. The documents' body has no greeks, so
 * none are worked out for it.
 */
export function createLiveBody(context: BackendContext): (chain: ExpiryChain) => Uint8Array<ArrayBuffer> {
  const strikes = new StrikesBytes();
  const greeks = new ChainGreeks();
  return (chain) => {
    const isEnvelope = context.body === 'envelope';
    const { head, tail } = isEnvelope ? envelope(context, chain) : documentedFrame(chain);
    const shown = isEnvelope ? greeks.of(chain, spotOf(context, chain)) : undefined;
    // The strikes' memory is written anew at the next change, while this body may still wait in a socket: hence a copy.
    return Buffer.concat([encoder.encode(head), strikes.of(chain, shown), encoder.encode(tail)]);
  };
}

/** Rupees; 0 before the first price. */
function spotOf({ engine }: BackendContext, { underlying }: ExpiryChain): number {
  return underlyingPrice(engine.prices, underlying) ?? 0;
}

interface BodyFrame {
  /** Everything before the strikes object. */
  readonly head: string;
  /** Everything after it. */
  readonly tail: string;
}

/** `{status, data:{...,strikes,...}, source, timestamp, cache_stats}`. Source: seed-requirements B5. */
function envelope(context: BackendContext, chain: ExpiryChain): BodyFrame {
  const { engine, clock } = context;
  const ltp = underlyingPrice(engine.prices, chain.underlying);
  const beforeStrikes = {
    underlying: chain.underlying,
    expiry: chain.expiry,
    lot_size: chain.lotSize,
    strike_interval: chain.strikeInterval,
    atm_strike: ltp === undefined ? null : atmStrike(ltp, chain.strikeInterval),
    underlying_ltp: ltp ?? null,
  };
  const afterData = {
    source: servedSource(context),
    timestamp: istIso(clock.nowMs()),
    cache_stats: cacheStats(engine),
  };
  const lastUpdated = chain.updatedAtMs > 0 ? istIso(chain.updatedAtMs) : null;
  return {
    head: `{"status":"success","data":${JSON.stringify(beforeStrikes).slice(0, -1)},"strikes":`,
    tail: `,"last_updated":${JSON.stringify(lastUpdated)}},${JSON.stringify(afterData).slice(1)}`,
  };
}

/** `{underlying, expiry, strikes}`, as the documents print it. Source: seed-requirements A5, item 39. */
function documentedFrame(chain: ExpiryChain): BodyFrame {
  const names = JSON.stringify({ underlying: chain.underlying, expiry: chain.expiry });
  return { head: `${names.slice(0, -1)},"strikes":`, tail: '}' };
}
