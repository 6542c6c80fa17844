import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { Contracts } from '#mock-dhan/world/orders/contract.ts';
import type { Contract } from '#mock-dhan/world/orders/contract.ts';
import { MarginRates } from '#mock-dhan/world/portfolio/margin-rates.ts';
import type { MarginLeg } from '#mock-dhan/world/portfolio/margin-rates.ts';
import type { MarginRequest } from '#mock-dhan/world/portfolio/portfolio.ts';
import { CLIENT, LOT, openFloor, orderOf } from '#test/support/order-floor.ts';
import { FUTURE_EXPIRY, FUTURE_ID, createSmallWorld } from '#test/support/small-world.ts';

/** Calls and puts of NIFTY at 24,950, 25,000 and 25,050; its previous close is 24,980. */
const [CALL_24950, , CALL_25000] = [40_000, 40_001, 40_002];
const LEGS = [0, 1, 2, 3, 4, 5];

const world = createSmallWorld();
const contracts = new Contracts(world.universe);
const rates = new MarginRates(world.board);

function totalOf(units: readonly number[]): number {
  const legs = units.map((each, leg): MarginLeg => ({
    contract: contracts.find('NSE_FNO', 40_000 + leg)!,
    least: each,
    most: each,
  }));
  const { spanPaise, exposurePaise } = rates.marginOf(legs);
  expect(spanPaise).toBeGreaterThanOrEqual(0);
  return spanPaise + exposurePaise;
}

const portfolio = fc.array(fc.integer({ min: -100, max: 100 }), { minLength: 6, maxLength: 6 });

test('the margin of a portfolio is never negative, and never above that of its parts', () => {
  fc.assert(
    fc.property(portfolio, portfolio, (one, other) => {
      const together = totalOf(LEGS.map((leg) => one[leg]! + other[leg]!));
      expect(together).toBeLessThanOrEqual(totalOf(one) + totalOf(other));
      const singles = one.map((units, leg) => totalOf(LEGS.map((each) => (each === leg ? units : 0))));
      expect(totalOf(one)).toBeLessThanOrEqual(singles.reduce((sum, each) => sum + each, 0));
    }),
  );
});

test('a unit more sold never lowers it, a unit more bought never raises it, twice the units take twice as much', () => {
  fc.assert(
    fc.property(portfolio, fc.nat({ max: 5 }), (units, leg) => {
      const changed = (by: number): number =>
        totalOf(units.map((each, at) => (at === leg ? each + by : each)));
      expect(changed(-1)).toBeGreaterThanOrEqual(totalOf(units));
      expect(changed(1)).toBeLessThanOrEqual(totalOf(units));
      expect(totalOf(units.map((each) => 2 * each))).toBe(2 * totalOf(units));
    }),
  );
});

test('what is bought alone takes no margin', () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 100 }), { minLength: 6, maxLength: 6 }), (units) => {
      expect(totalOf(units)).toBe(0);
    }),
  );
});

test('a credit spread takes its width and the exposure of its short leg, a debit spread the exposure alone', () => {
  const exposure = 2 * 24_980;
  expect(totalOf([-1, 0, 1, 0, 0, 0])).toBe(5000 + exposure);
  expect(totalOf([1, 0, -1, 0, 0, 0])).toBe(exposure);
  expect(totalOf([-1, 0, 0, 0, 0, 0])).toBe(Math.ceil(24_980 * 112) - 2_495_000 + exposure);
  // Of a strangle only one side can be lost.
  expect(totalOf([0, -1, 0, 0, -1, 0])).toBeLessThan(
    totalOf([0, -1, 0, 0, 0, 0]) + totalOf([0, 0, 0, 0, -1, 0]),
  );
});

test('a future needs margin either way, and a short call beside a long one its exposure alone where the future gains', () => {
  const withFuture = createSmallWorld({ hasFuture: true, expiries: [FUTURE_EXPIRY] });
  const listed = new Contracts(withFuture.universe);
  const [future, call, put] = [FUTURE_ID, CALL_25000, 40_003].map((id) => listed.find('NSE_FNO', id)!);
  const own = new MarginRates(withFuture.board);
  const needOf = (...legs: (readonly [Contract | undefined, number])[]): number => {
    const { spanPaise, exposurePaise } = own.marginOf(
      legs.map(([contract, units]) => ({ contract: contract!, least: units, most: units })),
    );
    return spanPaise + exposurePaise;
  };
  const [span, exposure] = [299_760, 49_960];
  expect([needOf([future, 1]), needOf([future, -1])]).toEqual([span + exposure, span + exposure]);
  expect(needOf([future, 1], [call, -1])).toBe(span + 2 * exposure);
  // The put pays from 25,000 on, which the index is already below.
  expect(needOf([future, 1], [put, 1])).toBe(exposure);
  expect(own.marginOf([{ contract: future!, least: -2, most: 1 }])).toEqual({
    spanPaise: 2 * span,
    exposurePaise: 2 * exposure,
  });
});

