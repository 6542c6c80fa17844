/** A failing replay made as small as it can be and still fail: the earliest end, the fewest faults, the fewest ticks. */
import { ConfigError } from '#engine/errors.ts';
import { MS_PER_SECOND, istTimeOfDay, istToEpochMs } from '#engine/market/ist-time.ts';
import { minimise } from '#engine/replay/minimise.ts';
import type { TrialBudget } from '#engine/replay/minimise.ts';
import type { Scenario, ScriptedTick } from '#engine/scenario.ts';
import { scriptOf, scriptedUnderlyings } from '#mock-dhan/world/market-script.ts';
import { createWorld } from '#mock-dhan/world/world.ts';
import type { LoadedScenario } from '#scenarios/catalogue.ts';
import { playScenario } from './replay-run.ts';
import type { ReplayOptions } from './replay-run.ts';

/** Replays that one search may make. */
const TRIALS_MAX = 400;

/** A scenario with few events that fails as the large one did. */
export interface Shrunk {
  readonly scenario: Scenario;
  /** The checks that fail in both, and in the same way. */
  readonly failing: readonly string[];
  /** Market events before and after. */
  readonly ticksBefore: number;
  readonly ticks: number;
  readonly trials: number;
  /** False when the trials ran out. */
  readonly isMinimal: boolean;
}

export interface ShrinkOptions {
  readonly replay: ReplayOptions;
  readonly onProgress?: ((text: string) => void) | undefined;
}

/** Errors: ConfigError when the replay does not fail, or no longer does once its market is a script. */
export async function shrinkReplay(loaded: LoadedScenario, options: ShrinkOptions): Promise<Shrunk> {
  const seed = options.replay.seed ?? loaded.scenario.seed;
  const search = new ShrinkSearch({ ...options, replay: { ...options.replay, seed } });
  const failing = await search.failuresOf(loaded);
  if (failing.length === 0)
    throw new ConfigError(
      `replay --shrink: expected a run that fails, was one that passes (${loaded.scenario.name}, seed ${seed}). Give the seed that fails.`,
    );
  const ended = await search.endedEarly(loaded, failing);
  const scripted = scriptedDay(ended, seed);
  const kept = await search.keptBy(scripted, failing);
  const faults = await minimise(
    scripted.faults,
    (faults) => search.fails({ ...scripted, faults }, kept),
    search.budget,
  );
  const withFaults = { ...scripted, faults: faults.items };
  const allTicks = ticksOf(scripted);
  const ticks = await minimise(
    allTicks,
    (some) => search.fails(withTicks(withFaults, some), kept),
    search.budget,
  );
  return {
    scenario: withTicks(withFaults, ticks.items),
    failing: kept.map(({ id }) => id),
    ticksBefore: allTicks.length,
    ticks: ticks.items.length,
    trials: TRIALS_MAX - search.budget.left,
    isMinimal: faults.isMinimal && ticks.isMinimal,
  };
}

/** A check that failed and how, numbers aside: a smaller day that fails the same check otherwise fails for another reason. */
interface Failure {
  readonly id: string;
  readonly way: string;
}

function isAmong({ id, way }: Failure, failures: readonly Failure[]): boolean {
  return failures.some((failure) => failure.id === id && failure.way === way);
}

function idsOf(failures: readonly Failure[]): string {
  return failures.map(({ id }) => id).join(', ');
}

/** Tries variants of a day and knows which checks fail in them. */
class ShrinkSearch {
  readonly budget: TrialBudget = { left: TRIALS_MAX };
  readonly #options: ShrinkOptions;

  constructor(options: ShrinkOptions) {
    this.#options = options;
  }

