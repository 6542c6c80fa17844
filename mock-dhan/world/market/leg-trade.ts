/** What a trade, or a count of open contracts, does to a leg's columns on the board. */
import type { QuoteBoard } from '../quote-board.ts';

/** `quantity` units changed hands since the last trade seen, the last of them at `price`. */
export function noteTrade(
  board: QuoteBoard,
  index: number,
  trade: {
    readonly price: number;
    readonly quantity: number;
    readonly lastQuantity: number;
    readonly atMs: number;
  },
): void {
  const { price, quantity, lastQuantity, atMs } = trade;
  const before = board.volume[index]!;
  const volume = before + quantity;
  board.averagePrice[index] = (board.averagePrice[index]! * before + price * quantity) / volume;
  board.volume[index] = volume;
  board.lastQuantity[index] = lastQuantity;
  board.trade(index, price, atMs);
}

/** Sets a leg's open interest in units and moves the day's high and low of it. */
export function noteOpenInterest(board: QuoteBoard, index: number, oi: number): void {
  board.oi[index] = oi;
  if (oi > board.oiDayHigh[index]!) board.oiDayHigh[index] = oi;
  if (board.oiDayLow[index] === 0 || oi < board.oiDayLow[index]!) board.oiDayLow[index] = oi;
}
