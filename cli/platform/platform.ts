/** The second system beside a served exchange: bus, monitor, option bars, user service, health of the ticker. */
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openPostgresOptionBars } from '#engine/adapters/option-bars/postgres-option-bars.ts';
import { openSqliteOptionBars } from '#engine/adapters/option-bars/sqlite-option-bars.ts';
import { connectRedisBus } from '#engine/adapters/redis-bus.ts';
import { chartedIndices, chartedFutures, loadEarlierMinutes } from '#engine/adapters/minute-candles.ts';
import type { MinuteCandleSource } from '#engine/adapters/minute-candles.ts';
import { startRedisServer } from '#engine/adapters/redis-server.ts';
import { SystemClock } from '#engine/adapters/system-clock.ts';
import { listenApp } from '#engine/api/listen.ts';
import type { MonitorSource } from '#engine/api/monitor-routes.ts';
import type { AuthenticationOptions } from '#engine/api/auth/authentication.ts';
import type { ExpirySeriesSource } from '#engine/api/expiry-series-routes.ts';
import type { IndicatorRoutesOptions } from '#engine/api/indicator-routes.ts';
import { causeChain } from '#engine/errors.ts';
import { CandleBook } from '#engine/candles/candle-book.ts';
import { CandleJournal } from '#engine/candles/candle-journal.ts';
import { INDICATORS } from '#engine/indicators/indicator-catalogue.ts';
import type { FutureInstrument } from '#engine/market/instrument.ts';
import { istDate, istToEpochMs, MS_PER_MINUTE } from '#engine/market/ist-time.ts';
import { askedSymbols } from './asked-symbol.ts';
import { createPlatformAuthentication } from './platform-authentication.ts';
import type { PlatformFault } from '#engine/faults/platform-fault.ts';
import { createTickerApp } from '#engine/api/ticker-health.ts';
import { BusJournal } from '#engine/bus/bus-journal.ts';
import { InProcessBus } from '#engine/bus/in-process-bus.ts';
import { nameLeg } from '#engine/bus/leg-name.ts';
import { MonitorBook } from '#engine/bus/monitor-book.ts';
import { OptionBarWriter } from '#engine/bus/option-bar-writer.ts';
import type { Clock, Journal, LogSink, OptionBarStore, TickBus } from '#engine/ports.ts';
import { listenUserService } from '#mock-dhan/platform/listen-user-service.ts';
import { TEST_USERS } from '#mock-dhan/platform/platform-users.ts';
import { createUserService, ROTATE_PATH } from '#mock-dhan/platform/user-service.ts';
import { publishingThrough } from './faulty-bus.ts';
import { PlatformFaults } from './platform-faults.ts';
import { StartedParts } from './started-parts.ts';

/** What a consumer that starts reads of the time before: it may be the same one, started again. */
const BACK_MS = 120_000;

/** As where tests log in often. Source: seed-requirements I30. */
const LOGIN_LIMIT = { attemptsMax: 1000, windowMs: MS_PER_MINUTE };

export interface PlatformOptions {
  readonly host: string;
  readonly symbols: readonly string[];
  readonly clock: Clock;
  readonly log: LogSink;
  readonly faults: readonly PlatformFault[];
  /** A server that runs already; else one is started. */
  readonly redisUrl: string | undefined;
  readonly redisPort: number;
  readonly userServicePort: number;
  readonly tickerPort: number;
  /** SQLite file or PostgreSQL URL; a file that is gone with the platform unless given. */
  readonly bars: string | undefined;
  /** SQLite file of keys that are good beside that of the test user, and of who called what; in memory unless given. */
  readonly apiKeys: string | undefined;
}

/** What others need to know to use it. */
export interface PlatformPlaces {
  readonly userServiceUrl: string;
  readonly jwksUrl: string;
  readonly tickerUrl: string;
  /** Null with the bus in the process. */
  readonly redisUrl: string | null;
  /** As the suite's `sql` takes it. */
  readonly barsUrl: string;
  /** Somebody who can log in to the user service. It exists nowhere else. */
  readonly login: { readonly email: string; readonly password: string };
  /** Another one, who is asked for a code; `totpSecret` is base32, as authenticators take it. */
  readonly mfaLogin: { readonly email: string; readonly password: string; readonly totpSecret: string };
  /** A POST there with the bearer token makes the user service sign with a new key. */
  readonly rotateKeys: { readonly url: string; readonly adminToken: string };
  /** An API key of the same user. */
  readonly apiKey: string;
}