  async failuresOf(loaded: LoadedScenario): Promise<Failure[]> {
    const { checks } = await playScenario(loaded, this.#options.replay);
    return checks
      .filter(({ id, status }) => status === 'fail' && !id.startsWith('fault.'))
      .map(({ id, observed }) => ({ id, way: observed.replaceAll(/\d[\d:.,T+-]*/g, '#') }));
  }

  /** Whether all of `failing` fail in the scenario. */
  async fails(
    scenario: Scenario,
    failing: readonly Failure[],
    session?: LoadedScenario['session'],
  ): Promise<boolean> {
    const failures = await this.failuresOf({ scenario, session });
    const ticks =
      scenario.world.prices.kind === 'scripted' ? `, ${scenario.world.prices.ticks.length} ticks` : '';
    this.#options.onProgress?.(
      `until ${scenario.clock.endAt}, ${scenario.faults.length} faults${ticks}, ${this.budget.left} trials left`,
    );
    return failing.every((failure) => isAmong(failure, failures));
  }

  /** The day up to the first second at whose end everything has failed. */
  async endedEarly(loaded: LoadedScenario, failing: readonly Failure[]): Promise<LoadedScenario> {
    const { scenario, session } = loaded;
    const { date, startAt, endAt } = scenario.clock;
    const until = (atMs: number): Scenario => ({
      ...scenario,
      clock: { ...scenario.clock, endAt: istTimeOfDay(atMs) },
    });
    let [passing, failed] = [istToEpochMs(date, startAt), istToEpochMs(date, endAt)];
    while (failed - passing > MS_PER_SECOND) {
      const middle = passing + Math.round((failed - passing) / 2 / MS_PER_SECOND) * MS_PER_SECOND;
      if (await this.fails(until(middle), failing, session)) failed = middle;
      else passing = middle;
    }
    return { scenario: until(failed), session };
  }

  /** Those of `failing` that a script's day fails too. */
  async keptBy(scenario: Scenario, failing: readonly Failure[]): Promise<readonly Failure[]> {
    const failures = await this.failuresOf({ scenario, session: undefined });
    const kept = failing.filter((failure) => isAmong(failure, failures));
    if (kept.length > 0) return kept;
    throw new ConfigError(
      `replay --shrink: expected ${idsOf(failing)} to fail in the same way with the same prices as a script, was ${idsOf(failures) || 'nothing'}. ` +
        `What a script does not show cannot be shrunk; the day that ends at ${scenario.clock.endAt} is the smallest that fails.`,
    );
  }
}

/** The scenario with its market written down. */
function scriptedDay({ scenario, session }: LoadedScenario, seed: number): Scenario {
  const { date, startAt, endAt } = scenario.clock;
  const world = createWorld({ scenario, session, seed, isRaw: false });
  const underlyings = scriptedUnderlyings(scenario.world.underlyings, world);
  const ticks = scriptOf(world, istToEpochMs(date, startAt), istToEpochMs(date, endAt));
  const scripted: Scenario = {
    ...scenario,
    seed,
    world: { prices: { kind: 'scripted', ticks: [] }, underlyings },
  };
  const { universe } = createWorld({ scenario: scripted, session: undefined, seed, isRaw: false });
  const listed = new Set(
    universe.instruments.map((instrument) =>
      instrument.kind === 'index' ? tickKey({ underlying: instrument.symbol }) : tickKey(instrument),
    ),
  );
  return withTicks(
    scripted,
    ticks.filter((tick) => listed.has(tickKey(tick))),
  );
}

/** What a tick is of. */
function tickKey({ underlying, expiry, strike, optionType }: Omit<ScriptedTick, 'at' | 'ltp'>): string {
  return `${underlying} ${expiry} ${strike} ${optionType}`;
}

function withTicks(scenario: Scenario, ticks: readonly ScriptedTick[]): Scenario {
  return { ...scenario, world: { ...scenario.world, prices: { kind: 'scripted', ticks } } };
}

function ticksOf({ world }: Scenario): readonly ScriptedTick[] {
  return world.prices.kind === 'scripted' ? world.prices.ticks : [];
}
