/** Composition: a scenario's exchange and, against it, the reference backend's engine. replay, serve and verify start here. */
import { createDhanFeed } from '#engine/adapters/dhan-feed.ts';
import { createDhanRest } from '#engine/adapters/dhan-rest.ts';
import {
  createMemoryClosingPriceStore,
  createMemoryCredentialStore,
} from '#engine/adapters/memory-stores.ts';
import { createEngine } from '#engine/create-engine.ts';
import type { Engine } from '#engine/engine.ts';
import { ScenarioError } from '#engine/errors.ts';
import { istToEpochMs } from '#engine/market/ist-time.ts';
import { underlyingBySymbol } from '#engine/market/instrument.ts';
import type {
  CredentialStoreState,
  Credentials,
  HttpTransport,
  Journal,
  LogSink,
  SocketTransport,
} from '#engine/ports.ts';
import type { PriceModel, PriceModelName } from '#engine/pricing/price-model.ts';
import { priceModelByName } from '#engine/pricing/price-models.ts';
import { VirtualClock } from '#engine/virtual-clock.ts';
import type { WireProfile } from '#engine/wire/wire-profile.ts';
import { createExchange } from '#mock-dhan/exchange.ts';
import type { MockExchange } from '#mock-dhan/exchange.ts';
import type { PostbackTarget } from '#mock-dhan/postback/postbacks.ts';
import type { SlowReaderPolicy } from '#mock-dhan/feed/client-session.ts';
import type { Account } from '#mock-dhan/world/accounts.ts';
import { listUniverse } from '#mock-dhan/world/listing.ts';
import type { Universe } from '#mock-dhan/world/universe.ts';
import { createWorld } from '#mock-dhan/world/world.ts';
import type { LoadedScenario } from '#scenarios/catalogue.ts';

/** A scenario's exchange on its own clock, not listening yet. */
export interface Rehearsal {
  readonly clock: VirtualClock;
  readonly exchange: MockExchange;
  readonly seed: number;
  /** The same exchange once more, on the same clock, as it is before anything happens; the one before must be closed. */
  readonly reopen: () => MockExchange;
}

/** How a scenario is played. */
export interface RehearsalOptions {
  /** Keeps consents apart from those of another rehearsal of the same seed behind the same port. */
  readonly consentsOf?: string;
  readonly seed: number | undefined;
  /** IST `HH:mm:ss` on the scenario's date. */
  readonly startAt: string;
  readonly isRaw: boolean;
  readonly wire: WireProfile;
  readonly slowReaders?: SlowReaderPolicy;
  /** Posts to the accounts' webhooks; nobody does unless given. */
  readonly postbacks?: PostbackTarget;
  /** The scenario's instruments, where another rehearsal of it has listed them already. */
  readonly universe?: Universe;
}

export function createRehearsal(loaded: LoadedScenario, options: RehearsalOptions): Rehearsal {
  const { scenario, session } = loaded;
  const seed = options.seed ?? scenario.seed;
  const clock = new VirtualClock(istToEpochMs(scenario.clock.date, options.startAt));
  const { universe = listUniverse(scenario, session) } = options;
  // Kept, so that an exchange that is opened again accepts the tokens of the first.
  const wallNowMs = Date.now();
  const open = (): MockExchange =>
    createExchange({
      scenario,
      world: createWorld({ scenario, session, seed, isRaw: options.isRaw, universe }),
      clock,
      seed,
      wallNowMs,
      wire: options.wire,
      ...(options.postbacks ? { postbacks: options.postbacks } : {}),
      ...(options.slowReaders ? { slowReaders: options.slowReaders } : {}),
      ...(options.consentsOf === undefined ? {} : { consentsOf: options.consentsOf }),
    });
  return { clock, exchange: open(), seed, reopen: open };
}

/** Where the backend's Dhan client finds the exchange, and through what. */
export interface ExchangeAccess {
  readonly http: HttpTransport;
  readonly sockets: SocketTransport;
  /** With the `/v2`. */
  readonly restUrl: string;
  readonly masterUrl: string;
  readonly feedUrl: string;
}

