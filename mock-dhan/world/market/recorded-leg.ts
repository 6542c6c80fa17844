/** One recorded row on the board. */
import type { RecordedChain } from '#engine/replay/recording.ts';
import type { QuoteBoard } from '../quote-board.ts';
import { noteOpenInterest, noteTrade } from './leg-trade.ts';

/**
 * Writes a recorded leg, value by value as recorded. 0 means absent: an absent bid or offer is a fact and is written, an
 * absent last price, volume or open interest says nothing and leaves what was known. A row that says nothing at all of a leg
 * that was never quoted is no event.
 */
export function applyRecordedLeg(
  board: QuoteBoard,
  index: number,
  row: { readonly chain: RecordedChain; readonly leg: number; readonly atMs: number },
): void {
  const { chain, leg, atMs } = row;
  const ltp = chain.ltp[leg]!;
  const bid = chain.bid[leg]!;
  const ask = chain.ask[leg]!;
  const volume = chain.volume[leg]!;
  const oi = chain.oi[leg]!;
  const saysNothing = ltp === 0 && bid === 0 && ask === 0 && volume === 0 && oi === 0;
  if (saysNothing && board.bid[index] === 0 && board.ask[index] === 0) return;
  if (oi > 0) noteOpenInterest(board, index, oi);
  if (ltp > 0) tradeRecorded(board, index, { ltp, volume, atMs });
  board.bid[index] = bid;
  board.bidQuantity[index] = chain.bidQuantity[leg]!;
  board.ask[index] = ask;
  board.askQuantity[index] = chain.askQuantity[leg]!;
  board.touch(index);
  board.recordedEvents += 1;
}

/** Without new volume the last price is an old trade: its time stands. */
function tradeRecorded(
  board: QuoteBoard,
  index: number,
  trade: { readonly ltp: number; readonly volume: number; readonly atMs: number },
): void {
  const { ltp, volume, atMs } = trade;
  const traded = volume - board.volume[index]!;
  if (traded > 0) noteTrade(board, index, { price: ltp, quantity: traded, lastQuantity: traded, atMs });
  else board.restate(index, ltp);
}
