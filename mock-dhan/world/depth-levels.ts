import type { DepthSide } from '#engine/wire/depth-packets.ts';
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

/** Size of the five best levels as a multiple of the best one's. The board knows only the best level; the rest is derived, always alike. */
const SIZE_MULTIPLES = [1, 2, 3, 2, 1] as const;
/** What the sizes of a side's five best levels add up to, as a multiple of the best one's. */
export const SIZE_MULTIPLES_SUM = 9;

/** Beyond the five best, levels grow by the best one's size at every so many steps: patient orders rest further out. */
const STEPS_PER_SIZE = 4;

/** Levels of the deepest ladder that is shown. */
export const LADDER_LEVELS_MAX = 200;

/** Lots per resting order, to turn a level's size into a plausible number of orders. */
const LOTS_PER_ORDER = 4;
/** Order counts are u16 on the wire. */
const ORDERS_MAX = 65_535;
/** Quantities are u32. */
const QUANTITY_MAX = 0xffff_ffff;

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

/** An empty side that has room for `levels`. */
export function createDepthSide(levels: number): DepthSide {
  return {
    rows: 0,
    price: new Float64Array(levels),
    quantity: new Float64Array(levels),
    orders: new Float64Array(levels),
  };
}

/** Fills `side` with as many levels as it has room for: the five of `readDepth`, and on from there. Bids stop above zero. */
export function readDepthSide(
  board: QuoteBoard,
  index: number,
  contract: DepthContract,
  which: 'bid' | 'ask',
  side: DepthSide,
): void {
  const ticksPerRupee = Math.round(1 / contract.tickSize);
  const bestTicks = Math.round(board[which][index]! * ticksPerRupee);
  const bestQuantity = which === 'bid' ? board.bidQuantity[index]! : board.askQuantity[index]!;
  const step = which === 'bid' ? -1 : 1;
  const room = side.price.length;
  if (bestTicks <= 0) side.rows = 0;
  else side.rows = which === 'bid' ? Math.min(room, bestTicks) : room;
  for (let level = 0; level < side.rows; level += 1) {
    const quantity = ladderQuantity(bestQuantity, level);
    side.price[level] = (bestTicks + step * level) / ticksPerRupee;
    side.quantity[level] = quantity;
    side.orders[level] = ordersFor(quantity, contract.lotSize);
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

/** Units at a level of a side whose best level holds `bestQuantity`; level 0 is the best. */
export function ladderQuantity(bestQuantity: number, level: number): number {
  return Math.min(QUANTITY_MAX, bestQuantity * sizeMultiple(level));
}

function sizeMultiple(level: number): number {
  return SIZE_MULTIPLES[level] ?? 1 + Math.floor(level / STEPS_PER_SIZE);
}

function ordersFor(quantity: number, lotSize: number): number {
  return Math.min(ORDERS_MAX, Math.ceil(quantity / (lotSize * LOTS_PER_ORDER)));
}
