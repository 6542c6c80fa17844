import { expect, test } from 'vitest';
import { istToEpochMs } from '#engine/market/ist-time.ts';
import { EarlierDays } from '#mock-dhan/world/earlier-days.ts';
import { CANDLE, CANDLE_WIDTH } from '#mock-dhan/world/minute-candles.ts';
import type { AlertCondition, AlertRequest } from '#mock-dhan/world/orders/alert.ts';
import { ALERT_INDICATORS, distanceOf, isMet } from '#mock-dhan/world/orders/alert-values.ts';
import { CLIENT, openFloor, orderOf } from '#test/support/order-floor.ts';

const NIFTY = { exchangeSegment: 'IDX_I', securityId: 13 } as const;

/** Buys a lot when NIFTY has risen to 26,000. */
function alertOf(condition: Partial<AlertCondition> = {}): AlertRequest {
  return {
    clientId: CLIENT,
    condition: {
      ...NIFTY,
      comparisonType: 'PRICE_WITH_VALUE',
      operator: 'CROSSING_UP',
      comparingValue: 26_000,
      frequency: 'ONCE',
      ...condition,
    },
    orders: [orderOf()],
  };
}

function move({ world, clock, pass }: ReturnType<typeof openFloor>, price: number, ms = 60): void {
  world.board.trade(world.universe.underlyingIndex('NIFTY'), price, clock.nowMs());
  pass(ms);
}

test('an alert is met when the price crosses its value, once, and places its orders', () => {
  const opened = openFloor();
  const { floor } = opened;
  floor.alerts.create(alertOf());
  const [alert] = floor.alerts.list(CLIENT);
  move(opened, 25_990);
  expect(alert).toMatchObject({ status: 'ACTIVE', lastPrice: 25_990, placedOrderIds: [] });
  move(opened, 26_000);
  expect(alert).toMatchObject({ status: 'TRIGGERED', lastPrice: 26_000 });
  expect(floor.orders.book(CLIENT).map(({ orderId }) => orderId)).toEqual(alert!.placedOrderIds);
  move(opened, 25_990);
  move(opened, 26_010);
  expect(floor.orders.book(CLIENT)).toHaveLength(1);
});

test('an indicator of closed candles is compared once a minute', () => {
  const opened = openFloor();
  const { floor, world } = opened;
  // Without earlier days, so that the five candles are these.
  world.board.previousClose[world.universe.underlyingIndex('NIFTY')] = 0;
  floor.alerts.create(
    alertOf({
      comparisonType: 'TECHNICAL_WITH_VALUE',
      indicatorName: 'SMA_5',
      timeFrame: 'ONE_MIN',
      operator: 'GREATER_THAN',
      comparingValue: 25_500,
    }),
  );
  const [alert] = floor.alerts.list(CLIENT);
  for (const price of [25_000, 25_000, 26_000, 26_000, 26_000]) {
    expect(alert?.status).toBe('ACTIVE');
    move(opened, price, 60_000);
  }
  move(opened, 26_000, 60_000);
  expect(alert?.status).toBe('TRIGGERED');
});

test('an average of days is that of the charts', () => {
  const { world, clock } = openFloor();
  const earlier = new EarlierDays(1, '2026-02-04');
  const index = world.universe.underlyingIndex('NIFTY');
  const previousClose = world.board.previousClose[index]!;
  const view = { board: world.board, index, symbol: 'NIFTY', earlier, nowMs: clock.nowMs(), openMs: 0 };
  const condition = {
    ...alertOf().condition,
    comparisonType: 'TECHNICAL_WITH_VALUE',
    timeFrame: 'DAY',
    comparingValue: 0,
  } as const;
  const closes = earlier
    .of('NIFTY', previousClose, 0)
    .slice(-200)
    .map(({ candles }) => candles.rows[(candles.count - 1) * CANDLE_WIDTH + CANDLE.close]!);
  expect(closes.at(-1)).toBe(previousClose);
  for (const length of [5, 200]) {
    const mean = closes.slice(-length).reduce((sum, close) => sum + close, 0) / length;
    expect(distanceOf({ ...condition, indicatorName: `SMA_${length}` }, view)).toBeCloseTo(mean, 6);
  }
});