test('the calculator tells the benefit of a hedge, and funds follow it once the hedge has traded', () => {
  const { floor, pass, quote } = openFloor({ cash: 1_000_000 });
  quote([100, 10 * LOT], [100.05, 10 * LOT], CALL_25000);
  const script = (transactionType: 'BUY' | 'SELL', securityId: number): MarginRequest => ({
    clientId: CLIENT,
    exchangeSegment: 'NSE_FNO',
    transactionType,
    quantity: LOT,
    productType: 'INTRADAY',
    securityId,
    price: 100,
  });
  const [short, hedge] = [script('SELL', CALL_24950), script('BUY', CALL_25000)];
  const none = { positions: false, orders: false };
  const needOf = (...scripts: MarginRequest[]) => {
    const margin = floor.portfolio.marginOf(CLIENT, scripts, none);
    if (!margin.ok) throw new Error(margin.refusal.errorMessage);
    return margin.value;
  };
  const [alone, covered] = [needOf(short), needOf(short, hedge)];
  expect(floor.portfolio.margin(short)).toEqual({ ok: true, value: alone });
  expect(alone.hedgeBenefitPaise).toBe(0);
  expect(covered.spanPaise).toBe(5000 * LOT);
  const premium = 10_000 * LOT;
  expect(covered.totalPaise).toBe(alone.totalPaise + premium - covered.hedgeBenefitPaise);
  // Another product, and another expiry, are no hedge.
  expect(needOf(short, { ...hedge, productType: 'MARGIN' }).hedgeBenefitPaise).toBe(0);

  const blocked = (): number => floor.portfolio.funds(CLIENT).blockedPaise;
  floor.orders.place(orderOf({ transactionType: 'SELL', price: 100 }));
  pass(5);
  expect(blocked()).toBe(alone.totalPaise);
  expect(floor.portfolio.marginOf(CLIENT, [hedge], { positions: true, orders: true })).toMatchObject({
    value: { totalPaise: covered.totalPaise },
  });
  floor.orders.place(orderOf({ securityId: CALL_25000 }));
  pass(5);
  expect(blocked()).toBe(covered.totalPaise - premium);
  // An order that would sell the hedge blocks as if it were sold.
  floor.orders.place(orderOf({ securityId: CALL_25000, transactionType: 'SELL', price: 120 }));
  pass(5);
  expect(blocked()).toBe(alone.totalPaise);
});

test('who cannot afford to be uncovered cannot sell or convert the hedge, and everything can still be exited', () => {
  const { floor, pass, quote } = openFloor({ cash: 60_000 });
  quote([100, 10 * LOT], [100.05, 10 * LOT], CALL_25000);
  floor.orders.place(orderOf({ securityId: CALL_25000 }));
  pass(5);
  floor.orders.place(orderOf({ transactionType: 'SELL', price: 100 }));
  pass(5);
  const sale = floor.orders.place(orderOf({ securityId: CALL_25000, transactionType: 'SELL', price: 100 }));
  pass(5);
  expect(sale).toMatchObject({ value: { status: 'REJECTED' } });
  const before = [floor.portfolio.positions(CLIENT), floor.portfolio.funds(CLIENT)];
  const toMargin = {
    clientId: CLIENT,
    exchangeSegment: 'NSE_FNO',
    securityId: CALL_25000,
    fromProductType: 'INTRADAY',
    toProductType: 'MARGIN',
    positionType: 'LONG',
    quantity: LOT,
  } as const;
  expect(floor.portfolio.convert(toMargin)).toMatchObject({ refusal: { errorCode: 'DH-906' } });
  expect([floor.portfolio.positions(CLIENT), floor.portfolio.funds(CLIENT)]).toEqual(before);
  expect(floor.portfolio.exitAll(CLIENT)).toMatchObject({ ok: true });
  pass(5);
  expect(floor.portfolio.positions(CLIENT).map(({ netQuantity }) => netQuantity)).toEqual([0, 0]);
});
