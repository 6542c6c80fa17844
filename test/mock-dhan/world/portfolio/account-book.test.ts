import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { Contracts } from '#mock-dhan/world/orders/contract.ts';
import { AccountBook } from '#mock-dhan/world/portfolio/account-book.ts';
import { MarginRates } from '#mock-dhan/world/portfolio/margin-rates.ts';
import { FUTURE_ID, createSmallWorld } from '#test/support/small-world.ts';

const SOD_PAISE = 1_000_000_000;

function openBook() {
  const world = createSmallWorld();
  const contract = new Contracts(world.universe).find('NSE_FNO', 40_000)!;
  const book = new AccountBook(SOD_PAISE, new MarginRates(world.board));
  return { book, exposure: book.exposure(contract, 'INTRADAY'), other: book.exposure(contract, 'MARGIN') };
}

const waiting = (transactionType: 'BUY' | 'SELL', quantity: number, pricePaise: number) => ({
  transactionType,
  quantity,
  pricePaise,
  protectionPaise: 0,
});

test('whatever is traded, cash is what began the day less what was paid', () => {
  const trade = fc.record({
    transactionType: fc.constantFrom('BUY' as const, 'SELL' as const),
    quantity: fc.integer({ min: 1, max: 100 }),
    pricePaise: fc.integer({ min: 1, max: 100_000 }),
  });
  fc.assert(
    fc.property(fc.array(trade, { maxLength: 40 }), (trades) => {
      const { book, exposure } = openBook();
      let paid = 0;
      let net = 0;
      for (const each of trades) {
        const sign = each.transactionType === 'BUY' ? 1 : -1;
        paid += sign * each.quantity * each.pricePaise;
        net += sign * each.quantity;
        book.trade(exposure, each);
        const { availablePaise, blockedPaise, realizedPaise, openCostPaise } = book.funds();
        expect(availablePaise + blockedPaise).toBe(SOD_PAISE - paid);
        expect(realizedPaise - openCostPaise).toBe(0 - paid);
        expect(exposure.netQuantity).toBe(net);
        if (net === 0) expect(realizedPaise).toBe(0 - paid);
      }
    }),
  );
});

test('whatever is traded of a future, cash is what began the day and what closing earned, and margin is held for what is open', () => {
  const world = createSmallWorld({ hasFuture: true });
  const contract = new Contracts(world.universe).find('NSE_FNO', FUTURE_ID)!;
  const unitPaise = 349_720;
  const trade = fc.record({
    transactionType: fc.constantFrom('BUY' as const, 'SELL' as const),
    quantity: fc.integer({ min: 1, max: 100 }),
    pricePaise: fc.integer({ min: 2_400_000, max: 2_600_000 }),
  });
  fc.assert(
    fc.property(fc.array(trade, { maxLength: 40 }), (trades) => {
      const book = new AccountBook(SOD_PAISE, new MarginRates(world.board));
      const exposure = book.exposure(contract, 'MARGIN');
      let [paid, net] = [0, 0];
      for (const each of trades) {
        const sign = each.transactionType === 'BUY' ? 1 : -1;
        paid += sign * each.quantity * each.pricePaise;
        net += sign * each.quantity;
        book.trade(exposure, each);
        const { availablePaise, blockedPaise, realizedPaise, openCostPaise } = book.funds();
        expect(availablePaise).toBe(SOD_PAISE + realizedPaise - blockedPaise);
        expect([blockedPaise, openCostPaise]).toEqual([Math.abs(net) * unitPaise, 0]);
        expect(realizedPaise - exposure.openCostPaise).toBe(-paid);
      }
    }),
  );
});

