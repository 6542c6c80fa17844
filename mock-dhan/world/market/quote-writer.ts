/** A bid and an offer around a mid, on the tick grid. */
import type { QuoteBoard } from '../quote-board.ts';

/** The bid is one tick at least, the offer above it by one at least. Sizes stay; the caller marks the change. */
export function writeQuote(
  board: QuoteBoard,
  index: number,
  quote: { readonly mid: number; readonly halfSpread: number; readonly ticksInRupee: number },
): void {
  const { mid, halfSpread, ticksInRupee } = quote;
  const bid = Math.max(1, Math.round((mid - halfSpread) * ticksInRupee));
  const ask = Math.max(bid + 1, Math.round((mid + halfSpread) * ticksInRupee));
  board.bid[index] = bid / ticksInRupee;
  board.ask[index] = ask / ticksInRupee;
}
