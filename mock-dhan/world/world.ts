/** The exchange's world: what is listed, what it is quoted at, and the market that moves it. */
import type { QuoteBoard } from './quote-board.ts';
import type { Universe } from './universe.ts';

export interface World {
  readonly universe: Universe;
  readonly board: QuoteBoard;
  /** Applies every event up to `nowMs` (epoch ms). A time before the last one changes nothing. */
  sync(nowMs: number): void;
  /** Last price of a listed underlying in rupees; 0 before its first, or when it is not listed. */
  spotOf(symbol: string): number;
}
