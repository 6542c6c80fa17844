/** Orders on a generated market, where quotes come as they come. */
import { expect, test } from 'vitest';
import { istToEpochMs } from '#engine/market/ist-time.ts';
import { VirtualClock } from '#engine/virtual-clock.ts';
import type { OrderUpdate } from '#mock-dhan/world/orders/order.ts';
import { createTradingFloor } from '#mock-dhan/world/trading-floor.ts';
import { createWorld } from '#mock-dhan/world/world.ts';
import { syntheticScenario } from '#test/support/market-scenarios.ts';
import { CLIENT, orderOf } from '#test/support/order-floor.ts';

const EXPIRIES = [
  ['NIFTY', '2026-02-10'],
  ['SENSEX', '2026-02-05'],
] as const;

/** Ten minutes with orders near the market on both exchanges; `lookEveryMs`: how often somebody else reads the board. */
function playMorning(lookEveryMs: number): OrderUpdate[] {
  const world = createWorld({ scenario: syntheticScenario(), session: undefined, seed: 1, isRaw: false });
  const clock = new VirtualClock(istToEpochMs('2026-02-04', '09:16:00'));
  const floor = createTradingFloor({
    world,
    clock,
    seed: 1,
    openings: [{ clientId: CLIENT, cashPaise: 1_000_000_000, holdings: [] }],
  });
  const updates: OrderUpdate[] = [];
  floor.subscribe((update) => updates.push(update));
  world.sync(clock.nowMs());
  for (const [symbol, expiry] of EXPIRIES) {
    const legs = world.universe.legsOf(symbol, expiry);
    for (const index of legs.slice(legs.length / 2 - 4, legs.length / 2 + 4)) {
      const instrument = world.universe.instruments[index]!;
      if (instrument.kind !== 'option') throw new Error(`${symbol} lists an index among its legs`);
      const { exchangeSegment, securityId, lotSize } = instrument;
      const bid = world.board.bid[index]!;
      const order = orderOf({ exchangeSegment, securityId, quantity: lotSize * 20, price: bid });
      expect(floor.orders.place(order).ok).toBe(true);
      const trailing = { targetPrice: bid * 2, stopLossPrice: Math.ceil(bid * 10) / 20, trailingJump: 0.5 };
      const entry = { ...order, orderType: 'MARKET', price: 0, quantity: lotSize } as const;
      expect(floor.superOrders.place({ ...entry, ...trailing }).ok).toBe(true);
    }
  }
  const endMs = clock.nowMs() + 600_000;
  for (let atMs = clock.nowMs(); atMs < endMs; atMs += lookEveryMs) {
    clock.advanceTo(Math.min(endMs, atMs));
    world.sync(clock.nowMs());
  }
  clock.advanceTo(endMs);
  floor.close();
  return updates;
}

test('what becomes of orders does not depend on who else looks at the market', () => {
  const [rarely, often] = [playMorning(600_000), playMorning(37)];
  expect(often).toEqual(rarely);
  const causes = new Set(rarely.map(({ cause }) => cause));
  expect([...causes].toSorted()).toEqual(['acknowledged', 'modified', 'placed', 'traded']);
  const partial = rarely.filter(({ order }) => order.status === 'PART_TRADED');
  expect(partial.length).toBeGreaterThan(0);
});
