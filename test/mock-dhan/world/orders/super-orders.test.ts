import { expect, test } from 'vitest';
import type { Outcome } from '#mock-dhan/world/orders/refusal.ts';
import type { SuperOrderRequest } from '#mock-dhan/world/orders/super-order.ts';
import { CLIENT, LOT, openFloor, orderOf } from '#test/support/order-floor.ts';

/** One lot bought at 100.05, to be sold at 110, or at the market when it falls to 95. */
function superOf(changes: Partial<SuperOrderRequest> = {}): SuperOrderRequest {
  const { clientId, transactionType, exchangeSegment, productType, securityId, quantity } = orderOf();
  return {
    clientId,
    transactionType,
    exchangeSegment,
    productType,
    securityId,
    quantity,
    orderType: 'LIMIT',
    price: 100.05,
    targetPrice: 110,
    stopLossPrice: 95,
    trailingJump: 0,
    ...changes,
  };
}

function valueOf<Value>(outcome: Outcome<Value>): Value {
  if (!outcome.ok) throw new Error(outcome.refusal.errorMessage);
  return outcome.value;
}

const only = ({ floor }: ReturnType<typeof openFloor>) => floor.superOrders.list(CLIENT)[0]!;

test('exits come into the market with what the entry has traded, and the one that trades ends the other', () => {
  const opened = openFloor();
  const { floor, pass, quote } = opened;
  const { entry } = valueOf(floor.superOrders.place(superOf({ quantity: 20 * LOT })));
  expect(entry.orderId).toMatch(/^\d9260204/);
  pass(5);
  expect(only(opened)).toMatchObject({ status: 'PART_TRADED', target: { status: 'TRANSIT' } });
  pass(5);
  expect(floor.orders.book(CLIENT).map(({ legName, quantity }) => [legName, quantity / LOT])).toEqual([
    ['ENTRY_LEG', 20],
    ['STOP_LOSS_LEG', 10],
    ['TARGET_LEG', 10],
  ]);
  quote([99.9, LOT], [100, 10 * LOT]);
  pass(50);
  expect(only(opened)).toMatchObject({ status: 'TRADED', stop: { totalQuantity: 20 * LOT } });
  quote([110, 5 * LOT], [110.05, LOT]);
  pass(50);
  // The bid ladder holds 5 lots at 110 and 10 at 109.95: the target's limit lets it have the first alone.
  expect(only(opened)).toMatchObject({
    target: { status: 'TRIGGERED', remainingQuantity: 15 * LOT },
    stop: { status: 'PENDING', order: { remainingQuantity: 15 * LOT } },
  });
  quote([111, 20 * LOT], [111.05, LOT]);
  pass(50);
  expect(only(opened)).toMatchObject({
    status: 'CLOSED',
    target: { status: 'TRADED', remainingQuantity: 0 },
    stop: { status: 'CANCELLED' },
  });
  expect(floor.portfolio.positions(CLIENT)[0]).toMatchObject({ netQuantity: 0, openCostPaise: 0 });
});

test('a stop follows the market by its jump and never back', () => {
  const opened = openFloor();
  const { floor, pass, trade, quote } = opened;
  valueOf(floor.superOrders.place(superOf({ trailingJump: 2 })));
  pass(20);
  expect(only(opened).stop).toMatchObject({ pricePaise: 9500, trailingJumpPaise: 200 });
  for (const [price, stop] of [
    [101.95, 9500],
    [102, 9700],
    [106.5, 10_100],
    [103, 10_100],
  ] as const) {
    trade(price);
    pass(50);
    expect(only(opened).stop).toMatchObject({ pricePaise: stop });
  }
  quote([100.5, LOT], [101.5, LOT]);
  trade(101);
  pass(50);
  expect(only(opened)).toMatchObject({
    status: 'CLOSED',
    stop: { status: 'TRADED' },
    target: { status: 'CANCELLED' },
  });
});

test('legs are changed and cancelled one by one', () => {
  const opened = openFloor();
  const { floor, pass } = opened;
  const { entry } = valueOf(floor.superOrders.place(superOf()));
  pass(20);
  const { orderId } = entry;
  const change = floor.superOrders.modify(CLIENT, orderId, { legName: 'ENTRY_LEG', price: 99 });
  expect(change).toMatchObject({ ok: false, refusal: { errorCode: 'DH-906' } });
  valueOf(floor.superOrders.modify(CLIENT, orderId, { legName: 'TARGET_LEG', targetPrice: 120 }));
  valueOf(floor.superOrders.modify(CLIENT, orderId, { legName: 'STOP_LOSS_LEG', stopLossPrice: 96 }));
  expect(only(opened)).toMatchObject({
    target: { pricePaise: 12_000, order: { pricePaise: 12_000 } },
    stop: { pricePaise: 9600, order: { triggerPaise: 9600 } },
  });
  valueOf(floor.superOrders.cancel(CLIENT, orderId, 'TARGET_LEG'));
  expect(only(opened)).toMatchObject({ target: { status: 'CANCELLED' }, stop: { status: 'PENDING' } });
  expect(floor.superOrders.cancel(CLIENT, orderId, 'TARGET_LEG')).toMatchObject({ ok: false });
  valueOf(floor.superOrders.cancel(CLIENT, orderId, 'ENTRY_LEG'));
  expect(only(opened).stop).toMatchObject({ status: 'CANCELLED' });
});

