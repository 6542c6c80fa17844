import { expect, test } from 'vitest';
import type { PlannedFault } from '#engine/faults/planned-fault.ts';
import { RECORDED_TARGETS } from '#mock-dhan/faults/fault-targets.ts';
import type { OrderUpdate } from '#mock-dhan/world/orders/order.ts';
import { orderOf } from '#test/support/order-floor.ts';
import { createSmallExchange } from '#test/support/small-world.ts';

const ACCOUNT = '1100000001';

/** A webhook that never answers. */
const NOBODY = { http: { send: () => new Promise<never>(() => undefined) }, url: 'http://127.0.0.1:9' };

/** Places an order of each correlation id and lets five seconds pass. */
function drilled(fault: PlannedFault, correlationIds: readonly string[]) {
  const { exchange, clock, world } = createSmallExchange({ faults: [fault], postbacks: NOBODY });
  const index = world.universe.indexOf('NSE_FNO', 40_000);
  world.board.quote(index, { bid: 100, bidQuantity: 6500, ask: 100.05, askQuantity: 6500 });
  const updates: OrderUpdate[] = [];
  exchange.trading.subscribe((update) => updates.push(update));
  const orders = correlationIds.map((correlationId) => {
    const placed = exchange.trading.orders.place(
      orderOf({ clientId: ACCOUNT, correlationId, quantity: 260 }),
    );
    if (!placed.ok) throw new Error(placed.refusal.errorMessage);
    return placed.value;
  });
  clock.advanceTo(clock.nowMs() + 5000);
  return { exchange, orders, updates, strikes: exchange.faults.states()[0]!.strikes };
}

test('orders of a correlation prefix trade in parts, the others as the market has them', () => {
  const { exchange, orders, strikes } = drilled(
    {
      id: 'parts',
      kind: 'fill-in-parts',
      parts: 4,
      everyMs: 100,
      correlationPrefix: 'drill-',
      probability: 1,
    },
    ['drill-1', 'plain'],
  );
  expect(orders.map(({ status }) => status)).toEqual(['TRADED', 'TRADED']);
  expect(orders.map(({ orderId }) => exchange.trading.orders.trades(ACCOUNT, orderId).length)).toEqual([
    4, 1,
  ]);
  expect(strikes).toBe(1);
});

test('an order is rejected with the text of the scenario, so often as it says', () => {
  const { orders, strikes } = drilled(
    { id: 'no', kind: 'reject-order', text: 'Segment is blocked', probability: 1, times: 1 },
    ['a', 'b'],
  );
  expect(orders.map(({ status }) => status)).toEqual(['REJECTED', 'TRADED']);
  expect(orders[0]?.omsErrorDescription).toBe(`RMS:${orders[0]?.orderId}:Segment is blocked`);
  expect(strikes).toBe(1);
});

test('an order stays in TRANSIT', () => {
  const { orders, exchange } = drilled({ id: 'held', kind: 'hold-in-transit', probability: 1 }, ['a']);
  expect(orders[0]).toMatchObject({ status: 'TRANSIT', exchangeOrderId: '0' });
  expect(exchange.trading.orders.cancel(ACCOUNT, orders[0]!.orderId)).toMatchObject({
    refusal: { errorMessage: 'Order is in Transit state' },
  });
});

test('updates come late, twice, to no socket or to no webhook', () => {
  const late = drilled({ id: 'late', kind: 'late-order-update', delayMs: 6000, probability: 1 }, ['a']);
  expect([late.updates.length, late.strikes]).toEqual([0, 3]);
  const twice = drilled({ id: 'twice', kind: 'repeated-order-update', probability: 1, times: 1 }, ['a']);
  expect(twice.updates.map(({ number }) => number)).toEqual([1, 1, 2, 3]);
  const unseen = drilled({ id: 'unseen', kind: 'missing-order-update', probability: 1 }, ['a']);
  expect(unseen.updates.every(({ isPushed, isPostedBack }) => !isPushed && isPostedBack)).toBe(true);
  const unposted = drilled({ id: 'unposted', kind: 'missing-postback', probability: 1 }, ['a']);
  expect(unposted.updates.every(({ isPushed, isPostedBack }) => isPushed && !isPostedBack)).toBe(true);
});

test('a recorded exchange takes no orders to drill', () => {
  expect(() =>
    RECORDED_TARGETS.assertPossible({ id: 'held', kind: 'hold-in-transit', probability: 1 }),
  ).toThrow('fault held: expected an exchange that takes orders for hold-in-transit, was a recorded one.');
});
