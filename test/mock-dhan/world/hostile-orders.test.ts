/** Values that a body can hold and an order cannot: every one is answered, none throws, and nothing of it stays. */
import { expect, test } from 'vitest';
import type { OrderRequest } from '#mock-dhan/world/orders/order.ts';
import { CLIENT, openFloor, orderOf } from '#test/support/order-floor.ts';

const NUMBERS = [Number.NaN, Infinity, -Infinity, -1, -0, 0, 0.1, 1e-9, 2 ** 31, 2 ** 53, 1e21, 1e300];
const FIELDS = [
  'quantity',
  'disclosedQuantity',
  'price',
  'triggerPrice',
  'securityId',
  'boProfitValue',
  'boStopLossValue',
] as const satisfies (keyof OrderRequest)[];
const KINDS: readonly Partial<OrderRequest>[] = [
  {},
  { orderType: 'STOP_LOSS', triggerPrice: 100 },
  { productType: 'BO', boProfitValue: 5, boStopLossValue: 5 },
  { productType: 'CO', triggerPrice: 95 },
];

test('no number in any field of any order breaks the floor or its books', () => {
  const { floor, pass } = openFloor();
  let answers = 0;
  for (const kind of KINDS)
    for (const field of FIELDS)
      for (const value of NUMBERS) {
        const request = orderOf({ ...kind, [field]: value });
        const exits = { targetPrice: value, stopLossPrice: value, trailingJump: value };
        floor.orders.place(request);
        floor.orders.placeSliced(request);
        floor.superOrders.place({ ...request, orderType: 'LIMIT', ...exits });
        floor.forever.place({
          ...request,
          orderFlag: 'OCO',
          price1: value,
          triggerPrice1: value,
          quantity1: value,
        });
        floor.portfolio.margin(request);
        floor.portfolio.convert({
          ...request,
          fromProductType: 'INTRADAY',
          toProductType: 'MARGIN',
          positionType: 'LONG',
        });
        for (const order of floor.orders.book(CLIENT).slice(-2))
          floor.orders.modify(CLIENT, order.orderId, { [field]: value });
        pass(20);
        answers += 1;
      }
  expect(answers).toBe(KINDS.length * FIELDS.length * NUMBERS.length);
  for (const { quantity, pricePaise, triggerPaise, filledQuantity } of floor.orders.book(CLIENT)) {
    for (const number of [quantity, pricePaise, triggerPaise, filledQuantity])
      expect(Number.isSafeInteger(number)).toBe(true);
    expect(quantity).toBeGreaterThan(0);
  }
  const funds = floor.portfolio.funds(CLIENT);
  expect(Object.values(funds).every(Number.isSafeInteger)).toBe(true);
  floor.portfolio.exitAll(CLIENT);
  pass(1000);
  expect(floor.portfolio.funds(CLIENT).blockedPaise).toBe(0);
});
