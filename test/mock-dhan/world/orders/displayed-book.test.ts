import { expect, test } from 'vitest';
import { createDepthSide, readDepthSide } from '#mock-dhan/world/depth-levels.ts';
import { Contracts } from '#mock-dhan/world/orders/contract.ts';
import { DisplayedBook } from '#mock-dhan/world/orders/displayed-book.ts';
import { createSmallWorld } from '#test/support/small-world.ts';

function openBook(quote: { bid: number; bidQuantity: number; ask: number; askQuantity: number }) {
  const { universe, board } = createSmallWorld();
  const contract = new Contracts(universe).find('NSE_FNO', 40_000)!;
  board.quote(contract.index, quote);
  return { board, contract, book: new DisplayedBook(board) };
}

test.each(['bid', 'ask'] as const)('the %s side is the ladder of 200 levels, in whole lots', (side) => {
  const { board, contract, book } = openBook({ bid: 100, bidQuantity: 200, ask: 100.05, askQuantity: 130 });
  const shown = createDepthSide(200);
  readDepthSide(board, contract.index, contract.instrument, side, shown);
  for (let level = 0; level < 200; level += 1) {
    const offer = book.best(contract, side)!;
    expect(offer.pricePaise).toBe(Math.round(shown.price[level]! * 100));
    expect(offer.quantity).toBe(shown.quantity[level]! - (shown.quantity[level]! % 65));
    book.take(contract, side, offer.quantity);
  }
  expect(book.best(contract, side)).toBeUndefined();
});

test('a tick of the instrument shows its book anew, one of another does not', () => {
  const quote = { bid: 100, bidQuantity: 130, ask: 100.05, askQuantity: 130 };
  const { board, contract, book } = openBook(quote);
  book.take(contract, 'ask', 65);
  board.touch(contract.index + 1);
  expect(book.best(contract, 'ask')).toMatchObject({ pricePaise: 10_005, quantity: 65 });
  board.touch(contract.index);
  expect(book.best(contract, 'ask')).toMatchObject({ pricePaise: 10_005, quantity: 130 });
});

test('bids end above zero, and a side without a quote offers nothing', () => {
  const { contract, book } = openBook({ bid: 0.1, bidQuantity: 65, ask: 0, askQuantity: 65 });
  expect(book.best(contract, 'ask')).toBeUndefined();
  const prices: number[] = [];
  for (let offer = book.best(contract, 'bid'); offer; offer = book.best(contract, 'bid')) {
    prices.push(offer.pricePaise);
    book.take(contract, 'bid', offer.quantity);
  }
  expect(prices).toEqual([10, 5]);
});
