import { expect, test } from 'vitest';
import { createPacketFields } from '#engine/wire/packet-fields.ts';
import {
  createDepthSide,
  readDepth,
  readDepthSide,
  totalBuyQuantity,
  totalSellQuantity,
} from '#mock-dhan/world/depth-levels.ts';
import { QuoteBoard } from '#mock-dhan/world/quote-board.ts';

const CONTRACT = { tickSize: 0.05, lotSize: 65 };

function depthOf(quote: { bid: number; bidQuantity: number; ask: number; askQuantity: number }) {
  const board = new QuoteBoard(1);
  board.quote(0, quote);
  const { depth } = createPacketFields();
  readDepth(board, 0, CONTRACT, depth);
  return { board, depth };
}

test('the best level is the quote, the others step away by a tick', () => {
  const { depth } = depthOf({ bid: 133.55, bidQuantity: 1625, ask: 134, askQuantity: 1365 });
  expect([...depth.bidPrice]).toEqual([133.55, 133.5, 133.45, 133.4, 133.35]);
  expect([...depth.askPrice]).toEqual([134, 134.05, 134.1, 134.15, 134.2]);
  expect([depth.bidQuantity[0], depth.askQuantity[0]]).toEqual([1625, 1365]);
});

test('level sizes are whole lots and add up to the totals', () => {
  const { board, depth } = depthOf({ bid: 10, bidQuantity: 130, ask: 10.1, askQuantity: 65 });
  expect([...depth.bidQuantity].every((quantity) => quantity % 65 === 0)).toBe(true);
  expect(totalBuyQuantity(board, 0)).toBe([...depth.bidQuantity].reduce((sum, quantity) => sum + quantity));
  expect(totalSellQuantity(board, 0)).toBe([...depth.askQuantity].reduce((sum, quantity) => sum + quantity));
});

test('a side without a quote is all zero', () => {
  const { board, depth } = depthOf({ bid: 0, bidQuantity: 0, ask: 0.05, askQuantity: 65 });
  expect([...depth.bidPrice, ...depth.bidQuantity, ...depth.bidOrders]).toEqual(Array(15).fill(0));
  expect(totalBuyQuantity(board, 0)).toBe(0);
});

test('bids stop above zero: a bid of two ticks has two levels', () => {
  const { depth } = depthOf({ bid: 0.1, bidQuantity: 65, ask: 0.15, askQuantity: 65 });
  expect([...depth.bidPrice]).toEqual([0.1, 0.05, 0, 0, 0]);
});

test('order counts fit sixteen bits however large the book', () => {
  const { depth } = depthOf({ bid: 1, bidQuantity: 65 * 1_000_000, ask: 2, askQuantity: 65 });
  expect(Math.max(...depth.bidOrders)).toBe(65_535);
});

test.each([20, 200])('a book of %i levels begins with the five of the full packet', (levels) => {
  const { board, depth } = depthOf({ bid: 133.55, bidQuantity: 1625, ask: 134, askQuantity: 1365 });
  for (const which of ['bid', 'ask'] as const) {
    const side = sideOf(board, which, levels);
    expect(side.rows).toBe(levels);
    expect(side.price.slice(0, 5)).toEqual(depth[`${which}Price`]);
    expect(side.quantity.slice(0, 5)).toEqual(depth[`${which}Quantity`]);
    expect(side.orders.slice(0, 5)).toEqual(depth[`${which}Orders`]);
  }
});

test('beyond the five best, each level is a tick further and none is smaller than the one before', () => {
  const { board } = depthOf({ bid: 133.55, bidQuantity: 1625, ask: 134, askQuantity: 1365 });
  const side = sideOf(board, 'ask', 200);
  for (let level = 5; level < 200; level += 1) {
    expect(side.price[level]).toBe((134 * 20 + level) / 20);
    expect(side.quantity[level]! % 65).toBe(0);
    if (level > 5) expect(side.quantity[level]).toBeGreaterThanOrEqual(side.quantity[level - 1]!);
  }
  expect(side.quantity[199]).toBeGreaterThan(side.quantity[5]!);
});

test('a deep side has no level where there is no quote, and bids stop above zero', () => {
  const { board } = depthOf({ bid: 0.1, bidQuantity: 65, ask: 0, askQuantity: 0 });
  expect([sideOf(board, 'bid', 200).rows, sideOf(board, 'ask', 200).rows]).toEqual([2, 0]);
});

test('quantities of a deep book fit thirty-two bits', () => {
  const { board } = depthOf({ bid: 100, bidQuantity: 1_000_000_000, ask: 0, askQuantity: 0 });
  expect(Math.max(...sideOf(board, 'bid', 200).quantity)).toBe(0xffff_ffff);
});

function sideOf(board: QuoteBoard, which: 'bid' | 'ask', levels: number) {
  const side = createDepthSide(levels);
  readDepthSide(board, 0, CONTRACT, which, side);
  return side;
}
