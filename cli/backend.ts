import { createBackendApp } from '#engine/api/app.ts';
import { assertCanListen, listenBackend } from '#engine/api/listen.ts';
import { createUndiciTransport } from '#engine/adapters/undici-transport.ts';
import { createWsTransport } from '#engine/adapters/ws-transport.ts';
import { RequestPacer } from '#engine/cache/request-pacing.ts';
import type { MinuteCandleSource } from '#engine/adapters/minute-candles.ts';
import type { FutureInstrument } from '#engine/market/instrument.ts';
import type { BackendFacts } from '#engine/behaviour/condition-watch.ts';
import type { AuthenticationOptions } from '#engine/api/auth/authentication.ts';
import type { ExpirySeriesSource } from '#engine/api/expiry-series-routes.ts';
import type { IndicatorRoutesOptions } from '#engine/api/indicator-routes.ts';
import type { MonitorSource } from '#engine/api/monitor-routes.ts';
import type { Journal, LogSink } from '#engine/ports.ts';
import type { PriceModelName } from '#engine/pricing/price-model.ts';
import type { StartupState } from '#engine/startup/startup-report.ts';
import type { ListeningExchange } from '#mock-dhan/listen.ts';
import type { LoadedScenario } from '#scenarios/catalogue.ts';
import { LogMemory, backendFacts } from './behaviour.ts';
import { bothLogs } from './log-sinks.ts';
import { type Rehearsal, createScenarioEngine, scenarioCredentials } from './rehearsal.ts';

/** The page that the documents' frontend is served from while it is developed. */
export const FRONTEND_ORIGIN = 'http://localhost:5173';

/** The reference backend beside a served exchange. A refused one has no URL: it does not listen. */
export interface ServedBackend extends AsyncDisposable {
  readonly state: StartupState;
  readonly url: string | undefined;
  readonly causes: readonly string[];
  readonly remedy: string;
}

/** Starts the engine against the listening exchange, over real sockets, and puts its API on a port if it started. */
export async function serveBackend(options: {
  readonly loaded: LoadedScenario;
  readonly rehearsal: Rehearsal;
  readonly listening: ListeningExchange;
  readonly log: LogSink;
  readonly host: string;
  readonly port: number;
  readonly priceModel: PriceModelName | undefined;
  readonly withOriginalFaults: boolean;
  /** Authority of an exchange that listens over TLS. */
  readonly caPem: string | undefined;
  /** The second system's parts of it. */
  readonly platform?:
    | {
        readonly journal: Journal;
        readonly monitor: MonitorSource;
        readonly expirySeries: ExpirySeriesSource;
        readonly indicators: IndicatorRoutesOptions;
        readonly authentication: AuthenticationOptions;
        watchFeed(isConnected: () => boolean): void;
        /** Candles of the days and minutes before the start. */
        loadEarlier(source: MinuteCandleSource, futures?: readonly FutureInstrument[]): Promise<void>;
      }
    | undefined;
  /** Called before the engine makes its first call, with what it will tell of itself. */
  readonly judge: (facts: BackendFacts) => void;
}): Promise<ServedBackend> {
  const { listening, rehearsal, caPem, platform } = options;
  const memory = new LogMemory(options.loaded.scenario, () => rehearsal.clock.nowMs());
  const log = bothLogs(options.log, memory);
  await assertCanListen(options.host, options.port);
  const http = createUndiciTransport({ caPem });
  const engine = createScenarioEngine({
    ...options,
    ...(platform ? { journal: platform.journal, followsFutures: true } : {}),
    log,
    access: {
      http,
      sockets: createWsTransport({ caPem }),
      restUrl: listening.restUrl,
      masterUrl: `${listening.originUrl}/api-data/api-scrip-master-detailed.csv`,
      feedUrl: listening.feedUrl,
    },
  });
  platform?.watchFeed(() => engine.isFeedConnected);
  options.judge(backendFacts(engine, memory));
  const stop = async (): Promise<void> => {
    await engine.stop();
    await http.close();
  };
  const charts = {
    transport: http,
    restUrl: listening.restUrl,
    credentials: scenarioCredentials(rehearsal),
    pacer: new RequestPacer(rehearsal.clock),
    untilMs: rehearsal.clock.nowMs(),
  };
  await platform?.loadEarlier(charts);
  const { state, causes, remedy } = await engine.start();
  await platform?.loadEarlier(charts, engine.futures());
  const { createBackendMetrics } = await import('#engine/api/backend-metrics.ts');
  const told = { engine, clock: rehearsal.clock, hasOriginalFaults: options.withOriginalFaults };
  const app = createBackendApp({
    ...told,
    corsOrigins: [FRONTEND_ORIGIN],
    body: rehearsal.exchange.wire.backendBody,
    metrics: createBackendMetrics(told),
    monitor: platform?.monitor,
    expirySeries: platform?.expirySeries,
    indicators: platform?.indicators,
    authentication: platform?.authentication,
    log,
  });
  const served =
    state === 'refused'
      ? undefined
      : await listenBackend({
          app,
          engine,
          clock: rehearsal.clock,
          host: options.host,
          port: options.port,
        }).catch(async (error: unknown) => {
          await stop();
          throw error;
        });
  return {
    state,
    url: served?.url,
    causes,
    remedy,
    async [Symbol.asyncDispose]() {
      await served?.close();
      await stop();
    },
  };
}
