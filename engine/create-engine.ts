import { shiftCachedChain } from './cache/cached-chain.ts';
import type { ChainBuilding } from './cache/cached-chain.ts';
import { ChainBook } from './cache/chain-book.ts';
import type { UnderlyingBook } from './cache/chain-book.ts';
import { closingChains } from './cache/closing-prices.ts';
import { scheduleEndOfDay } from './cache/end-of-day.ts';
import { FeedLink } from './cache/feed-link.ts';
import type { FeedStart } from './cache/feed-link.ts';
import { OptionChainCache } from './cache/option-chain-cache.ts';
import { cacheStatistics } from './cache/statistics.ts';
import type { CacheStatistics } from './cache/statistics.ts';
import { atmStrike } from './cache/strike-window.ts';
import { desiredSubscriptions, Subscriptions } from './cache/subscriptions.ts';
import { TickHandler } from './cache/tick-handler.ts';
import type { Engine, EngineCounters } from './engine.ts';
import type { EngineOptions } from './engine-options.ts';
import { causeChain } from './errors.ts';
import { istDate } from './market/ist-time.ts';
import { followFuture } from './market/followed-future.ts';
import { derivativesSession } from './market/trading-calendar.ts';
import type { FollowedFuture } from './market/followed-future.ts';
import { PriceTable } from './market/price-table.ts';
import type { Credentials, TimerHandle } from './ports.ts';
import { startWithOriginalFaults } from './startup/original-faults.ts';
import { runStartupChecks } from './startup/startup-checks.ts';
import { noPricingFindings, PRICING_FINDINGS } from './pricing/pricing-findings.ts';
import type { PricingFindings } from './pricing/pricing-findings.ts';
import type { StartupReport } from './startup/startup-report.ts';

export type { EngineOptions } from './engine-options.ts';

/** Makes an engine that has done nothing yet; `start` runs the checks, fills the cache and connects the feed. */
export function createEngine(options: EngineOptions): Engine {
  return new RunningEngine(options);
}

class RunningEngine implements Engine {
  readonly cache = new OptionChainCache();
  readonly prices = new PriceTable();
  readonly counters: EngineCounters = {
    packets: 0,
    underlyingTicks: 0,
    legTicks: 0,
    legsRepriced: 0,
    packetsRejected: 0,
    feedConnects: 0,
    feedDisconnects: 0,
    strikeWindowShifts: 0,
  };
  readonly #options: EngineOptions;
  readonly #book: ChainBook;
  readonly #ticks: TickHandler;
  readonly #subscriptions = new Subscriptions();
  #building: ChainBuilding | undefined;
  #link: FeedLink | undefined;
  #endOfDay: TimerHandle | undefined;
  #started: Promise<StartupReport> | undefined;
  #report: StartupReport | undefined;
  /** After the end of day a reconnect or a shifted window subscribes nothing any more. */
  #isDayOver = false;