test('days are the same however far back they are asked for', () => {
  const [once, twice] = [1, 2].map(() => new EarlierDays(1, '2026-02-04'));
  const since = '2026-01-28';
  expect(twice!.of('NIFTY', 25_000, istToEpochMs(since))).toEqual(
    once!.of('NIFTY', 25_000, 0).filter(({ date }) => date >= since),
  );
  expect(twice!.of('NIFTY', 25_000, 0)).toEqual(once!.of('NIFTY', 25_000, 0));
});

test.each(ALERT_INDICATORS)('%s has a value of days', (name) => {
  const { world, clock } = openFloor();
  const earlier = new EarlierDays(1, '2026-02-04');
  const index = world.universe.underlyingIndex('NIFTY');
  const view = { board: world.board, index, symbol: 'NIFTY', earlier, nowMs: clock.nowMs(), openMs: 0 };
  const condition = { ...alertOf().condition, indicatorName: name, timeFrame: 'DAY' } as const;
  expect(distanceOf({ ...condition, comparisonType: 'TECHNICAL_WITH_CLOSE' }, view)).toBeTypeOf('number');
});

test('operators', () => {
  expect(isMet('CROSSING_UP', 0, -1)).toBe(true);
  expect(isMet('CROSSING_UP', 1, undefined)).toBe(false);
  expect(isMet('CROSSING_DOWN', -1, 1)).toBe(true);
  expect(isMet('CROSSING_ANY_SIDE', -1, 1)).toBe(true);
  expect(isMet('CROSSING_ANY_SIDE', 2, 1)).toBe(false);
  expect(isMet('EQUAL', 0, undefined)).toBe(true);
  expect(isMet('LESS_THAN_EQUAL', 1, undefined)).toBe(false);
});

test('an alert is replaced, cancelled, and over after its last day', () => {
  const opened = openFloor();
  const { floor } = opened;
  floor.alerts.create(alertOf());
  floor.alerts.create(alertOf({ expDate: '2026-02-03' }));
  const [alertId = '', lateId = ''] = floor.alerts.list(CLIENT).map((alert) => alert.alertId);
  floor.alerts.modify(CLIENT, alertId, alertOf({ comparingValue: 27_000 }));
  move(opened, 25_990);
  move(opened, 26_500);
  expect(floor.alerts.find(CLIENT, alertId)).toMatchObject({ status: 'ACTIVE' });
  expect(floor.alerts.find(CLIENT, lateId)).toMatchObject({ status: 'EXPIRED' });
  expect(floor.alerts.cancel(CLIENT, alertId)).toMatchObject({ value: { status: 'CANCELLED' } });
  expect(floor.alerts.cancel(CLIENT, alertId)).toMatchObject({ refusal: { errorCode: 'DH-906' } });
});

test.each<[string, AlertRequest]>([
  ['an option', alertOf({ exchangeSegment: 'NSE_FNO', securityId: 40_000 })],
  ['no value', alertOf({ comparingValue: undefined })],
  ['an indicator that is none', alertOf({ comparisonType: 'TECHNICAL_WITH_CLOSE', indicatorName: 'SMA_7' })],
  ['no order', { ...alertOf(), orders: [] }],
  ['16 orders', { ...alertOf(), orders: Array.from({ length: 16 }, () => orderOf()) }],
])('refused with DH-905: %s', (_, request) => {
  expect(openFloor().floor.alerts.create(request)).toMatchObject({ refusal: { errorCode: 'DH-905' } });
});

test('a basket answers for each of its orders', () => {
  const { floor } = openFloor();
  expect(floor.alerts.placeMulti([orderOf(), orderOf({ quantity: 1 })])).toMatchObject({
    value: [{ ok: true }, { ok: false }],
  });
  expect(floor.alerts.placeMulti([])).toMatchObject({ ok: false });
});
