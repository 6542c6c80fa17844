import type { OptionChainCache } from './cache/option-chain-cache.ts';
import type { CacheStatistics } from './cache/statistics.ts';
import type { FollowedFuture } from './market/followed-future.ts';
import type { PriceTable } from './market/price-table.ts';
import type { PricingFindings } from './pricing/pricing-findings.ts';
import type { StartupReport } from './startup/startup-report.ts';

/** Counts of what the engine did since start; read by /health, the replay report and the bench. */
export interface EngineCounters {
  /** Packets decoded from the feed. */
  packets: number;
  /** Underlying ticks applied. */
  underlyingTicks: number;
  /** Own ticks of option legs applied. */
  legTicks: number;
  /** Legs rewritten by the price model. */
  legsRepriced: number;
  /** Packets that could not be decoded or belong to no cached instrument. */
  packetsRejected: number;
  feedConnects: number;
  feedDisconnects: number;
  strikeWindowShifts: number;
}

/** The engine: cache, startup checks, tick repricing. One per backend. */
export interface Engine {
  readonly cache: OptionChainCache;
  readonly prices: PriceTable;
  readonly counters: EngineCounters;
  /** Undefined until `start` has ended. */
  readonly report: StartupReport | undefined;
  readonly isFeedConnected: boolean;
  /** Why the feed brings no data, in words: no connection, or a silent one. Undefined while it speaks, and before the first attempt. */
  readonly feedProblem: string | undefined;
  readonly subscriptionCount: number;
  /** Runs the ordered startup checks and connects the feed. Never rejects: a refusal is `report.state`. */
  start(): Promise<StartupReport>;
  statistics(): CacheStatistics;
  /** Those that it follows, by underlying and expiry; none unless it was asked to, and none before the feed is connected. */
  futures(): readonly FollowedFuture[];
  /** What the pricers of the cached chains were given and could not use, together. */
  pricingFindings(): PricingFindings;
  /** Saves closing prices, resets subscriptions. Also runs by itself at the scenario's end of day. */
  endOfDay(): Promise<void>;
  stop(): Promise<void>;
}