  constructor(options: EngineOptions) {
    this.#options = options;
    this.#book = new ChainBook(this.cache, this.prices);
    this.#ticks = new TickHandler({
      book: this.#book,
      counters: this.counters,
      clock: options.clock,
      log: options.log,
      journal: options.journal,
      repriceOnTicks: options.repriceOnTicks ?? true,
      movesOptions: !options.withOriginalFaults,
      onWindowLeft: (book) => this.#shiftWindow(book),
    });
  }

  get report(): StartupReport | undefined {
    return this.#report;
  }

  get isFeedConnected(): boolean {
    return this.#link?.connection !== undefined;
  }

  get feedProblem(): string | undefined {
    return this.#link?.problem;
  }

  get subscriptionCount(): number {
    return this.#subscriptions.count;
  }

  /** A second call gets the first one's report: an engine starts once. */
  start(): Promise<StartupReport> {
    this.#started ??= this.#run();
    return this.#started;
  }

  statistics(): CacheStatistics {
    return cacheStatistics(this.cache);
  }

  futures(): readonly FollowedFuture[] {
    return [...this.#book.books()].flatMap((book) => book.futures);
  }

  pricingFindings(): PricingFindings {
    const sum = noPricingFindings();
    for (const { chains } of this.#book.books())
      for (const { pricer } of chains)
        for (const finding of PRICING_FINDINGS) sum[finding] += pricer.findings[finding];
    return sum;
  }

  async endOfDay(): Promise<void> {
    this.#isDayOver = true;
    const { clock, closingPrices, log } = this.#options;
    const chains = closingChains(this.#book, istDate(clock.nowMs()));
    if (chains.length > 0) await closingPrices.save(chains);
    const legs = chains.reduce((count, chain) => count + chain.legs.length, 0);
    log.line('info', `[EOD] Closing prices saved: ${chains.length} chains, ${legs} legs`);
    const connection = this.#link?.connection;
    if (connection) this.#subscriptions.apply(new Map(), connection);
    else this.#subscriptions.reset();
    log.line(
      'info',
      '[EOD] Subscriptions reset. Start again with a new access token before the next session',
    );
  }

  stop(): Promise<void> {
    this.#endOfDay?.cancel();
    this.#link?.stop();
    this.#subscriptions.reset();
    return Promise.resolve();
  }

  async #run(): Promise<StartupReport> {
    const subject = {
      options: this.#options,
      book: this.#book,
      statistics: () => this.statistics(),
      onBuilding: (building: ChainBuilding) => {
        this.#building = building;
      },
      startLifecycle: () => this.#planEndOfDay(),
      connectFeed: (credentials: Credentials) => this.#connectFeed(credentials),
    };
    const start = this.#options.withOriginalFaults ? startWithOriginalFaults : runStartupChecks;
    this.#report = await start(subject);
    return this.#report;
  }

  #connectFeed(credentials: Credentials): Promise<FeedStart> {
    const { feedSilenceMsMax } = this.#options;
    if (this.#options.followsFutures) this.#followFutures();
    this.#ticks.indexInstruments();
    this.#link = new FeedLink({
      feed: this.#options.feed,
      credentials,
      clock: this.#options.clock,
      log: this.#options.log,
      onFrame: (frame) => this.#ticks.handleFrame(frame),
      onConnected: () => {
        this.counters.feedConnects += 1;
        this.#subscriptions.reset();
        this.#subscribe();
      },
      onDisconnected: () => {
        this.counters.feedDisconnects += 1;
        this.#subscriptions.reset();
      },
      silence:
        feedSilenceMsMax === undefined
          ? undefined
          : { msMax: feedSilenceMsMax, isMarketOpen: isDerivativesSession },
    });
    return this.#link.connect();
  }

  #followFutures(): void {
    for (const book of this.#book.books())
      book.futures = (this.#building?.contracts.futures(book.underlying.symbol) ?? []).map(followFuture);
  }

  #subscribe(): void {
    const connection = this.#link?.connection;
    if (!connection || this.#isDayOver) return;
    this.#subscriptions.apply(
      desiredSubscriptions(this.#book, !this.#options.withOriginalFaults),
      connection,
    );
  }

  #shiftWindow(book: UnderlyingBook): void {
    const building = this.#building;
    const { strikesBelow, strikesAbove } = this.#options.cacheRules;
    const spot = book.price.ltp;
    const centre = atmStrike(spot, book.underlying.strikeInterval);
    if (!building || strikesBelow + strikesAbove === 0) {
      book.centre = centre;
      return;
    }
    const move = { centre, spot, nowMs: this.#options.clock.nowMs() };
    const chains = book.chains.map((cached) => shiftCachedChain(cached, move, building));
    this.#book.setChains(book, centre, chains);
    this.counters.strikeWindowShifts += 1;
    this.#ticks.indexInstruments();
    this.#subscribe();
  }

  #planEndOfDay(): void {
    const { clock, log } = this.#options;
    this.#endOfDay = scheduleEndOfDay(clock, () => {
      this.endOfDay().catch((error: unknown) => {
        log.line('error', `[EOD] Closing prices not saved: ${causeChain(error).join(': ')}`);
      });
    });
  }
}

/** Whether NSE's derivatives are traded at that moment; BSE's keep the same hours. */
function isDerivativesSession(nowMs: number): boolean {
  const session = derivativesSession('NSE', istDate(nowMs));
  return session !== undefined && nowMs >= session.openMs && nowMs < session.closeMs;
}
