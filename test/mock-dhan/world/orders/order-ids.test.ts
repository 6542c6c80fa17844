import { expect, expectTypeOf, test } from 'vitest';
import { istToEpochMs } from '#engine/market/ist-time.ts';
import { createOrderIds } from '#mock-dhan/world/orders/order-ids.ts';
import type { OrderKind } from '#mock-dhan/world/orders/order-ids.ts';
import type { TradingFloor } from '#mock-dhan/world/trading-floor.ts';

const AT_MS = istToEpochMs('2026-02-04', '09:20:00');
const KINDS: readonly OrderKind[] = ['regular', 'after-market', 'super', 'forever'];

test('an order id is a shard, the kind of order, the date and a sequence', () => {
  const ids = createOrderIds(1);
  const texts = KINDS.map((kind) => ids.nextOrderId(kind, AT_MS));
  expect(texts[0]).toMatch(/^[1-9]1260204\d{4,6}$/);
  expect(texts[1]).toMatch(/^[1-9]5260204\d{4,6}$/);
  expect(texts[2]).toMatch(/^[1-9]9260204\d{4,6}$/);
  expect(texts[3]).toMatch(/^[1-9]13260204\d{4,6}$/);
});

test('ids are the same for a seed, other for another, and no two alike', () => {
  const drawn = (seed: number) => {
    const ids = createOrderIds(seed);
    return Array.from({ length: 2000 }, (_, count) => [
      ids.nextOrderId(KINDS[count % KINDS.length]!, AT_MS + count),
      ids.nextExchangeOrderId(),
      ids.nextTradeId(),
    ]).flat();
  };
  expect(drawn(1)).toEqual(drawn(1));
  expect(drawn(1)).not.toEqual(drawn(2));
  expect(new Set(drawn(1)).size).toBe(6000);
});

test('exchange order ids have 16 digits, trade ids 9', () => {
  const ids = createOrderIds(3);
  expect(ids.nextExchangeOrderId()).toMatch(/^11\d{14}$/);
  expect(ids.nextTradeId()).toMatch(/^[1-9]\d{8}$/);
});

test('a floor has every family of calls', () => {
  expectTypeOf<keyof TradingFloor>().toEqualTypeOf<
    | 'orders'
    | 'superOrders'
    | 'forever'
    | 'alerts'
    | 'portfolio'
    | 'control'
    | 'subscribe'
    | 'subscribeAlerts'
    | 'close'
  >();
});
