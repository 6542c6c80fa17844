import { expect, test } from 'vitest';
import type { ForeverRequest } from '#mock-dhan/world/orders/forever-order.ts';
import { CLIENT, LOT, openFloor, orderOf } from '#test/support/order-floor.ts';
import { SMALL_EXPIRY } from '#test/support/small-world.ts';

/** One lot bought at 99 when the price has fallen to 99.5. */
function foreverOf(changes: Partial<ForeverRequest> = {}): ForeverRequest {
  return {
    ...orderOf({ productType: 'MARGIN', price: 99, triggerPrice: 99.5 }),
    orderFlag: 'SINGLE',
    ...changes,
  };
}

const only = ({ floor }: ReturnType<typeof openFloor>) => floor.forever.list(CLIENT)[0]!;

test('a forever order waits for its trigger and places a plain order then', () => {
  const opened = openFloor();
  const { floor, pass, trade } = opened;
  expect(floor.forever.place(foreverOf())).toMatchObject({ ok: true, value: { status: 'CONFIRM' } });
  expect(only(opened).orderId).toMatch(/^\d13260204/);
  pass(1000);
  expect(floor.orders.book(CLIENT)).toEqual([]);
  trade(99.45);
  pass(60);
  expect(only(opened)).toMatchObject({ status: 'TRIGGERED', order: { status: 'PENDING', pricePaise: 9900 } });
  expect(floor.orders.book(CLIENT)).toHaveLength(1);
});

test('of two triggers the first that is met ends the other', () => {
  const opened = openFloor();
  const { floor, pass, trade } = opened;
  const request = foreverOf({
    transactionType: 'SELL',
    orderFlag: 'OCO',
    price: 105,
    triggerPrice: 105,
    price1: 94,
    triggerPrice1: 95,
    quantity1: 2 * LOT,
  });
  expect(floor.forever.place(request)).toMatchObject({
    ok: true,
    value: { first: { isMetFromBelow: true }, second: { isMetFromBelow: false, quantity: 2 * LOT } },
  });
  trade(95);
  pass(60);
  expect(only(opened)).toMatchObject({ status: 'TRIGGERED', order: { quantity: 2 * LOT } });
  trade(106);
  pass(60);
  expect(floor.orders.book(CLIENT)).toHaveLength(1);
});

test('a leg is changed, an order cancelled, and neither any more once it is over', () => {
  const opened = openFloor();
  const { floor, pass, trade } = opened;
  floor.forever.place(foreverOf());
  const { orderId } = only(opened);
  expect(floor.forever.modify(CLIENT, orderId, { legName: 'TARGET_LEG', triggerPrice: 98 })).toMatchObject({
    value: { first: { triggerPaise: 9800, pricePaise: 9900 } },
  });
  expect(floor.forever.modify(CLIENT, orderId, { legName: 'STOP_LOSS_LEG', price: 98 })).toMatchObject({
    refusal: { errorCode: 'DH-905' },
  });
  expect(floor.forever.cancel(CLIENT, orderId)).toMatchObject({ value: { status: 'CANCELLED' } });
  trade(90);
  pass(60);
  expect(floor.orders.book(CLIENT)).toEqual([]);
  expect(floor.forever.cancel(CLIENT, orderId)).toMatchObject({ refusal: { errorCode: 'DH-906' } });
  expect(floor.forever.cancel('1000000002', orderId)).toMatchObject({ refusal: { errorCode: 'DH-905' } });
});

test('it may be placed while the market is closed, and waits over the night', () => {
  const opened = openFloor({ at: '20:00:00' });
  const { floor, clock, trade } = opened;
  expect(floor.forever.place(foreverOf())).toMatchObject({ ok: true });
  trade(99);
  clock.advanceTo(clock.nowMs() + 13 * 3_600_000);
  expect(only(opened).status).toBe('CONFIRM');
  clock.advanceTo(clock.nowMs() + 3_600_000);
  expect(only(opened).status).toBe('TRIGGERED');
});

test('it expires with its contract, for which none is taken any more', () => {
  const opened = openFloor({ date: SMALL_EXPIRY, at: '15:29:00' });
  const { floor, pass } = opened;
  floor.forever.place(foreverOf());
  pass(59_999);
  expect(only(opened).status).toBe('CONFIRM');
  pass(1);
  const { orderId, status } = only(opened);
  expect(status).toBe('EXPIRED');
  expect(floor.forever.cancel(CLIENT, orderId)).toMatchObject({ refusal: { errorCode: 'DH-906' } });
  expect(floor.forever.place(foreverOf())).toMatchObject({ refusal: { errorCode: 'DH-905' } });
});

test.each([
  ['no trigger', { triggerPrice: 0 }],
  ['an OCO without its second leg', { orderFlag: 'OCO' }],
  ['a stop order', { orderType: 'STOP_LOSS' }],
  ['half a lot', { quantity: 30 }],
] as const)('refused with DH-905: %s', (_, changes) => {
  expect(openFloor().floor.forever.place(foreverOf(changes))).toMatchObject({
    refusal: { errorCode: 'DH-905' },
  });
});
