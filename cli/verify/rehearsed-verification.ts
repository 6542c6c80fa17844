/** `verify --exchange mock`: the scenario's exchange and the reference backend in memory, judged on virtual time. */
import { setImmediate } from 'node:timers/promises';
import { createBackendProbe } from '#engine/adapters/probes/backend-probe.ts';
import { createBackendApp } from '#engine/api/app.ts';
import type { Engine } from '#engine/engine.ts';
import { istToEpochMs } from '#engine/market/ist-time.ts';
import { underlyingBySymbol } from '#engine/market/instrument.ts';
import type { HttpTransport, LogSink } from '#engine/ports.ts';
import type { PriceModelName } from '#engine/pricing/price-model.ts';
import { playUntil, settled } from '#engine/replay/replay.ts';
import type { VerificationReport } from '#engine/verify/check.ts';
import { checksFor } from '#engine/verify/plan.ts';
import type { VerificationPlan } from '#engine/verify/plan.ts';
import { runChecks } from '#engine/verify/run-checks.ts';
import type { RunListener } from '#engine/verify/run-checks.ts';
import type { BackendTarget, VerifyTargets } from '#engine/verify/targets.ts';
import type { VirtualClock } from '#engine/virtual-clock.ts';
import type { WireProfile } from '#engine/wire/wire-profile.ts';
import { inProcessTransports } from '#mock-dhan/in-process.ts';
import { loadScenario } from '#scenarios/catalogue.ts';
import type { LoadedScenario } from '#scenarios/catalogue.ts';
import type { Evidence } from './evidence.ts';
import { socketUrls } from './exchange-address.ts';
import { openExchangeProbes } from './exchange-probes.ts';
import { FRONTEND_ORIGIN } from '../backend.ts';
import { createRehearsal, createScenarioEngine, credentialSources } from '../rehearsal.ts';
import type { ExchangeAccess, Rehearsal } from '../rehearsal.ts';

const BACKEND_URL = 'http://backend.memory';
const ACCESS_URLS = {
  restUrl: 'http://exchange.memory/v2',
  feedUrl: 'ws://exchange.memory',
  masterUrl: 'http://exchange.memory/api-data/api-scrip-master-detailed.csv',
} as const;

/** What a self-contained run looks at: an exchange and, where the scenario lets it start, a backend. */
export function rehearsalPlan(scenario: string): VerificationPlan {
  const { underlyings } = loadScenario(scenario).scenario.world;
  const socketsAt = socketUrls(ACCESS_URLS.feedUrl);
  return { exchange: { ...ACCESS_URLS, socketUrls: socketsAt, underlyings }, backend: { url: BACKEND_URL } };
}

/** How a scenario is played in memory. */
export interface RehearsedFlags {
  readonly scenario: string;
  readonly seed?: number;
  /** Of the backend; the scenario's unless given. */
  readonly priceModel?: PriceModelName;
  readonly wire: WireProfile;
  readonly timeout: number;
  /** IST `HH:mm:ss`: play the day up to there first; the scenario's own moment unless given. */
  readonly at?: string;
  /** The backend as it was before the fixes. */
  readonly withOriginalFaults?: boolean;
}

/** A scenario's exchange and the reference backend, started and in memory. */
export interface RehearsedTargets extends AsyncDisposable {
  readonly clock: VirtualClock;
  /** Targets that have asked nothing yet; the plan is run on them once. */
  readonly look: (
    plan: VerificationPlan,
    options?: RehearsedLook & { readonly timeoutMs?: number; readonly checkMs?: number },
  ) => Promise<VerificationReport>;
  /** A probe of the backend that has asked nothing yet. */
  readonly openBackend: (deadlineMs: number) => BackendTarget;
  /** Awaits work that waits for the clock, which moves on as fast as the work lets it. */
  readonly settled: <T>(work: Promise<T>) => Promise<T>;
}

/** What goes with one look at a rehearsed exchange and backend. */
export interface RehearsedLook {
  readonly log?: VerifyTargets['log'];
  readonly listener?: RunListener;
  /** Keeps what passes between verify and its targets; what the backend asks the exchange is not among it. */
  readonly evidence?: Evidence | undefined;
}

export async function rehearseAndVerify(
  flags: RehearsedFlags,
  plan: VerificationPlan,
  { log, listener = {}, evidence }: RehearsedLook = {},
): Promise<VerificationReport> {
  const loaded = loadScenario(flags.scenario);
  const { clock, rules } = loaded.scenario;
  const at = flags.at ?? rules.expect.verify.at;
  await using targets = await openRehearsedTargets(flags, {
    loaded,
    startAt: at === undefined ? clock.serveAt : clock.startAt,
    playUntil: at,
  });
  return await targets.settled(targets.look(plan, { log, listener, evidence, timeoutMs: flags.timeout }));
}