test('a part that is closed takes its even share of the cost along', () => {
  const { book, exposure } = openBook();
  book.trade(exposure, { transactionType: 'BUY', quantity: 2, pricePaise: 100 });
  book.trade(exposure, { transactionType: 'BUY', quantity: 1, pricePaise: 101 });
  book.trade(exposure, { transactionType: 'SELL', quantity: 1, pricePaise: 110 });
  // A third of 301, in whole paise.
  expect(exposure).toMatchObject({ openCostPaise: 201, realizedPaise: 10, netQuantity: 2 });
  book.trade(exposure, { transactionType: 'SELL', quantity: 3, pricePaise: 110 });
  expect(exposure).toMatchObject({ openCostPaise: -110, realizedPaise: 29, netQuantity: -1 });
});

test('orders block what they may open, and nothing for what they close', () => {
  const { book, exposure } = openBook();
  book.reserve(exposure, waiting('BUY', 100, 500));
  expect(book.funds().blockedPaise).toBe(50_000);
  book.release(exposure, waiting('BUY', 100, 500));
  book.trade(exposure, { transactionType: 'BUY', quantity: 100, pricePaise: 500 });
  book.reserve(exposure, waiting('SELL', 100, 600));
  expect(book.funds().blockedPaise).toBe(0);
  book.reserve(exposure, waiting('SELL', 1, 600));
  expect(book.funds().blockedPaise).toBeGreaterThan(0);
});

test('what is not there cannot be reserved, and then nothing is blocked', () => {
  const { book, exposure } = openBook();
  expect(book.reserve(exposure, waiting('BUY', 2, SOD_PAISE / 2))).toBe(true);
  expect(book.reserve(exposure, waiting('BUY', 1, 1))).toBe(false);
  expect(book.funds()).toMatchObject({ availablePaise: 0, blockedPaise: SOD_PAISE });
});

test('a conversion against open units of the other side closes them at its cost', () => {
  const { book, exposure, other } = openBook();
  book.trade(exposure, { transactionType: 'BUY', quantity: 10, pricePaise: 100 });
  book.trade(other, { transactionType: 'SELL', quantity: 4, pricePaise: 130 });
  book.convert(exposure, other, 6);
  expect(exposure).toMatchObject({ netQuantity: 4, openCostPaise: 400 });
  expect(other).toMatchObject({ netQuantity: 2, openCostPaise: 200, realizedPaise: 120 });
  expect(book.funds()).toMatchObject({ realizedPaise: 120, openCostPaise: 600 });
});

test('a future is paid by nobody: margin is held for it either way, and what it gains is cash once it is closed', () => {
  const world = createSmallWorld({ hasFuture: true });
  const book = new AccountBook(SOD_PAISE, new MarginRates(world.board));
  const exposure = book.exposure(new Contracts(world.universe).find('NSE_FNO', FUTURE_ID)!, 'MARGIN');
  // 14 % of the index's previous close.
  const unitPaise = 349_720;
  expect(book.reserve(exposure, waiting('BUY', 65, 2_510_000))).toBe(true);
  expect(book.funds()).toMatchObject({ blockedPaise: 65 * unitPaise, openCostPaise: 0 });
  book.release(exposure, waiting('BUY', 65, 2_510_000));
  book.trade(exposure, { transactionType: 'BUY', quantity: 65, pricePaise: 2_510_000 });
  expect(book.positionMarginPaise()).toBe(65 * unitPaise);
  expect(book.funds().availablePaise).toBe(SOD_PAISE - 65 * unitPaise);
  // Waiting sells that would close it need nothing, the rest their own margin.
  book.restore(exposure, waiting('SELL', 130, 2_520_000));
  expect(book.funds().blockedPaise).toBe(130 * unitPaise);
  book.release(exposure, waiting('SELL', 130, 2_520_000));
  book.trade(exposure, { transactionType: 'SELL', quantity: 130, pricePaise: 2_520_000 });
  expect(exposure).toMatchObject({ netQuantity: -65, realizedPaise: 650_000 });
  expect(book.funds()).toMatchObject({
    availablePaise: SOD_PAISE + 650_000 - 65 * unitPaise,
    openCostPaise: 0,
    blockedPaise: 65 * unitPaise,
  });
});
