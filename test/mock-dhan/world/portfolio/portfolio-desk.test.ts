import { expect, test } from 'vitest';
import type { MarginRequest } from '#mock-dhan/world/portfolio/portfolio.ts';
import { chargesOf } from '#mock-dhan/world/portfolio/trade-charges.ts';
import { CLIENT, LOT, openFloor, orderOf } from '#test/support/order-floor.ts';

const TODAY = { fromDate: '2026-02-04', toDate: '2026-02-04' };

/** Buys ten lots at 100.05 and sells four of them at 101. */
function traded() {
  const opened = openFloor({ cash: 1_000_000 });
  const { floor, pass, quote, trade } = opened;
  floor.orders.place(orderOf({ quantity: 10 * LOT }));
  pass(5);
  quote([101, 20 * LOT], [101.05, 20 * LOT]);
  trade(101);
  floor.orders.place(orderOf({ transactionType: 'SELL', price: 101, quantity: 4 * LOT }));
  pass(5);
  return opened;
}

test('a position has its average, what is realized and what is open', () => {
  const { floor } = traded();
  expect(floor.portfolio.positions(CLIENT)).toMatchObject([
    {
      buyQuantity: 10 * LOT,
      buyValuePaise: 10_005 * 10 * LOT,
      sellQuantity: 4 * LOT,
      netQuantity: 6 * LOT,
      openCostPaise: 10_005 * 6 * LOT,
      realizedPaise: 95 * 4 * LOT,
      unrealizedPaise: 95 * 6 * LOT,
    },
  ]);
  expect(floor.portfolio.funds(CLIENT)).toEqual({
    sodPaise: 100_000_000,
    availablePaise: 100_000_000 + 95 * 4 * LOT - 10_005 * 6 * LOT,
    blockedPaise: 0,
    openCostPaise: 10_005 * 6 * LOT,
    realizedPaise: 95 * 4 * LOT,
  });
});

test('what is sold short blocks its margin until it is bought back', () => {
  const { floor, pass, world } = openFloor({ cash: 1_000_000 });
  const previousClose = world.board.previousClose[world.universe.underlyingIndex('NIFTY')]!;
  // The call of 24,950 after a rise of 12 %, and 2 % of the index.
  const margin = Math.ceil(previousClose * 112) - 2_495_000 + Math.ceil(previousClose * 2);
  floor.orders.place(orderOf({ transactionType: 'SELL', price: 100 }));
  pass(5);
  expect(floor.portfolio.funds(CLIENT)).toMatchObject({
    blockedPaise: margin * LOT,
    openCostPaise: -10_000 * LOT,
  });
  floor.orders.place(orderOf());
  pass(5);
  expect(floor.portfolio.funds(CLIENT)).toMatchObject({ blockedPaise: 0, realizedPaise: -5 * LOT });
});

test('open units are converted with their cost', () => {
  const { floor } = traded();
  const request = {
    clientId: CLIENT,
    exchangeSegment: 'NSE_FNO',
    securityId: 40_000,
    fromProductType: 'INTRADAY',
    toProductType: 'MARGIN',
    positionType: 'LONG',
    quantity: 2 * LOT,
  } as const;
  expect(floor.portfolio.convert(request)).toMatchObject({
    value: { productType: 'MARGIN', netQuantity: 2 * LOT, buyValuePaise: 10_005 * 2 * LOT },
  });
  expect(floor.portfolio.positions(CLIENT).map(({ netQuantity }) => netQuantity / LOT)).toEqual([4, 2]);
  expect(floor.portfolio.convert({ ...request, quantity: 5 * LOT })).toMatchObject({
    refusal: { errorCode: 'DH-906' },
  });
  expect(floor.portfolio.convert({ ...request, positionType: 'SHORT' })).toMatchObject({ ok: false });
  expect(floor.portfolio.convert({ ...request, toProductType: 'CNC' })).toMatchObject({
    refusal: { errorCode: 'DH-905' },
  });
});

test('everything is cancelled and sold at the market', () => {
  const { floor, pass } = traded();
  floor.orders.place(orderOf({ price: 90 }));
  pass(5);
  expect(floor.portfolio.exitAll(CLIENT)).toMatchObject({ ok: true, value: [{ quantity: 6 * LOT }] });
  pass(5);
  expect(floor.orders.book(CLIENT).map(({ status }) => status)).toEqual([
    'TRADED',
    'TRADED',
    'CANCELLED',
    'TRADED',
  ]);
  expect(floor.portfolio.positions(CLIENT)[0]).toMatchObject({ netQuantity: 0 });
});

test('the kill switch needs quiet, stops orders, and ends with the day', () => {
  const { floor, pass, clock } = traded();
  expect(floor.control.setKillSwitch(CLIENT, true)).toMatchObject({ refusal: { errorCode: 'DH-906' } });
  floor.portfolio.exitAll(CLIENT);
  pass(5);
  expect(floor.control.setKillSwitch(CLIENT, true)).toMatchObject({ ok: true });
  expect(floor.control.isKillSwitchOn(CLIENT)).toBe(true);
  expect(floor.orders.place(orderOf())).toMatchObject({ refusal: { errorCode: 'DH-906' } });
  clock.advanceTo(clock.nowMs() + 86_400_000);
  expect(floor.control.isKillSwitchOn(CLIENT)).toBe(false);
  expect(floor.orders.place(orderOf())).toMatchObject({ ok: true });
});

