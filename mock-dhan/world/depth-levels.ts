import { DEPTH_LEVELS } from '#engine/wire/packet-fields.ts';
import type { DepthColumns } from '#engine/wire/packet-fields.ts';
import type { QuoteBoard } from './quote-board.ts';

/** What turns a best quote into a ladder: the price step in rupees and the units per lot. */
export interface DepthContract {
  readonly tickSize: number;
  readonly lotSize: number;
}

/** An index has no book: its best quotes are 0, and so are all its levels. */
export const INDEX_CONTRACT: DepthContract = { tickSize: 0.05, lotSize: 1 };

/** Size of each level as a multiple of the best one's. The board knows only the best level; the rest is derived, always alike. */
const SIZE_MULTIPLES = [1, 2, 3, 2, 1] as const;
const SIZE_MULTIPLES_SUM = 9;

/** Lots per resting order, to turn a level's size into a plausible number of orders. */
const LOTS_PER_ORDER = 4;
/** Order counts are u16 on the wire. */
const ORDERS_MAX = 65_535;

/** Writes an instrument's five levels a side; a level without a quote is all zero. */
export function readDepth(
  board: QuoteBoard,
  index: number,
  contract: DepthContract,
  depth: DepthColumns,
): void {
  const ticksPerRupee = Math.round(1 / contract.tickSize);
  const bidTicks = Math.round(board.bid[index]! * ticksPerRupee);
  const askTicks = Math.round(board.ask[index]! * ticksPerRupee);
  for (let level = 0; level < DEPTH_LEVELS; level += 1) {
    const hasBid = bidTicks > level;
    const bidQuantity = hasBid ? board.bidQuantity[index]! * SIZE_MULTIPLES[level]! : 0;
    depth.bidPrice[level] = hasBid ? (bidTicks - level) / ticksPerRupee : 0;
    depth.bidQuantity[level] = bidQuantity;
    depth.bidOrders[level] = ordersFor(bidQuantity, contract.lotSize);
    const hasAsk = askTicks > 0;
    const askQuantity = hasAsk ? board.askQuantity[index]! * SIZE_MULTIPLES[level]! : 0;
    depth.askPrice[level] = hasAsk ? (askTicks + level) / ticksPerRupee : 0;
    depth.askQuantity[level] = askQuantity;
    depth.askOrders[level] = ordersFor(askQuantity, contract.lotSize);
  }
}

/** Units resting on the buy side, 0 without a bid. */
export function totalBuyQuantity(board: QuoteBoard, index: number): number {
  return board.bid[index]! > 0 ? board.bidQuantity[index]! * SIZE_MULTIPLES_SUM : 0;
}

/** Units resting on the sell side, 0 without an offer. */
export function totalSellQuantity(board: QuoteBoard, index: number): number {
  return board.ask[index]! > 0 ? board.askQuantity[index]! * SIZE_MULTIPLES_SUM : 0;
}

function ordersFor(quantity: number, lotSize: number): number {
  return Math.min(ORDERS_MAX, Math.ceil(quantity / (lotSize * LOTS_PER_ORDER)));
}
