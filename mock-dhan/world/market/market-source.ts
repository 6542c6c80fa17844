import type { QuoteBoard } from '../quote-board.ts';

/** Where the day's prices come from: a recording, a seeded generator or a script. Pull-based, so that no timer is set per event. */
export interface MarketSource {
  /** Writes the opening state (previous closes, skeleton premiums, open interest) before any event. */
  prime(board: QuoteBoard): void;
  /** Applies every event later than the last call and not later than `untilMs`, in time order, counting them on the board. */
  advanceTo(untilMs: number, board: QuoteBoard): void;
}
