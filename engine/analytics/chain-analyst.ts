import type { ExpiryChain } from '../market/option-chain.ts';
import { expiryAnalytics } from './expiry-analytics.ts';
import type { ExpiryAnalytics } from './expiry-analytics.ts';
import { marketSmile } from './market-smile.ts';
import type { MarketSmile } from './market-smile.ts';

/** What one chain says of its expiry. */
export interface AnalysedExpiry {
  /** Undefined without a forward. */
  readonly smile: MarketSmile | undefined;
  readonly analytics: ExpiryAnalytics;
}

interface KeptAnalysis extends AnalysedExpiry {
  readonly version: number;
  readonly spot: number;
}

/** Analyses chains when somebody asks, once per change of the chain or the spot: what is asked for between costs nothing. */
export class ChainAnalyst {
  readonly #kept = new WeakMap<ExpiryChain, KeptAnalysis>();

  /** `spot` in rupees, 0 while it is not known. */
  of(chain: ExpiryChain, spot: number): AnalysedExpiry {
    const kept = this.#kept.get(chain);
    if (kept?.version === chain.version && kept.spot === spot) return kept;
    const smile = marketSmile(chain, spot);
    const analysis = {
      version: chain.version,
      spot,
      smile,
      analytics: expiryAnalytics(chain, spot, smile),
    };
    this.#kept.set(chain, analysis);
    return analysis;
  }
}
