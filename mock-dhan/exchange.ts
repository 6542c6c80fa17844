import type { Hono } from 'hono';
import type { Scenario } from '#engine/scenario.ts';
import type { VirtualClock } from '#engine/virtual-clock.ts';
import { WIRE_PROFILES } from '#engine/wire/wire-profile.ts';
import type { WireProfile } from '#engine/wire/wire-profile.ts';
import type { ClientSession, SlowReaderPolicy } from './feed/client-session.ts';
import { explainTick } from './explain/explain-tick.ts';
import type { TickQuestion } from './explain/explain-tick.ts';
import type { Explanation } from './explain/explanation.ts';
import { DepthFeed } from './feed/depth-feed.ts';
import type { FeedConnectionInfo, FeedCounters } from './feed/feed-clients.ts';
import type { FeedLogin } from './feed/feed-login.ts';
import type { FeedType, SocketFeed } from './feed/feed-routing.ts';
import { LiveFeed } from './feed/live-feed.ts';
import { OrderUpdateFeed } from './feed/order-update-feed.ts';
import { FaultPlan } from './faults/fault-plan.ts';
import { listedTargets } from './faults/fault-targets.ts';
import { MomentFaults } from './faults/moment-faults.ts';
import { drillsOf } from './faults/order-faults.ts';
import { refusedUpgrade } from './faults/upgrade-faults.ts';
import { SlowAnswers } from './faults/slow-answers.ts';
import { ExchangeJournal } from './journal/exchange-journal.ts';
import { Postbacks } from './postback/postbacks.ts';
import type { PostbackTarget } from './postback/postbacks.ts';
import { createRestApp } from './rest/app.ts';
import { createDataRoutes } from './rest/data-routes.ts';
import { createDirectCalls } from './rest/direct-calls.ts';
import type { DirectCalls } from './rest/direct-calls.ts';
import { RequestCounters } from './rest/request-counters.ts';
import type { RequestCounts } from './rest/request-counters.ts';
import { createAccounts } from './world/accounts.ts';
import type { Accounts } from './world/accounts.ts';
import { Consents } from './world/consents.ts';
import { rateLimitsOn } from './world/rate-limit-data.ts';
import type { RateFamily, RateLimits } from './world/rate-limit-data.ts';
import { RateLimiter } from './world/rate-limits.ts';
import { openingBalances } from './world/portfolio/opening-balances.ts';
import { StaticIps } from './world/static-ips.ts';
import { createTradingFloor } from './world/trading-floor.ts';
import type { TradingFloor } from './world/trading-floor.ts';
import type { World } from './world/world.ts';

/** A whole mock exchange without sockets: REST as a fetch-shaped app, the feeds as sessions. */
export interface MockExchange {
  readonly scenario: Scenario;
  readonly world: World;
  /** Scenario time; whoever drives the exchange moves it. */
  readonly clock: VirtualClock;
  readonly wire: WireProfile;
  readonly app: Hono;
  /** The app's data routes for a server that need not go through it. */
  readonly directCalls: DirectCalls;
  /** The live feed. */
  readonly feed: LiveFeed;
  /** Every feed, the live one included. */
  readonly feeds: Readonly<Record<FeedType, SocketFeed<ClientSession>>>;
  readonly accounts: Accounts;
  /** Orders and portfolios of all accounts. */
  readonly trading: TradingFloor;
  /** What clients did and what became of it. */
  readonly journal: ExchangeJournal;
  /** What the scenario plans to go wrong, and what has. */
  readonly faults: FaultPlan;
  /** Calls whose answers wait for the clock: whoever moves it must not wait for them. */
  heldAnswers(): number;
  /** HTTP status that answers a client's upgrade instead of 101; undefined when it may go on. Counts as a handshake of the client. */
  refuseUpgrade(feedType: FeedType, login: FeedLogin | undefined): number | undefined;
  /** Whether a consent or a token id is under way here. */
  knowsConsent(id: string): boolean;
  counters(): ExchangeCounters;
  /** Why a client's feed has, or has not, brought a tick of an instrument, or an order update. */
  explain(question: TickQuestion): Explanation;
  connections(): FeedConnectionInfo[];
  /** Ends every session and the feeds' timers. */
  close(): void;
}

/** What the exchange was asked, refused and sent so far. */
export interface ExchangeCounters {
  readonly requests: RequestCounts;
  /** Calls and upgrades answered 429, by family. */
  readonly rateLimited: Readonly<Record<RateFamily, number>>;
  /** The live feed. */
  readonly feed: FeedCounters;
  readonly depth20: FeedCounters;
  readonly depth200: FeedCounters;
  readonly orderUpdate: FeedCounters;
  /** Market events applied so far, by origin. */
  readonly events: { readonly recorded: number; readonly synthetic: number };
}

