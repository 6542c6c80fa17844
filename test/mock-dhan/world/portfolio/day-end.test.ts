import { expect, test } from 'vitest';
import { istToEpochMs } from '#engine/market/ist-time.ts';
import { Contracts } from '#mock-dhan/world/orders/contract.ts';
import type { OrderRequest } from '#mock-dhan/world/orders/order.ts';
import { settlementPaise } from '#mock-dhan/world/portfolio/margin-rates.ts';
import { createWorld } from '#mock-dhan/world/world.ts';
import { marketScenario, syntheticScenario } from '#test/support/market-scenarios.ts';
import { CLIENT, LOT, openFloor, orderOf } from '#test/support/order-floor.ts';
import type { OrderFloor } from '#test/support/order-floor.ts';
import { FUTURE_EXPIRY, FUTURE_ID, SMALL_DATE, SMALL_EXPIRY } from '#test/support/small-world.ts';

const CARRIED = { productType: 'MARGIN' } as const;
const EVER = { fromDate: '2026-01-01', toDate: '2026-12-31' };
/** Of NIFTY at 24,950 and 25,050. */
const [CALL_24950, PUT_25050] = [40_000, 40_005];

function trade({ floor, pass }: OrderFloor, changes: Partial<OrderRequest> = {}): void {
  expect(floor.orders.place(orderOf({ orderType: 'MARKET', price: 0, ...changes }))).toMatchObject({
    ok: true,
  });
  pass(5);
}

function goTo({ clock }: OrderFloor, date: string, time: string): void {
  clock.advanceTo(istToEpochMs(date, time));
}

const netOf = ({ floor }: OrderFloor): number[] =>
  floor.portfolio.positions(CLIENT).map(({ netQuantity }) => netQuantity);

test('positions of the day are sold off ten minutes before the close, by orders that are told; others are left', () => {
  const opened = openFloor();
  const { floor, updates, pass } = opened;
  trade(opened, { quantity: 2 * LOT });
  trade(opened, CARRIED);
  floor.orders.place(orderOf({ price: 90 }));
  floor.orders.place(orderOf({ ...CARRIED, price: 90 }));
  goTo(opened, SMALL_DATE, '15:19:59');
  expect(netOf(opened)).toEqual([2 * LOT, LOT]);
  const before = updates.length;
  goTo(opened, SMALL_DATE, '15:20:00');
  pass(5);
  expect(netOf(opened)).toEqual([0, LOT]);
  expect(updates.slice(before).map(({ cause }) => cause)).toEqual([
    'cancelled',
    'placed',
    'acknowledged',
    'traded',
  ]);
  expect(
    floor.orders
      .book(CLIENT)
      .map(({ status, transactionType, quantity }) => [status, transactionType, quantity / LOT]),
  ).toEqual([
    ['TRADED', 'BUY', 2],
    ['TRADED', 'BUY', 1],
    ['CANCELLED', 'BUY', 1],
    ['PENDING', 'BUY', 1],
    ['TRADED', 'SELL', 2],
  ]);
});

test('a position that finds no market is tried every minute, and carried as MARGIN in the end', () => {
  const opened = openFloor({ at: '15:15:00' });
  const { floor, quote } = opened;
  trade(opened);
  quote([0, 0], [100.05, 10 * LOT]);
  goTo(opened, SMALL_DATE, '15:29:59');
  const sales = floor.orders.book(CLIENT).slice(1);
  expect(sales.map(({ status }) => status)).toEqual([
    ...Array.from({ length: 9 }, () => 'CANCELLED'),
    'PENDING',
  ]);
  goTo(opened, '2026-02-05', '00:00:00');
  expect(floor.portfolio.positions(CLIENT)).toMatchObject([{ productType: 'MARGIN', netQuantity: LOT }]);
});