export interface Platform extends AsyncDisposable {
  readonly places: PlatformPlaces;
  /** Gets what the engine publishes. */
  readonly journal: Journal;
  readonly monitor: MonitorSource;
  readonly expirySeries: ExpirySeriesSource;
  readonly indicators: IndicatorRoutesOptions;
  readonly authentication: AuthenticationOptions;
  /** Tells the ticker's health whether its feed is up. */
  watchFeed(isConnected: () => boolean): void;
  /**
   * Candles of the days and minutes before the start, of the indices or, where they are given, of futures; what the exchange refuses is logged, for ticks make
   * candles all the same.
   */
  loadEarlier(source: MinuteCandleSource, futures?: readonly FutureInstrument[]): Promise<void>;
}

/** Errors: PreopenError('PORT_IN_USE'), UpstreamError for a Redis server that does not answer, StoreError for the bars. */
export async function openPlatform(options: PlatformOptions): Promise<Platform> {
  const started = new StartedParts();
  try {
    return await openParts(options, started);
  } catch (error) {
    await started[Symbol.asyncDispose]();
    throw error;
  }
}

async function openParts(options: PlatformOptions, started: StartedParts): Promise<Platform> {
  const { host, clock, log } = options;
  const today = (): string => istDate(clock.nowMs());
  const faults = new PlatformFaults(options.faults, { clock, date: today() });
  const symbols = askedSymbols(today, faults);
  const redisUrl = await redisOf(options, started);
  const bus = redisUrl === undefined ? new InProcessBus() : await connectRedisBus(redisUrl);
  started.defer(() => bus.close());
  log.line('info', `bus ${bus.description}`);
  const bars = await barsOf(options.bars, started);
  const writer = new OptionBarWriter(bars.store, log);
  started.defer(() => writer.close());
  await writer.resume(istToEpochMs(today()));
  const book = new MonitorBook(options.symbols);
  await listen({ bus, book, writer, faults, started });
  const adminToken = randomBytes(24).toString('base64url');
  const users = await createUserService({
    adminToken,
    users: Object.values(TEST_USERS),
    clock: new SystemClock(),
    loginLimit: faults.strikes('login-rate-limited') ? { ...LOGIN_LIMIT, attemptsMax: 0 } : LOGIN_LIMIT,
  });
  const userService = await listenUserService(users, { host, port: options.userServicePort });
  started.defer(() => userService.close());
  let isFeedConnected = (): boolean => false;
  const tickerApp = createTickerApp({
    clock,
    isExchangeConnected: () => isFeedConnected(),
    bus: { description: bus.description, counts: () => bus.counts() },
  });
  const auth = createPlatformAuthentication({
    file: options.apiKeys,
    jwksUrl: userService.jwksUrl,
    log,
    faults,
    started,
  });
  const candles = new CandleBook();
  const ticker = await listenApp(tickerApp, { host, port: options.tickerPort, purpose: 'The ticker health' });
  started.defer(() => ticker.close());
  const { trader, mfa } = TEST_USERS;
  return {
    places: {
      userServiceUrl: userService.url,
      jwksUrl: userService.jwksUrl,
      tickerUrl: ticker.url,
      redisUrl: redisUrl ?? null,
      barsUrl: bars.url,
      login: { email: trader.email, password: trader.password },
      mfaLogin: { email: mfa.email, password: mfa.password, totpSecret: mfa.totpSecret },
      rotateKeys: { url: `${userService.url}${ROTATE_PATH}`, adminToken },
      apiKey: auth.apiKey,
    },
    journal: bothJournals(
      new BusJournal({ publish: publishingThrough(bus, faults), run: randomUUID(), nameOf: nameLeg }),
      new CandleJournal(candles, nameLeg),
    ),
    indicators: {
      candles,
      symbolOf: symbols.candlesOf,
      refusedNames: faults.strikes('indicator-library-missing') ? INDICATORS.map(({ name }) => name) : [],
    },
    authentication: auth.authentication,
    expirySeries: { store: bars.store, symbols: options.symbols, symbolOf: symbols.candlesOf },
    monitor: {
      book,
      underlyingOf: symbols.underlyingOf,
      bus: () => ({ description: bus.description, counts: bus.counts() }),
      bars: () => ({ store: bars.store.description, ...writer.counts }),
    },
    watchFeed(isConnected) {
      isFeedConnected = isConnected;
    },
    async loadEarlier(source, futures) {
      const charted = futures ? chartedFutures(futures) : chartedIndices(options.symbols);
      await loadEarlierMinutes(candles, charted, source).catch((error: unknown) =>
        log.line('warn', `no earlier candles: ${causeChain(error).join(' <- ')}`),
      );
    },
    [Symbol.asyncDispose]: () => started[Symbol.asyncDispose](),
  };
}

