/** A seeded market for days nobody recorded: labelled synthetic, repeatable, quiet outside the session. */
import type { Scenario } from '#engine/scenario.ts';
import type { SeededRandom } from '#engine/seeded-random.ts';
import type { Universe } from '../universe.ts';
import type { MarketSource } from './market-source.ts';
import { RegimeTrack } from './market-regime.ts';
import { sessionOn } from './session-steps.ts';
import { SyntheticUnderlying } from './synthetic-underlying.ts';
import type { SpotWalk } from './synthetic-underlying.ts';
import { playInTimeOrder } from './time-order.ts';

/** Prices of `scenario.clock.date`, inside that day's derivatives session only. */
export function createSyntheticMarket(options: {
  readonly scenario: Scenario;
  readonly walk: SpotWalk;
  readonly universe: Universe;
  readonly random: SeededRandom;
}): MarketSource {
  const { scenario, walk, universe, random } = options;
  const { date } = scenario.clock;
  const hours = sessionOn(date);
  const regimes = new RegimeTrack(walk.regimes, { date, ...hours });
  const markets = scenario.world.underlyings.map(
    (entry) =>
      new SyntheticUnderlying({
        entry,
        hours,
        walk,
        regimes,
        universe,
        random: random.fork(entry.symbol),
      }),
  );
  return {
    prime(board) {
      for (const market of markets) market.prime(board);
    },
    advanceTo(untilMs, board) {
      playInTimeOrder(markets, untilMs, board);
    },
  };
}