test('a loss limit sells everything, and switches off', () => {
  const { floor, pass, quote, trade } = traded();
  const limits = {
    profitPaise: 10_000_000,
    lossPaise: 100_000,
    productTypes: ['INTRADAY'],
    enableKillSwitch: true,
  } as const;
  expect(floor.control.setPnlExit(CLIENT, limits)).toMatchObject({ ok: true });
  pass(100);
  expect(floor.control.pnlExit(CLIENT)).toEqual(limits);
  quote([96, 20 * LOT], [96.05, 20 * LOT]);
  trade(96);
  pass(60);
  expect(floor.portfolio.positions(CLIENT)[0]).toMatchObject({ netQuantity: 0 });
  expect(floor.control.pnlExit(CLIENT)).toBeUndefined();
  expect(floor.control.isKillSwitchOn(CLIENT)).toBe(true);
  expect(floor.control.setPnlExit(CLIENT, { ...limits, lossPaise: 0 })).toMatchObject({ ok: false });
});

test('limits of another product leave a position alone', () => {
  const { floor, pass } = traded();
  const limits = {
    profitPaise: 1,
    lossPaise: 1,
    productTypes: ['DELIVERY'],
    enableKillSwitch: false,
  } as const;
  floor.control.setPnlExit(CLIENT, limits);
  pass(100);
  expect(floor.portfolio.positions(CLIENT)[0]).toMatchObject({ netQuantity: 6 * LOT });
  expect(floor.control.stopPnlExit(CLIENT)).toBe(true);
  expect(floor.control.stopPnlExit(CLIENT)).toBe(false);
});

test('margins: a premium, a short option, shares for delivery and within the day', () => {
  const { floor } = openFloor({ cash: 1000 });
  const request: MarginRequest = {
    clientId: CLIENT,
    exchangeSegment: 'NSE_FNO',
    transactionType: 'BUY',
    quantity: LOT,
    productType: 'INTRADAY',
    securityId: 40_000,
    price: 100,
  };
  expect(floor.portfolio.margin(request)).toMatchObject({
    value: { totalPaise: 10_000 * LOT, availablePaise: 100_000, insufficientPaise: 550_000 },
  });
  const short = floor.portfolio.margin({ ...request, transactionType: 'SELL' });
  if (!short.ok) throw new Error(short.refusal.errorMessage);
  expect(short.value.totalPaise).toBe(short.value.spanPaise + short.value.exposurePaise);
  // The recorded call: five shares of 1428 for delivery take 7140.
  const shares = {
    ...request,
    exchangeSegment: 'NSE_EQ',
    securityId: 1333,
    quantity: 5,
    price: 1428,
  } as const;
  expect(floor.portfolio.margin({ ...shares, productType: 'CNC' })).toMatchObject({
    value: { totalPaise: 714_000, leverage: '1X' },
  });
  expect(floor.portfolio.margin(shares)).toMatchObject({ value: { totalPaise: 142_800, leverage: '5X' } });
  expect(floor.portfolio.margin({ ...request, quantity: 1 })).toMatchObject({
    refusal: { errorCode: 'DH-905' },
  });
  expect(
    floor.portfolio.marginOf(CLIENT, [request, request], { positions: false, orders: false }),
  ).toMatchObject({ value: { totalPaise: 20_000 * LOT } });
});

test('the margin of several orders takes in what is short and what waits, as it is asked', () => {
  const { floor, pass } = openFloor({ cash: 1_000_000 });
  floor.orders.place(orderOf({ transactionType: 'SELL', price: 100 }));
  floor.orders.place(orderOf({ price: 90, securityId: 40_001 }));
  pass(5);
  const totalOf = (positions: boolean, orders: boolean): number => {
    const margin = floor.portfolio.marginOf(CLIENT, [], { positions, orders });
    return margin.ok ? margin.value.totalPaise : Number.NaN;
  };
  const { blockedPaise } = floor.portfolio.funds(CLIENT);
  expect(totalOf(false, true)).toBe(9000 * LOT);
  expect(totalOf(true, false)).toBe(blockedPaise - 9000 * LOT);
  expect(totalOf(true, true)).toBe(blockedPaise);
  expect(totalOf(false, false)).toBe(0);
});

test('the ledger has a bill for the day, and its balances follow from the trades', () => {
  const { floor } = traded();
  const { openingPaise, entries, closingPaise } = floor.portfolio.ledger(CLIENT, TODAY);
  expect(openingPaise).toBe(100_000_000);
  expect(entries).toMatchObject([
    { date: '2026-02-04', exchange: 'NSE', creditPaise: 0, balancePaise: closingPaise },
  ]);
  const charges = floor.portfolio
    .tradeHistory(CLIENT, TODAY)
    .reduce((sum, trade) => sum + Object.values(trade.charges).reduce((all, each) => all + each, 0), 0);
  const paid = 10_005 * 10 * LOT - 10_100 * 4 * LOT;
  expect(openingPaise - closingPaise).toBeCloseTo(paid + charges * 100, -1);
  const before = { fromDate: '2026-02-01', toDate: '2026-02-03' };
  expect(floor.portfolio.ledger(CLIENT, before)).toEqual({
    openingPaise: 100_000_000,
    entries: [],
    closingPaise: 100_000_000,
  });
  expect(floor.portfolio.tradeHistory(CLIENT, before)).toEqual([]);
});

test('charges of the recorded trade of 2024-12-31', () => {
  const { floor } = traded();
  const [{ trade } = { trade: undefined }] = floor.portfolio.tradeHistory(CLIENT, TODAY);
  expect(chargesOf({ ...trade!, quantity: 25, pricePaise: 175 }, true)).toEqual({
    brokerage: 20,
    stt: 0,
    exchangeTransaction: 0.0153,
    sebiTax: 0,
    stampDuty: 0,
    serviceTax: 3.6028,
  });
});
