import { expect, test } from 'vitest';
import { averageTradedPrice, shownTerms } from '#mock-dhan/world/orders/order.ts';
import type { Order, OrderRequest } from '#mock-dhan/world/orders/order.ts';
import { ORDERS_PER_DAY_MAX } from '#mock-dhan/world/orders/order-store.ts';
import type { Outcome } from '#mock-dhan/world/orders/refusal.ts';
import { CLIENT, LOT, openFloor, orderOf } from '#test/support/order-floor.ts';

test('an order is in TRANSIT, then PENDING, then TRADED at the displayed price', () => {
  const { floor, pass, causes, updates } = openFloor();
  const order = placed(floor.orders.place(orderOf({ price: 100.1 })));
  expect(order).toMatchObject({ status: 'TRANSIT', exchangeOrderId: '0', omsErrorDescription: '' });
  pass(5);
  expect(order).toMatchObject({ status: 'TRADED', omsErrorDescription: 'CONFIRMED', remainingQuantity: 0 });
  expect(causes(order.orderId)).toEqual(['placed', 'acknowledged', 'traded']);
  expect(updates.map((update) => update.order.status)).toEqual(['TRANSIT', 'PENDING', 'TRADED']);
  expect(floor.orders.trades(CLIENT)).toMatchObject([{ quantity: LOT, pricePaise: 10_005 }]);
});

test('a large order walks the displayed ladder and waits for what is not there', () => {
  const { floor, pass, quote } = openFloor();
  // Levels hold 10, 20 and 30 lots at 100.05, 100.10 and 100.15; NIFTY takes 27 lots in an order.
  const first = placed(floor.orders.place(orderOf({ quantity: 27 * LOT, price: 100.1 })));
  const second = placed(floor.orders.place(orderOf({ quantity: 27 * LOT, price: 100.1 })));
  pass(5);
  expect(first.status).toBe('TRADED');
  expect(averageTradedPrice(first)).toBe(100.0815);
  expect(second).toMatchObject({
    status: 'PART_TRADED',
    filledQuantity: 3 * LOT,
    remainingQuantity: 24 * LOT,
  });
  quote([99.9, 650], [99.95, 100 * LOT]);
  pass(50);
  expect(second.status).toBe('TRADED');
  expect(floor.orders.trades(CLIENT, second.orderId).at(-1)).toMatchObject({ pricePaise: 9995 });
});

test('what one order has taken is gone for the next until the instrument ticks', () => {
  const { floor, pass, trade } = openFloor();
  const [first, second] = [1, 2].map(() =>
    placed(floor.orders.place(orderOf({ quantity: 10 * LOT, price: 100.05 }))),
  );
  pass(1000);
  expect([first?.status, second?.status]).toEqual(['TRADED', 'PENDING']);
  trade(100.05);
  pass(50);
  expect(second?.status).toBe('TRADED');
});

test('the better price trades first, then the earlier order', () => {
  const { floor, pass, quote } = openFloor();
  const prices = [99, 99.5, 99.5, 98];
  const orders = prices.map((price) => placed(floor.orders.place(orderOf({ price }))));
  pass(5);
  quote([97, LOT], [99, 2 * LOT]);
  pass(50);
  expect(orders.map(({ status }) => status)).toEqual(['PENDING', 'TRADED', 'TRADED', 'PENDING']);
});

test('a market order is protected, and what an IOC order cannot have at once is cancelled', () => {
  const { floor, pass } = openFloor();
  const market = placed(floor.orders.place(orderOf({ orderType: 'MARKET', price: 0 })));
  const ioc = placed(floor.orders.place(orderOf({ quantity: 20 * LOT, validity: 'IOC' })));
  pass(5);
  expect(market).toMatchObject({
    status: 'TRADED',
    orderType: 'MARKET',
    pricePaise: 0,
    protectionPaise: 10_205,
  });
  expect(shownTerms(market, { marketOrders: 'market' })).toEqual({ orderType: 'MARKET', pricePaise: 0 });
  expect(shownTerms(market, { marketOrders: 'limit' })).toEqual({ orderType: 'LIMIT', pricePaise: 10_205 });
  expect(ioc).toMatchObject({ status: 'CANCELLED', filledQuantity: 9 * LOT, remainingQuantity: 0 });
});