/**
 * `wallNowMs` only decides how long the minted tokens live. Unless given, `wire` is the observed one, `slowReaders` is `disconnect`, and
 * `rateLimits` are those in force on the scenario's date.
 */
export function createExchange(options: {
  readonly scenario: Scenario;
  readonly world: World;
  readonly clock: VirtualClock;
  readonly seed: number;
  readonly wallNowMs: number;
  readonly wire?: WireProfile;
  readonly slowReaders?: SlowReaderPolicy;
  readonly rateLimits?: RateLimits;
  /** Told apart by it, so that exchanges of one seed behind one port have consents of their own. */
  readonly consentsOf?: string;
  /** Posts to the accounts' webhooks; nobody does unless given. */
  readonly postbacks?: PostbackTarget;
}): MockExchange {
  const { scenario, world, clock, wire = WIRE_PROFILES.observed, slowReaders = 'disconnect' } = options;
  const accounts = createAccounts({
    ...options,
    scenarioNowMs: clock.nowMs(),
    webhookUrl: options.postbacks?.url,
  });
  const limiter = new RateLimiter(options.rateLimits ?? rateLimitsOn(scenario.clock.date));
  const requests = new RequestCounters();
  const staticIps = new StaticIps();
  const consents = new Consents(scenario.seed, options.consentsOf);
  const journal = new ExchangeJournal();
  const faults = new FaultPlan({ ...options, journal, targets: listedTargets(world.universe) });
  const webhookOf = (clientId: string): string | undefined =>
    options.postbacks && accounts.find(clientId)?.postbackUrl;
  const trading = createTradingFloor({
    world,
    clock,
    seed: options.seed,
    openings: openingBalances(scenario),
    drills: drillsOf(faults, (clientId) => webhookOf(clientId) !== undefined),
  });
  const postbacks =
    options.postbacks &&
    new Postbacks({
      ...options.postbacks,
      urlOf: webhookOf,
      trading,
      board: world.board,
      wire,
      clock,
      journal,
    });
  const slowAnswers = new SlowAnswers(faults, clock);
  const rest = {
    scenario,
    world,
    seed: options.seed,
    clock,
    wire,
    accounts,
    trading,
    limiter,
    staticIps,
    consents,
    requests,
    journal,
    faults,
    slowAnswers,
  };
  const dataRoutes = createDataRoutes(rest);
  const floor = { scenario, world, accounts, clock, wire, slowReaders, journal, faults };
  const feed = new LiveFeed(floor);
  const depth20 = new DepthFeed({ ...floor, levels: 20 });
  const depth200 = new DepthFeed({ ...floor, levels: 200 });
  const orderUpdate = new OrderUpdateFeed({ ...floor, trading });
  const feeds = { live: feed, 'depth-20': depth20, 'depth-200': depth200, 'order-update': orderUpdate };
  const moments = new MomentFaults({ faults, clock, feeds, accounts });
  const floodStatus = (clientId: string): 429 | undefined =>
    clientId === '' || limiter.take('handshake', clientId, clock.nowMs()) ? undefined : 429;
  return {
    scenario,
    world,
    clock,
    wire,
    app: createRestApp(rest, dataRoutes),
    directCalls: createDirectCalls(rest, dataRoutes),
    feed,
    feeds,
    accounts,
    trading,
    journal,
    faults,
    heldAnswers: () => slowAnswers.held,
    knowsConsent: (id) => consents.knows(id),
    refuseUpgrade(feedType, login) {
      const clientId = login?.clientId ?? '';
      const status = refusedUpgrade(faults, feedType, clientId) ?? floodStatus(clientId);
      if (status !== undefined)
        journal.record({ kind: 'refused', atMs: clock.nowMs(), clientId, feed: feedType, status });
      return status;
    },
    counters: () => ({
      requests: requests.counts(),
      rateLimited: { ...limiter.refused },
      feed: feed.counters(),
      depth20: depth20.counters(),
      depth200: depth200.counters(),
      orderUpdate: orderUpdate.counters(),
      events: { recorded: world.board.recordedEvents, synthetic: world.board.syntheticEvents },
    }),
    explain: (question) => explainTick({ world, clock, accounts, journal, feeds, faults, trading }, question),
    connections: () => Object.values(feeds).flatMap((each) => each.connections()),
    close() {
      moments.cancel();
      trading.close();
      postbacks?.close();
      for (const each of Object.values(feeds)) each.close();
    },
  };
}
