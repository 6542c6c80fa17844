import type { Hono } from 'hono';
import type { Scenario } from '#engine/scenario.ts';
import type { VirtualClock } from '#engine/virtual-clock.ts';
import { LiveFeed } from './feed/live-feed.ts';
import type { FeedCadenceMs, FeedConnectionInfo, FeedCounters } from './feed/live-feed.ts';
import { createRestApp } from './rest/app.ts';
import { RequestCounters } from './rest/request-counters.ts';
import type { RequestCounts } from './rest/request-counters.ts';
import { createAccounts } from './world/accounts.ts';
import type { Accounts } from './world/accounts.ts';
import { RateLimiter } from './world/rate-limits.ts';
import type { RateFamily } from './world/rate-limits.ts';
import type { World } from './world/world.ts';

/** A whole mock exchange without sockets: REST as a fetch-shaped app, the live feed as sessions. */
export interface MockExchange {
  readonly scenario: Scenario;
  readonly world: World;
  /** Scenario time; whoever drives the exchange moves it. */
  readonly clock: VirtualClock;
  readonly app: Hono;
  readonly feed: LiveFeed;
  readonly accounts: Accounts;
  counters(): ExchangeCounters;
  connections(): FeedConnectionInfo[];
  /** Ends every session and the feed's timer. */
  close(): void;
}

/** What the exchange was asked, refused and sent so far. */
export interface ExchangeCounters {
  readonly requests: RequestCounts;
  /** Calls answered 429, by family. */
  readonly rateLimited: Readonly<Record<RateFamily, number>>;
  readonly feed: FeedCounters;
  /** Market events applied so far, by origin. */
  readonly events: { readonly recorded: number; readonly synthetic: number };
}

/** `wallNowMs` only decides how long the minted tokens live. `isBatching`: one feed message per flush, for replay in memory. */
export function createExchange(options: {
  readonly scenario: Scenario;
  readonly world: World;
  readonly clock: VirtualClock;
  readonly seed: number;
  readonly wallNowMs: number;
  readonly cadenceMs?: FeedCadenceMs;
  readonly isBatching?: boolean;
}): MockExchange {
  const { scenario, world, clock, cadenceMs = 250, isBatching = false } = options;
  const accounts = createAccounts({ ...options, scenarioNowMs: clock.nowMs() });
  const limiter = new RateLimiter();
  const requests = new RequestCounters();
  const app = createRestApp({ scenario, world, clock, accounts, limiter, requests });
  const feed = new LiveFeed({ scenario, world, accounts, clock, cadenceMs, isBatching });
  return {
    scenario,
    world,
    clock,
    app,
    feed,
    accounts,
    counters: () => ({
      requests: requests.counts(),
      rateLimited: { ...limiter.refused },
      feed: feed.counters(),
      events: { recorded: world.board.recordedEvents, synthetic: world.board.syntheticEvents },
    }),
    connections: () => feed.connections(),
    close: () => feed.close(),
  };
}
