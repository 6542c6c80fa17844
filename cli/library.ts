/** The commands as functions, for tests and tools of the user's own. index.ts exports them. */
import { pace } from '#engine/adapters/clock-pacer.ts';
import type { PriceModelName } from '#engine/pricing/price-model.ts';
import type { VerificationReport } from '#engine/verify/check.ts';
import type { VirtualClock } from '#engine/virtual-clock.ts';
import { parseWireProfile } from '#engine/wire/wire-profile.ts';
import type { MockExchange } from '#mock-dhan/exchange.ts';
import type { SlowReaderPolicy } from '#mock-dhan/feed/client-session.ts';
import { listenExchange } from '#mock-dhan/listen.ts';
import { ScenarioExchange } from '#mock-dhan/scenario-exchange.ts';
import { loadScenario } from '#scenarios/catalogue.ts';
import { readFault } from '#scenarios/fault-schema.ts';
import { clientEnvironment } from './client-environment.ts';
import { createRehearsal, scenarioAccount } from './rehearsal.ts';
import { rehearsalPlan, rehearseAndVerify } from './verify/rehearsed-verification.ts';
import { replayScenario } from './replay-run.ts';
import type { ReplayReport } from './reporters/replay-report.ts';

const WIRE = 'observed';
const MOVEMENT_DEADLINE_MS = 15_000;

/** A mock exchange that listens on loopback. `await using` closes it. */
export interface StartedExchange extends AsyncDisposable {
  readonly restUrl: string;
  readonly feedUrl: string;
  readonly controlUrl: string;
  readonly controlToken: string;
  /** Test credentials and the base-URL variables of known clients. */
  readonly env: Readonly<Record<string, string>>;
  /** Scenario time; move it yourself when `speed` is 0. */
  readonly clock: VirtualClock;
  /** The exchange as it is until the next reset. */
  readonly exchange: MockExchange;
  /** Everything as it was at first, time and tokens included; connections are closed with 1001. */
  reset(): void;
  close(): Promise<void>;
}

/**
 * Starts the exchange of a scenario (a shipped name or a path). `speed` is market seconds per second, 0 leaves the clock to
 * the caller. Errors: ConfigError for an unknown wire, ScenarioError, RecordingError, PreopenError('PORT_IN_USE').
 */
export async function startExchange(options: {
  readonly scenario: string;
  readonly seed?: number;
  /** IST `HH:mm:ss`; the scenario's `serveAt` unless given. */
  readonly at?: string;
  readonly speed?: number;
  readonly port?: number;
  /** As `--wire` takes it: `observed,messages=batch`. */
  readonly wire?: string;
  /** What becomes of a client that reads too slowly: `disconnect` unless given. */
  readonly slowReaders?: SlowReaderPolicy;
}): Promise<StartedExchange> {
  const { scenario, seed, at, speed = 1, port = 0, wire = WIRE, slowReaders = 'disconnect' } = options;
  const loaded = loadScenario(scenario);
  const rehearsal = createRehearsal(loaded, {
    seed,
    startAt: at ?? loaded.scenario.clock.serveAt,
    isRaw: false,
    wire: parseWireProfile(wire),
    slowReaders,
  });
  const exchange = new ScenarioExchange(rehearsal);
  exchange.judge();
  const pacer = pace(rehearsal.clock, { speed });
  const listening = await listenExchange(exchange, { port, driver: pacer, readFault });
  pacer.start();
  const close = async (): Promise<void> => {
    pacer.stop();
    exchange.close();
    await listening.close();
  };
  return {
    ...listening,
    env: clientEnvironment(scenarioAccount(rehearsal), listening),
    clock: rehearsal.clock,
    get exchange() {
      return exchange.present;
    },
    reset: () => exchange.reset(),
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** Plays a scenario's day through the engine in memory and judges it, as `preopen replay` does. */
export async function replay(
  scenario: string,
  options: {
    readonly seed?: number;
    readonly isRaw?: boolean;
    readonly priceModel?: PriceModelName;
    readonly wire?: string;
    readonly through?: 'memory' | 'sockets';
  } = {},
): Promise<ReplayReport> {
  return replayScenario(loadScenario(scenario), {
    seed: options.seed,
    priceModel: options.priceModel,
    speed: 'max',
    through: options.through ?? 'memory',
    wire: parseWireProfile(options.wire ?? WIRE),
    isRaw: options.isRaw ?? false,
    repriceOnTicks: true,
    isVerbose: false,
    hasProgressBar: false,
  });
}

/** Verifies a scenario's exchange and the reference backend in memory, as `preopen verify --exchange mock` does. */
export async function verify(
  scenario: string,
  options: {
    readonly seed?: number;
    readonly wire?: string;
    /** Of the reference backend; the scenario's unless given. */
    readonly priceModel?: PriceModelName;
  } = {},
): Promise<VerificationReport> {
  const { wire = WIRE, ...rest } = options;
  const flags = { ...rest, scenario, wire: parseWireProfile(wire), timeout: MOVEMENT_DEADLINE_MS };
  return rehearseAndVerify(flags, rehearsalPlan(scenario));
}
