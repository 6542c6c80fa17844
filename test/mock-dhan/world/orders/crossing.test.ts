/** Orders of clients that meet one another inside the displayed spread. */
import { expect, test } from 'vitest';
import { istToEpochMs } from '#engine/market/ist-time.ts';
import { VirtualClock } from '#engine/virtual-clock.ts';
import type { Order, OrderRequest, OrderUpdate } from '#mock-dhan/world/orders/order.ts';
import { createTradingFloor } from '#mock-dhan/world/trading-floor.ts';
import { LOT, orderOf } from '#test/support/order-floor.ts';
import { FIRST_LEG_ID, SMALL_DATE, createSmallWorld } from '#test/support/small-world.ts';

const BUYER = '1000000001';
const SELLER = '1000000002';
const THIRD = '1000000003';

/** The first leg is quoted 100.00 to 101.00, ten lots each. */
function openMarket() {
  const clock = new VirtualClock(istToEpochMs(SMALL_DATE, '09:20:00'));
  const world = createSmallWorld();
  const openings = [BUYER, SELLER, THIRD].map((clientId) => ({
    clientId,
    cashPaise: 10_000_000_000,
    holdings: [],
  }));
  const floor = createTradingFloor({ world, clock, seed: 1, openings });
  const updates: OrderUpdate[] = [];
  floor.subscribe((update) => updates.push(update));
  const index = world.universe.indexOf('NSE_FNO', FIRST_LEG_ID);
  const quote = (bid: number, ask: number): void =>
    world.board.quote(index, { bid, bidQuantity: 10 * LOT, ask, askQuantity: 10 * LOT });
  const place = (clientId: string, changes: Partial<OrderRequest>): Order => {
    const placed = floor.orders.place(orderOf({ clientId, ...changes }));
    if (!placed.ok) throw new Error(placed.refusal.errorMessage);
    clock.advanceTo(clock.nowMs() + 5);
    return placed.value;
  };
  quote(100, 101);
  return { floor, world, clock, updates, quote, index, place };
}

const sell = (price: number, changes: Partial<OrderRequest> = {}): Partial<OrderRequest> => ({
  transactionType: 'SELL',
  price,
  ...changes,
});

test('a buy that crosses a waiting sell trades at the price of the sell, and both clients hear of one trade', () => {
  const { place, updates, floor, world, index } = openMarket();
  const before = { ltp: world.board.ltp[index], volume: world.board.volume[index] };
  const waiting = place(SELLER, sell(100.5, { quantity: 3 * LOT }));
  const buy = place(BUYER, { price: 100.7, quantity: 2 * LOT });
  expect(buy).toMatchObject({ status: 'TRADED', tradedValuePaise: 2 * LOT * 10_050 });
  expect(waiting).toMatchObject({ status: 'PART_TRADED', remainingQuantity: LOT });
  const traded = updates.filter(({ cause }) => cause === 'traded');
  expect(traded.map(({ order }) => order.clientId)).toEqual([SELLER, BUYER]);
  expect(new Set(traded.map(({ trade }) => trade?.exchangeTradeId)).size).toBe(1);
  expect(floor.portfolio.positions(BUYER)).toMatchObject([{ netQuantity: 2 * LOT }]);
  expect(floor.portfolio.positions(SELLER)).toMatchObject([{ netQuantity: -2 * LOT }]);
  // The tape is that of the market alone.
  expect({ ltp: world.board.ltp[index], volume: world.board.volume[index] }).toEqual(before);
});

test('the best price comes first, displayed or not; at one price the displayed quantity, then the earlier order', () => {
  const { place } = openMarket();
  const first = place(SELLER, sell(100.9));
  const second = place(THIRD, sell(100.9));
  const best = place(THIRD, sell(100.5));
  const atDisplayed = place(SELLER, sell(101));
  const statuses = (): string[] => [best, first, second, atDisplayed].map(({ status }) => status);
  place(BUYER, { price: 101, quantity: 2 * LOT });
  expect(statuses()).toEqual(['TRADED', 'TRADED', 'PENDING', 'PENDING']);
  const buy = place(BUYER, { price: 101, quantity: 10 * LOT });
  expect(statuses()).toEqual(['TRADED', 'TRADED', 'TRADED', 'PENDING']);
  expect(buy.tradedValuePaise).toBe(LOT * (10_090 + 9 * 10_100));
  place(BUYER, { price: 101, quantity: 2 * LOT });
  expect(statuses().at(-1)).toBe('TRADED');
});

test('a market order takes what a client offers inside the spread', () => {
  const { place } = openMarket();
  place(BUYER, { price: 100.6 });
  const market = place(SELLER, sell(0, { orderType: 'MARKET', quantity: 2 * LOT }));
  expect(market).toMatchObject({ status: 'TRADED', tradedValuePaise: LOT * (10_060 + 10_000) });
});

test('a stop that is triggered meets a client too', () => {
  const { place, world, clock, index } = openMarket();
  const stop = place(SELLER, sell(99, { orderType: 'STOP_LOSS', triggerPrice: 99.5 }));
  const waiting = place(BUYER, { price: 100.4 });
  world.board.trade(index, 99.5, clock.nowMs());
  clock.advanceTo(clock.nowMs() + 50);
  expect([stop, waiting].map(({ tradedValuePaise }) => tradedValuePaise)).toEqual([
    10_040 * LOT,
    10_040 * LOT,
  ]);
});

test('of two orders of one client that cross, the later is cancelled; what it could have before is traded', () => {
  const { place, updates } = openMarket();
  const own = place(BUYER, sell(100.6));
  place(SELLER, sell(100.3));
  const buy = place(BUYER, { price: 100.8, quantity: 3 * LOT });
  expect(buy).toMatchObject({ status: 'CANCELLED', filledQuantity: LOT, remainingQuantity: 0 });
  expect(buy.omsErrorDescription).toBe(`RMS:${buy.orderId}:Order cancelled to prevent a self trade`);
  expect(own.status).toBe('PENDING');
  expect(updates.at(-1)).toMatchObject({ cause: 'cancelled', order: { orderId: buy.orderId } });
});

test('whoever waited has the new quote to itself before the next order comes', () => {
  const { place, quote } = openMarket();
  const waiting = place(SELLER, sell(100.5));
  quote(100.6, 101);
  const buy = place(BUYER, { price: 100.8 });
  expect(waiting).toMatchObject({ status: 'TRADED', tradedValuePaise: 10_060 * LOT });
  expect(buy.status).toBe('PENDING');
});