/** Starts exchange and backend at `startAt`, and plays them up to `playUntil`, both IST `HH:mm:ss`. */
export async function openRehearsedTargets(
  flags: RehearsedFlags,
  day: { readonly loaded: LoadedScenario; readonly startAt: string; readonly playUntil?: string | undefined },
): Promise<RehearsedTargets> {
  const { loaded } = day;
  const { withOriginalFaults = false } = flags;
  const rehearsal = createRehearsal(loaded, {
    seed: flags.seed,
    startAt: day.startAt,
    isRaw: false,
    wire: { ...flags.wire, messages: 'batch' },
  });
  const transports = inProcessTransports(rehearsal.exchange);
  const access: ExchangeAccess = { http: transports.http, sockets: transports.sockets, ...ACCESS_URLS };
  const engine = createScenarioEngine({
    loaded,
    rehearsal,
    access,
    log: silentLog,
    priceModel: flags.priceModel,
    withOriginalFaults,
  });
  const stage = {
    clock: rehearsal.clock,
    settle: async (): Promise<void> => {
      do await setImmediate();
      while (transports.inFlight() > 0);
    },
  };
  await settled(engine.start(), stage);
  if (day.playUntil !== undefined)
    await playUntil({ ...stage, pace: 'second' }, istToEpochMs(loaded.scenario.clock.date, day.playUntil));
  const cast = { loaded, rehearsal, access, engine, withOriginalFaults };
  return {
    clock: rehearsal.clock,
    openBackend: (deadlineMs) => targetsOf({ ...cast, timeout: deadlineMs }).backend,
    settled: (work) => settled(work, stage),
    async look(plan, { log, listener, evidence, timeoutMs = flags.timeout, checkMs } = {}) {
      const { exchange, ...targets } = targetsOf({ ...cast, evidence, timeout: timeoutMs });
      try {
        return await runChecks(
          checksFor(plan),
          { ...targets, exchange, ...(log ? { log } : {}) },
          rehearsal.clock,
          { ...listener, ...(checkMs === undefined ? {} : { timeoutMs: checkMs }) },
        );
      } finally {
        exchange.close();
      }
    },
    async [Symbol.asyncDispose]() {
      await engine.stop();
      rehearsal.exchange.close();
    },
  };
}

function targetsOf(cast: {
  readonly loaded: LoadedScenario;
  readonly rehearsal: Rehearsal;
  readonly access: ExchangeAccess;
  readonly engine: Engine;
  readonly timeout: number;
  readonly withOriginalFaults: boolean;
  readonly evidence?: Evidence | undefined;
}): VerifyTargets & {
  readonly exchange: ReturnType<typeof openExchangeProbes>['exchange'];
  readonly backend: BackendTarget;
} {
  const { loaded, rehearsal, access, engine, evidence } = cast;
  const { clock } = rehearsal;
  const http = evidence?.http(access.http) ?? access.http;
  const sockets = evidence?.sockets(access.sockets) ?? access.sockets;
  const sources = credentialSources(loaded, rehearsal);
  const { exchange, credentials } = openExchangeProbes({
    ...access,
    http,
    sockets,
    clock,
    socketUrls: socketUrls(access.feedUrl),
    underlyings: loaded.scenario.world.underlyings.flatMap(({ symbol }) => underlyingBySymbol(symbol) ?? []),
    deadlineMs: cast.timeout,
    credentialSources: async () => ({
      environment: sources.environment,
      dotenv: sources.dotenv,
      storeState: await sources.store.load(),
    }),
  });
  const app = createBackendApp({
    engine,
    clock,
    corsOrigins: [FRONTEND_ORIGIN],
    body: rehearsal.exchange.wire.backendBody,
    hasOriginalFaults: cast.withOriginalFaults,
  });
  const backendHttp = transportTo(app);
  const backend = createBackendProbe({
    http: evidence?.http(backendHttp) ?? backendHttp,
    clock,
    url: BACKEND_URL,
    deadlineMs: cast.timeout,
  });
  return { credentials, exchange, backend };
}

/** The backend's routes by a plain call; a refused backend answers too, so that a check can say why it is not ready. */
function transportTo(app: ReturnType<typeof createBackendApp>): HttpTransport {
  return {
    async send({ url, method, headers, body }) {
      const response = await app.fetch(
        new Request(url, { method, headers, ...(body === undefined ? {} : { body }) }),
      );
      return {
        status: response.status,
        headers: Object.fromEntries(response.headers),
        body: await response.text(),
      };
    },
  };
}

const silentLog: LogSink = { line() {} };