/** Undefined where there is no Redis at all; that is said. */
async function redisOf(
  { redisUrl, redisPort, log }: PlatformOptions,
  started: StartedParts,
): Promise<string | undefined> {
  if (redisUrl !== undefined) return redisUrl;
  const server = await startRedisServer(redisPort === 0 ? await freePort() : redisPort);
  if (server) {
    started.defer(() => server[Symbol.asyncDispose]());
    return server.url;
  }
  log.line(
    'warn',
    'no redis-server on PATH: the bus is in this process and others cannot hear it. Install Redis, or give --redis URL.',
  );
  return undefined;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function barsOf(
  place: string | undefined,
  started: StartedParts,
): Promise<{ readonly store: OptionBarStore; readonly url: string }> {
  if (place !== undefined && /^postgres(?:ql)?:/.test(place)) {
    const store = await openPostgresOptionBars(place);
    started.defer(() => store.close());
    return { store, url: place };
  }
  const file = place ?? join(temporaryFolder(started), 'option-bars.sqlite');
  const store = openSqliteOptionBars(file);
  started.defer(() => store.close());
  return { store, url: `sqlite:${file}` };
}

function temporaryFolder(started: StartedParts): string {
  const folder = mkdtempSync(join(tmpdir(), 'preopen-platform-'));
  started.defer(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function bothJournals(first: Journal, second: Journal): Journal {
  return {
    underlyingTick(atMs, symbol, ltp) {
      first.underlyingTick(atMs, symbol, ltp);
      second.underlyingTick(atMs, symbol, ltp);
    },
    legTick(atMs, chain, leg) {
      first.legTick(atMs, chain, leg);
      second.legTick(atMs, chain, leg);
    },
    chainRepriced(atMs, chain) {
      first.chainRepriced(atMs, chain);
      second.chainRepriced(atMs, chain);
    },
    futureTick(atMs, future) {
      first.futureTick?.(atMs, future);
      second.futureTick?.(atMs, future);
    },
  };
}

/** The monitor hears the newest, the writer follows everything. */
async function listen(listening: {
  readonly bus: TickBus;
  readonly book: MonitorBook;
  readonly writer: OptionBarWriter;
  readonly faults: PlatformFaults;
  readonly started: StartedParts;
}): Promise<void> {
  const { bus, book, writer, faults, started } = listening;
  const channels = book.channels();
  const options = channels.filter((channel) => channel.endsWith(':options'));
  const hear = (channel: string, json: string): void => {
    if (!faults.strikesMessage('monitor-task-dead', json)) book.take(channel, json);
  };
  const monitoring = faults.strikes('redis-no-subscribers')
    ? await bus.follow(channels, ({ channel, json }) => hear(channel, json))
    : await bus.subscribe(channels, hear);
  started.defer(() => monitoring.close());
  const writing = await bus.follow(
    options,
    (message) => {
      if (!faults.strikesMessage('stale-bars', message.json)) writer.take(message);
    },
    { backMs: BACK_MS },
  );
  started.defer(() => writing.close());
}
