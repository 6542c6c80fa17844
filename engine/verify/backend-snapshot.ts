/** What one backend serves at one moment, so that another can be held against it, or a baseline be learnt from it. */
export interface BackendSnapshot {
  readonly url: string;
  /** underlyings, expiries, strikes, tokens; undefined where cache/stats does not say it. */
  readonly counters: Readonly<Record<string, number | undefined>>;
  /** By underlying, in the backend's order. */
  readonly expiries: ReadonlyMap<string, readonly string[]>;
  /** Rupees by underlying. */
  readonly prices: ReadonlyMap<string, number>;
  /** Rupees by leg near the money of the nearest expiry: `NIFTY 2026-02-10 25750 CE`. */
  readonly legs: ReadonlyMap<string, number>;
  readonly routes: readonly RouteFacts[];
}

/** One route and how it answered, the median of several calls. */
export interface RouteFacts {
  /** Path with its query. */
  readonly path: string;
  readonly status: number;
  readonly isJson: boolean;
  /** JSON path of what it serves: `$.prices`, `$.data`, or `$` where the body is bare. */
  readonly servedAt: string;
  readonly latencyMs: number;
}