test('a day later the position is carried: its cost, its margin and the balance of the ledger', () => {
  const opened = openFloor({ cash: 1_000_000 });
  const { floor, quote, pass } = opened;
  trade(opened, { ...CARRIED, quantity: 2 * LOT });
  trade(opened, { ...CARRIED, transactionType: 'SELL' });
  const { openCostPaise } = floor.portfolio.positions(CLIENT)[0]!;
  goTo(opened, '2026-02-05', '09:20:00');
  expect(floor.orders.book(CLIENT)).toEqual([]);
  expect(floor.orders.trades(CLIENT)).toEqual([]);
  const { closingPaise } = floor.portfolio.ledger(CLIENT, EVER);
  expect(closingPaise).toBeLessThan(100_000_000 - openCostPaise);
  expect(floor.portfolio.funds(CLIENT)).toEqual({
    sodPaise: closingPaise,
    availablePaise: closingPaise,
    blockedPaise: 0,
    openCostPaise: 0,
    realizedPaise: 0,
  });
  expect(floor.portfolio.positions(CLIENT)).toMatchObject([
    {
      buyQuantity: LOT,
      buyValuePaise: openCostPaise,
      sellQuantity: 0,
      carriedQuantity: LOT,
      carriedCostPaise: openCostPaise,
      openCostPaise,
      realizedPaise: 0,
    },
  ]);
  quote([110, 10 * LOT], [110.05, 10 * LOT]);
  trade(opened, { ...CARRIED, transactionType: 'SELL' });
  pass(5);
  const earned = 11_000 * LOT - openCostPaise;
  expect(floor.portfolio.positions(CLIENT)).toMatchObject([{ netQuantity: 0, realizedPaise: earned }]);
  expect(floor.portfolio.funds(CLIENT)).toMatchObject({
    availablePaise: closingPaise + 11_000 * LOT,
    realizedPaise: earned,
  });
});

test('what is carried keeps its margin, and part of it can be converted with what is carried of it', () => {
  const opened = openFloor();
  const { floor } = opened;
  trade(opened, { ...CARRIED, transactionType: 'SELL', quantity: 2 * LOT });
  const { blockedPaise } = floor.portfolio.funds(CLIENT);
  goTo(opened, '2026-02-05', '09:20:00');
  expect(blockedPaise).toBeGreaterThan(0);
  expect(floor.portfolio.funds(CLIENT)).toMatchObject({ blockedPaise });
  floor.portfolio.convert({
    clientId: CLIENT,
    exchangeSegment: 'NSE_FNO',
    securityId: CALL_24950,
    fromProductType: 'MARGIN',
    toProductType: 'INTRADAY',
    positionType: 'SHORT',
    quantity: LOT,
  });
  expect(
    floor.portfolio
      .positions(CLIENT)
      .map(({ netQuantity, carriedQuantity, sellQuantity }) => [netQuantity, carriedQuantity, sellQuantity]),
  ).toEqual([
    [-LOT, -LOT, LOT],
    [-LOT, -LOT, LOT],
  ]);
});

test('options are settled at the average of the last half hour of the index, each short and long as far as it is in the money', () => {
  const opened = openFloor({ date: SMALL_EXPIRY, at: '14:59:00', cash: 1_000_000 });
  const { floor, world, quote, clock } = opened;
  const nifty = world.universe.underlyingIndex('NIFTY');
  world.board.settlement.follow(nifty, istToEpochMs(SMALL_EXPIRY, '15:30:00'));
  quote([40, 10 * LOT], [40.05, 10 * LOT], PUT_25050);
  trade(opened, { ...CARRIED, quantity: 2 * LOT });
  trade(opened, { ...CARRIED, securityId: PUT_25050, transactionType: 'SELL' });
  const costs = floor.portfolio.positions(CLIENT).map(({ openCostPaise }) => openCostPaise);
  const waiting = floor.orders.place(orderOf({ ...CARRIED, price: 1 }));
  // Ten minutes at 25,000, ten at 25,030.10, ten at 25,060.20.
  for (const [time, price] of [
    ['15:10:00', 25_030.1],
    ['15:20:00', 25_060.2],
  ] as const) {
    goTo(opened, SMALL_EXPIRY, time);
    world.board.trade(nifty, price, clock.nowMs());
  }
  goTo(opened, SMALL_EXPIRY, '15:30:00');
  expect(waiting).toMatchObject({ value: { status: 'EXPIRED' } });
  const [callPaise, putPaise] = [8010, 1990];
  expect(floor.portfolio.positions(CLIENT)).toMatchObject([
    { netQuantity: 0, buyQuantity: 2 * LOT, sellQuantity: 0, realizedPaise: 2 * LOT * callPaise - costs[0]! },
    { netQuantity: 0, buyQuantity: 0, sellQuantity: LOT, realizedPaise: -LOT * putPaise - costs[1]! },
  ]);
  expect(floor.portfolio.funds(CLIENT)).toMatchObject({
    blockedPaise: 0,
    openCostPaise: 0,
    availablePaise: 100_000_000 - costs[0]! - costs[1]! + LOT * (2 * callPaise - putPaise),
  });
  const history = floor.portfolio.tradeHistory(CLIENT, EVER);
  expect(history.slice(2)).toMatchObject([
    {
      trade: { kind: 'settlement', transactionType: 'SELL', quantity: 2 * LOT, pricePaise: callPaise },
      charges: { brokerage: 0, stt: Math.round((2 * LOT * callPaise) / 100 / 800) },
    },
    {
      trade: { kind: 'settlement', transactionType: 'BUY', quantity: LOT, pricePaise: putPaise },
      charges: { brokerage: 0, stt: 0 },
    },
  ]);
  // A settlement is no trade of the day.
  expect(floor.orders.trades(CLIENT)).toHaveLength(2);
  goTo(opened, '2026-02-11', '09:20:00');
  expect(floor.portfolio.positions(CLIENT)).toEqual([]);
  expect(floor.portfolio.ledger(CLIENT, EVER).closingPaise).toBe(floor.portfolio.funds(CLIENT).sodPaise);
  expect(floor.orders.place(orderOf())).toMatchObject({ refusal: { errorCode: 'DH-905' } });
});