/** Generated markets move several times a second. */
const FEED_SILENCE_MS_MAX = 60_000;

/** The engine as the scenario sets it up: its environment, its database, its cache rules. */
export function createScenarioEngine(options: {
  readonly loaded: LoadedScenario;
  readonly rehearsal: Rehearsal;
  readonly access: ExchangeAccess;
  readonly log: LogSink;
  readonly journal?: Journal;
  readonly followsFutures?: boolean;
  readonly priceModel: PriceModelName | PriceModel | undefined;
  readonly withOriginalFaults?: boolean;
  readonly repriceOnTicks?: boolean;
}): Engine {
  const { scenario } = options.loaded;
  const { access, rehearsal } = options;
  return createEngine({
    underlyings: scenario.world.underlyings.map(({ symbol }) => knownUnderlying(symbol)),
    cacheRules: scenario.backend.cache,
    priceModel: modelOf(options.priceModel ?? scenario.backend.priceModel),
    allowClosingPrices: false,
    withOriginalFaults: options.withOriginalFaults ?? false,
    followsFutures: options.followsFutures ?? false,
    repriceOnTicks: options.repriceOnTicks ?? true,
    feedSilenceMsMax: scenario.world.prices.kind === 'synthetic' ? FEED_SILENCE_MS_MAX : undefined,
    clock: rehearsal.clock,
    credentialSources: credentialSources(options.loaded, rehearsal),
    rest: createDhanRest({ transport: access.http, restUrl: access.restUrl, masterUrl: access.masterUrl }),
    feed: createDhanFeed({ sockets: access.sockets, feedUrl: access.feedUrl }),
    closingPrices: createMemoryClosingPriceStore(),
    log: options.log,
    ...(options.journal ? { journal: options.journal } : {}),
  });
}

function modelOf(model: PriceModelName | PriceModel): PriceModel {
  return typeof model === 'string' ? priceModelByName(model) : model;
}

/** The test credentials this exchange accepts (or, in some scenarios, rightly refuses). */
export function scenarioCredentials(rehearsal: Rehearsal): Credentials {
  const { clientId, accessToken } = scenarioAccount(rehearsal);
  return { clientId, accessToken };
}

/** The scenario's first account, with what its other logins need. */
export function scenarioAccount(rehearsal: Rehearsal): Account {
  const [account] = rehearsal.exchange.accounts.all;
  if (!account) throw new ScenarioError('the scenario has no account. Add one under accounts.');
  return account;
}

/** What the backend finds in the environment, the .env file and the database, by the scenario's word. */
export function credentialSources(
  loaded: LoadedScenario,
  rehearsal: Rehearsal,
): Parameters<typeof createEngine>[0]['credentialSources'] {
  const { environment, database } = loaded.scenario.backend;
  const credentials = scenarioCredentials(rehearsal);
  const values = { DHAN_CLIENT_ID: credentials.clientId, DHAN_ACCESS_TOKEN: credentials.accessToken };
  return {
    environment: Object.fromEntries(environment.map((name) => [name, values[name]])),
    dotenv: {},
    store: createMemoryCredentialStore(databaseState(database, credentials, rehearsal)),
  };
}

function databaseState(
  database: 'absent' | 'empty' | 'filled',
  credentials: Credentials,
  rehearsal: Rehearsal,
): CredentialStoreState {
  const location = `dhan_credentials of scenario ${rehearsal.exchange.scenario.name}`;
  if (database !== 'filled') return { kind: database, location };
  return {
    kind: 'rows',
    location,
    rows: [{ ...credentials, isDefault: true, savedAtMs: rehearsal.clock.nowMs() }],
  };
}

function knownUnderlying(symbol: string): NonNullable<ReturnType<typeof underlyingBySymbol>> {
  const underlying = underlyingBySymbol(symbol);
  if (!underlying)
    throw new ScenarioError(`underlying ${symbol} is not known. Use one of the six index symbols.`);
  return underlying;
}