test('a stop order waits for the last price to reach its trigger', () => {
  const { floor, pass, trade, causes } = openFloor();
  placed(floor.orders.place(orderOf()));
  pass(5);
  const stop = placed(
    floor.orders.place(
      orderOf({ transactionType: 'SELL', orderType: 'STOP_LOSS_MARKET', price: 0, triggerPrice: 99 }),
    ),
  );
  pass(1000);
  expect(stop).toMatchObject({ status: 'PENDING', isTriggered: false });
  trade(99);
  pass(50);
  // The bid of 100 is still displayed.
  expect(stop).toMatchObject({ status: 'TRADED', isTriggered: true, tradedValuePaise: 10_000 * LOT });
  expect(causes(stop.orderId)).toEqual(['placed', 'acknowledged', 'triggered', 'traded']);
});

test.each<[string, Partial<OrderRequest>]>([
  ['no such contract', { securityId: 1 }],
  ['an index', { exchangeSegment: 'IDX_I', securityId: 13 }],
  ['no multiple of the lot', { quantity: LOT + 1 }],
  ['no quantity', { quantity: 0 }],
  ['half a unit', { quantity: 0.5 }],
  ['a limit without a price', { price: 0 }],
  ['a price that is no number', { price: Number.NaN }],
  ['a price of a fraction of a paisa', { price: 100.0525 }],
  ['a correlation id of 26 characters', { correlationId: 'a'.repeat(26) }],
  ['a correlation id with a slash', { correlationId: 'a/b' }],
  ['a disclosed quantity of less than 30 %', { quantity: 10 * LOT, disclosedQuantity: 2 * LOT }],
  ['a product of shares', { productType: 'CNC' }],
  ['a stop without a trigger', { orderType: 'STOP_LOSS' }],
  ['a stop at once or never', { orderType: 'STOP_LOSS', triggerPrice: 100, validity: 'IOC' }],
  ['a buy stop above its limit', { orderType: 'STOP_LOSS', triggerPrice: 101 }],
  ['a bracket without exits', { productType: 'BO' }],
  ['a cover order without a stop', { productType: 'CO' }],
])('refused with DH-905: %s', (_, changes) => {
  const { floor } = openFloor();
  expect(floor.orders.place(orderOf(changes))).toMatchObject({
    ok: false,
    refusal: { status: 400, errorType: 'Input_Exception', errorCode: 'DH-905' },
  });
  expect(floor.orders.book(CLIENT)).toEqual([]);
});

test.each<[string, Partial<OrderRequest>, string]>([
  ['too dear', { price: 2000 }, 'Order Price needs to be Circuit Limits of 0.05 to 1000.00'],
  ['off the tick', { price: 100.03 }, 'Order Price should be in multiples of the Tick Size of 0.05'],
  ['frozen', { quantity: 28 * LOT }, 'Order Quantity exceeds the Freeze Quantity of 1755'],
  ['too poor', { quantity: 27 * LOT, price: 600 }, 'You have insufficient funds'],
])('rejected by the risk checks: %s', (_, changes, text) => {
  const { floor, world, pass, causes } = openFloor({ cash: 100_000 });
  world.board.previousClose[world.universe.indexOf('NSE_FNO', 40_000)] = 100;
  const order = placed(floor.orders.place(orderOf(changes)));
  pass(5);
  expect(order).toMatchObject({
    status: 'REJECTED',
    omsErrorDescription: `RMS:${order.orderId}:${text}`,
    exchangeOrderId: '0',
  });
  expect(causes(order.orderId)).toEqual(['placed', 'rejected']);
  expect(floor.portfolio.funds(CLIENT)).toMatchObject({ availablePaise: 10_000_000, blockedPaise: 0 });
});

test('slicing splits what is above the freeze quantity', () => {
  const { floor, pass } = openFloor();
  const sliced = floor.orders.placeSliced(orderOf({ quantity: 60 * LOT }));
  expect(sliced.ok && sliced.value.map(({ quantity }) => quantity / LOT)).toEqual([27, 27, 6]);
  pass(5);
  expect(floor.orders.book(CLIENT).map(({ status }) => status)).toEqual([
    'PART_TRADED',
    'PENDING',
    'PENDING',
  ]);
});

test('a change takes effect when the exchange has it, and a larger order goes to the end of its queue', () => {
  const { floor, pass, quote } = openFloor();
  const [first, second] = [1, 2].map(() => placed(floor.orders.place(orderOf({ price: 99 }))));
  pass(5);
  const { orderId } = first!;
  expect(floor.orders.modify(CLIENT, orderId, { quantity: 2 * LOT })).toMatchObject({ ok: true });
  expect(floor.orders.cancel(CLIENT, orderId)).toMatchObject({
    refusal: { errorCode: 'DH-906', errorMessage: 'Order is in Transit state' },
  });
  expect(first).toMatchObject({ quantity: LOT });
  pass(5);
  expect(first).toMatchObject({ quantity: 2 * LOT, modifications: 1, status: 'PENDING' });
  quote([98, LOT], [99, LOT]);
  pass(50);
  expect([first?.status, second?.status]).toEqual(['PENDING', 'TRADED']);
});

