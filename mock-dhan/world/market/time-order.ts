/** Several underlyings' events as one sequence. */
import type { QuoteBoard } from '../quote-board.ts';

/** One underlying's part of a market: plays its events one moment at a time. */
export interface UnderlyingMarket {
  /** When the next event is due, epoch ms; Infinity after the last. */
  readonly nextAtMs: number;
  prime(board: QuoteBoard): void;
  /** Plays what is due at `nextAtMs` and moves `nextAtMs` on. */
  playNext(board: QuoteBoard): void;
}

/**
 * Plays every event not later than `untilMs`. Underlyings are few, so the earliest is looked up rather than kept sorted; at
 * equal times the first listed goes first, however the calls divide the day.
 */
export function playInTimeOrder(
  markets: readonly UnderlyingMarket[],
  untilMs: number,
  board: QuoteBoard,
): void {
  for (;;) {
    let earliest: UnderlyingMarket | undefined;
    for (const market of markets) if (!earliest || market.nextAtMs < earliest.nextAtMs) earliest = market;
    if (!earliest || earliest.nextAtMs > untilMs || earliest.nextAtMs === Number.POSITIVE_INFINITY) return;
    earliest.playNext(board);
  }
}