test('a future is carried at its cost, and settles at the index', () => {
  const opened = openFloor({ cash: 10_000_000, hasFuture: true });
  const { floor } = opened;
  trade(opened, { ...CARRIED, securityId: FUTURE_ID });
  trade(opened, { securityId: FUTURE_ID, transactionType: 'SELL', quantity: 2 * LOT });
  const paise = 2_510_010;
  // The lot sold within the day is bought back before the close, where it can be.
  goTo(opened, '2026-02-05', '09:20:00');
  const carried = floor.portfolio.positions(CLIENT);
  expect(carried).toMatchObject([{ netQuantity: LOT, carriedCostPaise: paise * LOT, realizedPaise: 0 }]);
  const { sodPaise, availablePaise, blockedPaise } = floor.portfolio.funds(CLIENT);
  expect(availablePaise).toBe(sodPaise - blockedPaise);
  goTo(opened, FUTURE_EXPIRY, '15:30:00');
  const earned = (2_500_000 - paise) * LOT;
  expect(floor.portfolio.positions(CLIENT)).toMatchObject([{ netQuantity: 0, realizedPaise: earned }]);
  expect(floor.portfolio.funds(CLIENT)).toMatchObject({ availablePaise: sodPaise + earned, blockedPaise: 0 });
  goTo(opened, '2026-02-25', '00:00:00');
  expect(floor.portfolio.ledger(CLIENT, EVER).closingPaise).toBe(floor.portfolio.funds(CLIENT).sodPaise);
});

test('generated options end at what they settle at', () => {
  const date = '2026-02-10';
  const { prices } = syntheticScenario().world;
  const nifty = { symbol: 'NIFTY', spot: 25_000, previousClose: 24_980, impliedVolatility: 11 };
  const scenario = marketScenario({
    date,
    prices,
    underlyings: [{ ...nifty, expiries: [date], strikeCount: 21 }],
  });
  const world = createWorld({ scenario, session: undefined, seed: 1, isRaw: false });
  const { board, universe } = world;
  const closeMs = istToEpochMs(date, '15:30:00');
  world.sync(closeMs);
  const contracts = new Contracts(universe);
  const index = universe.underlyingIndex('NIFTY');
  const settlement = board.settlement.priceOf(index, closeMs);
  expect(Math.abs(settlement - board.ltp[index]!)).toBeGreaterThan(2);
  const legs = universe.legsOf('NIFTY', date);
  expect(legs.length).toBe(42);
  for (const leg of legs) {
    const paid = settlementPaise(contracts.at(leg)!, Math.round(settlement * 100)) / 100;
    // Far from the money the spread is wider than a rupee, and a quote may be ten seconds old.
    expect(Math.abs((board.bid[leg]! + board.ask[leg]!) / 2 - paid)).toBeLessThan(2);
  }
});

test('on a day that the market does not play the index stands still', () => {
  const opened = openFloor();
  const { floor } = opened;
  const cost = 10_005 * LOT;
  trade(opened, CARRIED);
  goTo(opened, SMALL_EXPIRY, '15:30:00');
  expect(floor.portfolio.positions(CLIENT)).toMatchObject([
    { netQuantity: 0, realizedPaise: 5000 * LOT - cost },
  ]);
});