test('an order is changed 25 times and no more', () => {
  const { floor, pass } = openFloor();
  const { orderId } = placed(floor.orders.place(orderOf({ price: 90 })));
  pass(5);
  for (let count = 1; count <= 25; count += 1) {
    expect(floor.orders.modify(CLIENT, orderId, { price: 90 + count * 0.05 })).toMatchObject({ ok: true });
    pass(5);
  }
  expect(floor.orders.modify(CLIENT, orderId, { price: 95 })).toMatchObject({
    refusal: { status: 400, errorCode: 'DH-906' },
  });
});

test('a change that cannot be afforded leaves the order as it was', () => {
  const { floor, pass, causes } = openFloor({ cash: 10_000 });
  const order = placed(floor.orders.place(orderOf({ price: 90 })));
  pass(5);
  const before = floor.portfolio.funds(CLIENT);
  expect(floor.orders.modify(CLIENT, order.orderId, { quantity: 27 * LOT })).toMatchObject({ ok: true });
  pass(5);
  expect(order).toMatchObject({ quantity: LOT, pricePaise: 9000, status: 'PENDING' });
  expect(order.omsErrorDescription).toBe(`RMS:${order.orderId}:You have insufficient funds`);
  expect(causes(order.orderId).at(-1)).toBe('modification-rejected');
  expect(floor.portfolio.funds(CLIENT)).toEqual(before);
  floor.orders.modify(CLIENT, order.orderId, { price: 91 });
  pass(5);
  expect(order).toMatchObject({ pricePaise: 9100, omsErrorDescription: 'CONFIRMED' });
});

test('on the next day an order that is over is nowhere, whoever asks first', () => {
  const { floor, pass, clock } = openFloor();
  const order = placed(floor.orders.place(orderOf({ price: 99 })));
  pass(5);
  floor.orders.cancel(CLIENT, order.orderId);
  expect(floor.orders.find(CLIENT, order.orderId)).toBe(order);
  clock.advanceTo(clock.nowMs() + 24 * 3_600_000);
  expect(floor.orders.find(CLIENT, order.orderId)).toBeUndefined();
  expect(floor.orders.book(CLIENT)).toEqual([]);
});

test('a cancelled order frees its money and cannot be changed any more', () => {
  const { floor, pass } = openFloor();
  const order = placed(floor.orders.place(orderOf({ price: 99 })));
  pass(5);
  expect(floor.portfolio.funds(CLIENT).blockedPaise).toBe(9900 * LOT);
  expect(floor.orders.cancel(CLIENT, order.orderId)).toMatchObject({ ok: true });
  expect(order).toMatchObject({ status: 'CANCELLED', remainingQuantity: 0 });
  expect(floor.portfolio.funds(CLIENT).blockedPaise).toBe(0);
  expect(floor.orders.cancel(CLIENT, order.orderId)).toMatchObject({ refusal: { errorCode: 'DH-906' } });
  expect(floor.orders.cancel(CLIENT, '1')).toMatchObject({ refusal: { errorCode: 'DH-905' } });
  expect(floor.orders.cancel('1000000002', order.orderId)).toMatchObject({
    refusal: { errorCode: 'DH-905' },
  });
});

test('orders of the day expire at its close, and a closed market refuses in the words of the wire', () => {
  const { floor, pass, clock, causes } = openFloor({ at: '15:29:59' });
  const order = placed(floor.orders.place(orderOf({ price: 99 })));
  pass(999);
  expect(order.status).toBe('PENDING');
  pass(1);
  expect(order).toMatchObject({ status: 'EXPIRED', updatedAtMs: clock.nowMs() });
  expect(causes(order.orderId)).toEqual(['placed', 'acknowledged', 'expired']);
  expect(floor.portfolio.funds(CLIENT).blockedPaise).toBe(0);
  expect(floor.orders.place(orderOf())).toMatchObject({
    refusal: { errorMessage: 'Market is Closed! Want to place an offline order?' },
  });
  expect(floor.orders.modify(CLIENT, order.orderId, { price: 98 })).toMatchObject({
    refusal: { errorMessage: 'Market is Closed! You cannot modify/cancel an order now.' },
  });
});

