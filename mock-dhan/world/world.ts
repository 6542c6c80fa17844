/** The exchange's world: what is listed, what it is quoted at, and the market that moves it. */
import { ScenarioError } from '#engine/errors.ts';
import type { RecordedSession } from '#engine/replay/recording.ts';
import type { Scenario } from '#engine/scenario.ts';
import { SeededRandom } from '#engine/seeded-random.ts';
import { listUniverse } from './listing.ts';
import type { MarketSource } from './market/market-source.ts';
import { createRecordedMarket } from './market/recorded-market.ts';
import { createScriptedMarket } from './market/scripted-market.ts';
import { sessionOn } from './market/session-steps.ts';
import { createSyntheticMarket } from './market/synthetic-market.ts';
import { QuoteBoard } from './quote-board.ts';
import type { Universe } from './universe.ts';

/** What is listed, what it is quoted at, and the way to move it on. */
export interface World {
  readonly universe: Universe;
  readonly board: QuoteBoard;
  /** Applies every event up to `nowMs` (epoch ms). A time before the last one changes nothing. */
  sync(nowMs: number): void;
  /** Last price of a listed underlying in rupees; 0 before its first, or when it is not listed. */
  spotOf(symbol: string): number;
}

/**
 * The world of a scenario, primed with its opening state. `session` is the recording that the scenario names. `isRaw` plays a
 * recording without bridged events.
 * Errors: ScenarioError when the scenario names a recording and none is given, or lists what nobody knows.
 */
export function createWorld(options: {
  readonly scenario: Scenario;
  readonly session: RecordedSession | undefined;
  readonly seed: number;
  readonly isRaw: boolean;
  /** What listUniverse lists for them, where it is known already: worlds may share it. */
  readonly universe?: Universe;
}): World {
  const { scenario, session, universe = listUniverse(scenario, session) } = options;
  const board = new QuoteBoard(universe.instruments.length);
  const market = createMarket(options, universe);
  market.prime(board);
  const { closeMs } = sessionOn(scenario.clock.date);
  for (const { symbol } of universe.underlyings)
    board.settlement.follow(universe.underlyingIndex(symbol), closeMs);
  return {
    universe,
    board,
    sync(nowMs) {
      market.advanceTo(nowMs, board);
    },
    spotOf(symbol) {
      return board.ltp[universe.underlyingIndex(symbol)] ?? 0;
    },
  };
}

function createMarket(options: Parameters<typeof createWorld>[0], universe: Universe): MarketSource {
  const { scenario, isRaw } = options;
  const random = new SeededRandom(options.seed).fork('market');
  const { prices } = scenario.world;
  if (prices.kind === 'synthetic') return createSyntheticMarket({ scenario, walk: prices, universe, random });
  if (prices.kind === 'scripted')
    return createScriptedMarket({ scenario, ticks: prices.ticks, universe, random });
  const session = options.session;
  if (!session)
    throw new ScenarioError(
      `opening the market of ${scenario.name} failed: expected the recording ${prices.file}, was none (world.prices). ` +
        'Read the recording first.',
    );
  return createRecordedMarket({ session, universe, random, isRaw });
}
