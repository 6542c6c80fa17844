import { MS_PER_SECOND } from '../market/ist-time.ts';
import type { ExpiryChain } from '../market/option-chain.ts';
import { dhanGreeks } from '../pricing/dhan-greeks.ts';

/**
 * Implied volatility and greeks of a chain's legs as Dhan publishes them, one entry per leg: volatility in percent, theta per calendar day, vega per
 * volatility point. All 0 where the leg's price implies no volatility, and while the spot is not known (0).
 */
export interface GreekColumns {
  readonly impliedVolatility: Float64Array;
  readonly delta: Float64Array;
  readonly gamma: Float64Array;
  readonly theta: Float64Array;
  readonly vega: Float64Array;
  /** Counts changes of the columns. */
  revision: number;
}

/** The columns of one chain and what they were worked out from. */
interface KeptGreeks extends GreekColumns {
  version: number;
  spot: number;
  /** The second that all of them are as of, epoch ms. */
  asOfMs: number;
  /** Per leg, rupees. */
  readonly ltp: Float64Array;
}

/**
 * Greeks beside the chains, worked out when somebody asks and the chain or the spot has changed since: ticks that nobody reads cost nothing. A leg's own
 * tick costs that leg; the whole chain is due when the spot moved or the chain's last change came in another second, which is the moment they are as of.
 */
export class ChainGreeks {
  readonly #kept = new WeakMap<ExpiryChain, KeptGreeks>();

  of(chain: ExpiryChain, spot: number): GreekColumns {
    let kept = this.#kept.get(chain);
    if (!kept) {
      kept = nothingKept(chain.ltp.length);
      this.#kept.set(chain, kept);
    }
    if (kept.version !== chain.version || kept.spot !== spot) refresh(chain, spot, kept);
    return kept;
  }
}

/** NaN differs from every value, so the first look finds all legs changed. */
function nothingKept(legs: number): KeptGreeks {
  return {
    impliedVolatility: new Float64Array(legs),
    delta: new Float64Array(legs),
    gamma: new Float64Array(legs),
    theta: new Float64Array(legs),
    vega: new Float64Array(legs),
    revision: 0,
    version: Number.NaN,
    spot: Number.NaN,
    asOfMs: Number.NaN,
    ltp: new Float64Array(legs).fill(Number.NaN),
  };
}

function refresh(chain: ExpiryChain, spot: number, kept: KeptGreeks): void {
  const asOfMs = Math.floor(chain.updatedAtMs / MS_PER_SECOND) * MS_PER_SECOND;
  const isAllDue = spot !== kept.spot || asOfMs !== kept.asOfMs;
  kept.version = chain.version;
  kept.spot = spot;
  kept.asOfMs = asOfMs;
  for (let leg = 0; leg < kept.ltp.length; leg += 1) {
    if (!isAllDue && kept.ltp[leg] === chain.ltp[leg]) continue;
    kept.ltp[leg] = chain.ltp[leg]!;
    writeLeg(chain, leg, kept);
  }
  kept.revision += 1;
}

function writeLeg(chain: ExpiryChain, leg: number, kept: KeptGreeks): void {
  const greeks = dhanGreeks({
    ltp: chain.ltp[leg]!,
    spot: kept.spot,
    strike: chain.strikes[leg >>> 1]!,
    optionType: leg % 2 === 0 ? 'CE' : 'PE',
    expiry: chain.expiry,
    nowMs: kept.asOfMs,
    clock: 'dhan',
  });
  kept.impliedVolatility[leg] = greeks.impliedVolatility;
  kept.delta[leg] = greeks.delta;
  kept.gamma[leg] = greeks.gamma;
  kept.theta[leg] = greeks.theta;
  kept.vega[leg] = greeks.vega;
}