test('an order after the market waits for the next open, and may be cancelled until then', () => {
  const { floor, pass, clock } = openFloor({ at: '18:00:00' });
  const request = orderOf({ price: 99, afterMarketOrder: true, amoTime: 'OPEN_30' });
  const [kept, dropped] = [1, 2].map(() => placed(floor.orders.place(request)));
  pass(5);
  expect(kept).toMatchObject({ status: 'PENDING', exchangeOrderId: '0', omsErrorDescription: '' });
  expect(kept?.orderId).toMatch(/^\d5260204/);
  expect(floor.orders.cancel(CLIENT, dropped!.orderId)).toMatchObject({ ok: true });
  clock.advanceTo(clock.nowMs() + 15.5 * 3_600_000);
  expect(kept).toMatchObject({ status: 'PENDING', exchangeOrderId: '0' });
  pass(1000 * 60 * 16);
  expect(kept).toMatchObject({ status: 'PENDING', omsErrorDescription: 'CONFIRMED' });
  expect(dropped?.status).toBe('CANCELLED');
});

test('an account places 7000 orders in a day', () => {
  const { floor } = openFloor();
  const request = orderOf();
  for (let count = 0; count < ORDERS_PER_DAY_MAX; count += 1) floor.orders.place(request);
  expect(floor.orders.place(request)).toMatchObject({ refusal: { status: 429, errorCode: 'DH-904' } });
  expect(floor.orders.place(orderOf({ clientId: '1000000002' }))).toMatchObject({ ok: true });
});

test('an order is found by its correlation id once it has left TRANSIT', () => {
  const { floor, pass } = openFloor();
  const order = placed(floor.orders.place(orderOf({ correlationId: 'mine-1' })));
  expect(floor.orders.findByCorrelation(CLIENT, 'mine-1')).toBeUndefined();
  pass(5);
  expect(floor.orders.findByCorrelation(CLIENT, 'mine-1')).toBe(order);
  expect(floor.orders.findByCorrelation('1000000002', 'mine-1')).toBeUndefined();
});

test('drills fill in parts, reject with a text, keep in TRANSIT, and tell late, twice or not at all', () => {
  const { floor, pass, causes, updates } = openFloor({
    drills: {
      fateOf({ correlationId }) {
        if (correlationId === 'parts') return { kind: 'fill-in-parts', parts: 3, everyMs: 100 };
        if (correlationId === 'reject') return { kind: 'reject', text: 'Because' };
        return correlationId === 'stuck' ? { kind: 'stay-in-transit' } : undefined;
      },
      deliveryOf({ correlationId }, cause) {
        const plain = { delayMs: 0, copies: 1, isPushed: true, isPostedBack: true };
        if (correlationId === 'late' && cause === 'acknowledged') return { ...plain, delayMs: 2000 };
        if (correlationId === 'twice' && cause === 'acknowledged') return { ...plain, copies: 2 };
        return correlationId === 'silent' ? { ...plain, isPostedBack: false } : undefined;
      },
    },
  });
  const order = (correlationId: string, changes: Partial<OrderRequest> = {}): Order =>
    placed(floor.orders.place(orderOf({ correlationId, price: 90, ...changes })));
  const parts = order('parts', { quantity: 7 * LOT });
  const [rejected, stuck, late, twice, silent] = ['reject', 'stuck', 'late', 'twice', 'silent'].map((id) =>
    order(id),
  );
  pass(1000);
  expect(floor.orders.trades(CLIENT).map((trade) => [trade.quantity / LOT, trade.pricePaise])).toEqual([
    [3, 9000],
    [2, 9000],
    [2, 9000],
  ]);
  expect(parts.status).toBe('TRADED');
  expect(rejected?.omsErrorDescription).toBe(`RMS:${rejected?.orderId}:Because`);
  expect(stuck?.status).toBe('TRANSIT');
  expect(causes(late!.orderId)).toEqual(['placed']);
  expect(causes(twice!.orderId)).toEqual(['placed', 'acknowledged', 'acknowledged']);
  expect(updates.filter((update) => update.order.orderId === silent!.orderId)).toMatchObject([
    { isPostedBack: false, isPushed: true },
    { isPostedBack: false },
  ]);
  pass(2000);
  expect(updates.at(-1)).toMatchObject({ cause: 'acknowledged', order: { orderId: late!.orderId } });
  expect(updates.at(-1)!.atMs).toBe(late!.updatedAtMs);
});

function placed(outcome: Outcome<Order>): Order {
  if (!outcome.ok) throw new Error(outcome.refusal.errorMessage);
  return outcome.value;
}