test('cancelling an entry that has not traded ends everything', () => {
  const opened = openFloor();
  const { floor, pass } = opened;
  const { entry } = valueOf(floor.superOrders.place(superOf({ price: 99 })));
  pass(5);
  valueOf(floor.superOrders.cancel(CLIENT, entry.orderId, 'ENTRY_LEG'));
  pass(1000);
  expect(only(opened)).toMatchObject({
    status: 'CANCELLED',
    target: { status: 'CANCELLED' },
    stop: { status: 'CANCELLED' },
  });
  expect(floor.orders.book(CLIENT)).toHaveLength(1);
});

test.each([
  ['a target behind the entry', { targetPrice: 99 }],
  ['a stop before the entry', { stopLossPrice: 101 }],
  ['no stop', { stopLossPrice: 0 }],
  ['a jump backwards', { trailingJump: -1 }],
  ['a stop off the tick', { stopLossPrice: 95.02 }],
  ['no contract', { securityId: 1 }],
  ['a sale with the exits of a purchase', { transactionType: 'SELL' }],
] as const)('refused with DH-905: %s', (_, changes) => {
  expect(openFloor().floor.superOrders.place(superOf(changes))).toMatchObject({
    refusal: { errorCode: 'DH-905' },
  });
});

test('a bracket order brings both exits at its distances, a cover order its stop', () => {
  const { floor, pass } = openFloor();
  valueOf(
    floor.orders.place(orderOf({ productType: 'BO', price: 100.1, boProfitValue: 10, boStopLossValue: 5.5 })),
  );
  valueOf(floor.orders.place(orderOf({ productType: 'CO', triggerPrice: 90 })));
  pass(20);
  const exits = floor.orders.book(CLIENT).filter(({ entryOrderId }) => entryOrderId !== undefined);
  expect(
    exits.map(({ productType, legName, orderType, pricePaise, triggerPaise }) => [
      productType,
      legName,
      orderType,
      pricePaise || triggerPaise,
    ]),
  ).toEqual([
    ['BO', 'STOP_LOSS_LEG', 'STOP_LOSS_MARKET', 9455],
    ['BO', 'TARGET_LEG', 'LIMIT', 11_005],
    ['CO', 'STOP_LOSS_LEG', 'STOP_LOSS_MARKET', 9000],
  ]);
  expect(floor.superOrders.list(CLIENT)).toEqual([]);
});

test('a change cannot put the target behind the stop', () => {
  const opened = openFloor();
  const { floor, pass } = opened;
  const { entry } = valueOf(floor.superOrders.place(superOf({ quantity: 20 * LOT })));
  pass(20);
  const modify = (change: Parameters<typeof floor.superOrders.modify>[2]) =>
    floor.superOrders.modify(CLIENT, entry.orderId, change).ok;
  expect(modify({ legName: 'TARGET_LEG', targetPrice: 94 })).toBe(false);
  expect(modify({ legName: 'STOP_LOSS_LEG', stopLossPrice: 110 })).toBe(false);
  expect(modify({ legName: 'ENTRY_LEG', targetPrice: 90 })).toBe(false);
  expect(only(opened)).toMatchObject({ target: { pricePaise: 11_000 }, stop: { pricePaise: 9500 } });
  expect(modify({ legName: 'ENTRY_LEG', targetPrice: 90, stopLossPrice: 85 })).toBe(true);
  valueOf(floor.superOrders.cancel(CLIENT, entry.orderId, 'STOP_LOSS_LEG'));
  expect(modify({ legName: 'TARGET_LEG', targetPrice: 80 })).toBe(true);
});

test('the trigger of a cover order is that of its stop, before it trades and while it does', () => {
  const { floor, pass, quote } = openFloor();
  const request = orderOf({ productType: 'CO', quantity: 2 * LOT, price: 99, triggerPrice: 90 });
  const { orderId } = valueOf(floor.orders.place(request));
  const stop = () => floor.orders.book(CLIENT).find(({ legName }) => legName === 'STOP_LOSS_LEG');
  pass(20);
  expect(floor.orders.modify(CLIENT, orderId, { triggerPrice: 0 })).toMatchObject({ ok: false });
  floor.orders.modify(CLIENT, orderId, { triggerPrice: 91 });
  pass(20);
  quote([98, LOT], [99, LOT]);
  pass(50);
  expect(stop()).toMatchObject({ triggerPaise: 9100, quantity: LOT });
  quote([98, LOT], [99.5, LOT]);
  floor.orders.modify(CLIENT, orderId, { triggerPrice: 92 });
  pass(50);
  expect(stop()).toMatchObject({ triggerPaise: 9200, status: 'PENDING' });
});

test('exits expire with the day', () => {
  const opened = openFloor({ at: '15:29:50' });
  const { floor, pass } = opened;
  valueOf(floor.superOrders.place(superOf()));
  pass(10_000);
  expect(only(opened)).toMatchObject({
    status: 'TRADED',
    target: { status: 'EXPIRED' },
    stop: { status: 'EXPIRED' },
  });
  expect(floor.portfolio.positions(CLIENT)[0]).toMatchObject({ netQuantity: LOT });
});
