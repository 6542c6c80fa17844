/** A recorded day as a market: every snapshot at its own time, unaltered, and a bridge across the silence between two. */
import type { SeededRandom } from '#engine/seeded-random.ts';
import type { RecordedSession } from '#engine/replay/recording.ts';
import type { Universe } from '../universe.ts';
import type { MarketSource } from './market-source.ts';
import { RecordedUnderlyingMarket } from './recorded-underlying.ts';
import { playInTimeOrder } from './time-order.ts';

/**
 * The market of a recorded session. `isRaw` leaves every bridged event out. Underlyings of the session that the universe does
 * not list are not played.
 */
export function createRecordedMarket(options: {
  readonly session: RecordedSession;
  readonly universe: Universe;
  readonly random: SeededRandom;
  readonly isRaw: boolean;
}): MarketSource {
  const { session, universe, random, isRaw } = options;
  const markets = session.underlyings
    .filter(({ symbol }) => universe.underlyingIndex(symbol) >= 0)
    .map(
      (recorded) =>
        new RecordedUnderlyingMarket({ recorded, universe, isRaw, random: random.fork(recorded.symbol) }),
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
