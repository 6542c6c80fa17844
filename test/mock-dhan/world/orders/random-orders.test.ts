/** 100,000 random orders against random quotes: what must hold after every one of them. */
import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { istToEpochMs } from '#engine/market/ist-time.ts';
import { SeededRandom } from '#engine/seeded-random.ts';
import { VirtualClock } from '#engine/virtual-clock.ts';
import { isLive } from '#mock-dhan/world/orders/order.ts';
import { createTradingFloor } from '#mock-dhan/world/trading-floor.ts';
import type { TradingFloor } from '#mock-dhan/world/trading-floor.ts';
import { SMALL_DATE, createSmallWorld } from '#test/support/small-world.ts';
import type { SmallWorld } from '#test/support/small-world.ts';
import { FloorAuditor, paidOf } from './floor-auditor.ts';
import { actAtRandom } from './random-actions.ts';

const RUNS = 10;
const ORDERS_PER_RUN = 10_000;
/** Orders between two looks at the accounts. */
const AUDIT_EVERY = 500;
const CLIENTS = ['1000000001', '1000000002', '1000000003'];
const CASH_PAISE = 20_000_000_000;
const EVER = { fromDate: '2026-01-01', toDate: '2026-12-31' };
const OPEN_MS = istToEpochMs(SMALL_DATE, '09:20:00');

test('100,000 random orders: nothing is lost, nothing trades outside the quote or out of turn, every paisa is accounted for', () => {
  const counts = {
    placed: 0,
    traded: 0,
    cancelled: 0,
    rejected: 0,
    triggered: 0,
    modified: 0,
    partial: 0,
    crossed: 0,
    selfTrades: 0,
  };
  for (let seed = 1; seed <= RUNS; seed += 1) {
    const { auditor } = playRandomly(seed, ORDERS_PER_RUN);
    auditor.auditAccounts();
    for (const name of Object.keys(counts) as (keyof typeof counts)[]) counts[name] += auditor.counts[name];
  }
  expect(counts.placed).toBeGreaterThanOrEqual(RUNS * ORDERS_PER_RUN);
  // Each way that an order can go was really gone.
  for (const count of Object.values(counts)) expect(count).toBeGreaterThan(500);
}, 300_000);

test('what is left of 20,000 random orders is squared off, carried and settled, and the ledger has every paisa', () => {
  for (let seed = 1; seed <= 4; seed += 1) {
    const { floor, clock, world } = playRandomly(seed, 5000, istToEpochMs(SMALL_DATE, '15:10:00'));
    clock.advanceTo(istToEpochMs(SMALL_DATE, '15:30:00'));
    for (const clientId of CLIENTS) expect(floor.orders.book(clientId).filter(isLive)).toEqual([]);
    clock.advanceTo(istToEpochMs('2026-02-05', '00:00:00'));
    for (const clientId of CLIENTS) auditCarried(floor, clientId);
    clock.advanceTo(istToEpochMs('2026-02-10', '15:30:00'));
    for (const clientId of CLIENTS) auditSettled(floor, world, clientId);
    clock.advanceTo(istToEpochMs('2026-02-11', '00:00:00'));
    for (const clientId of CLIENTS) {
      expect(floor.portfolio.positions(clientId)).toEqual([]);
      const { sodPaise } = floor.portfolio.funds(clientId);
      expect(floor.portfolio.funds(clientId)).toMatchObject({ availablePaise: sodPaise, blockedPaise: 0 });
      expect(floor.portfolio.ledger(clientId, EVER).closingPaise).toBe(sodPaise);
    }
    expect(clock.nextTimerAtMs()).toBeUndefined();
  }
}, 300_000);

test('the same orders at the same times give the same digest, another seed another one', () => {
  const digestOf = (seed: number): string => playRandomly(seed, 3000).digest;
  const first = digestOf(1);
  expect(digestOf(1)).toBe(first);
  expect(digestOf(2)).not.toBe(first);
});

/** Nothing of the day is left, and the day begins with what the ledger says. */
function auditCarried(floor: TradingFloor, clientId: string): void {
  const funds = floor.portfolio.funds(clientId);
  expect(floor.portfolio.ledger(clientId, EVER).closingPaise).toBe(funds.sodPaise);
  expect(funds).toMatchObject({ realizedPaise: 0, openCostPaise: 0 });
  for (const position of floor.portfolio.positions(clientId)) {
    expect(position).toMatchObject({ productType: 'MARGIN', realizedPaise: 0 });
    expect(position.carriedQuantity).toBe(position.netQuantity);
    expect(position.carriedCostPaise).toBe(position.openCostPaise);
    expect(position.buyQuantity - position.sellQuantity).toBe(position.netQuantity);
  }
}

/** Everything was paid what its strike is behind the index, which stands where it stood. */
function auditSettled(floor: TradingFloor, world: SmallWorld, clientId: string): void {
  const indexPaise = world.spotOf('NIFTY') * 100;
  let settledPaise = 0;
  for (const { contract, carriedQuantity, carriedCostPaise, ...position } of floor.portfolio.positions(
    clientId,
  )) {
    const paid = carriedQuantity * paidOf(contract, indexPaise);
    expect(position).toMatchObject({
      netQuantity: 0,
      openCostPaise: 0,
      realizedPaise: paid - carriedCostPaise,
    });
    settledPaise += paid;
  }
  const { sodPaise, availablePaise } = floor.portfolio.funds(clientId);
  expect(availablePaise).toBe(sodPaise + settledPaise);
}

function playRandomly(seed: number, orders: number, openMs = OPEN_MS) {
  const clock = new VirtualClock(openMs);
  const world = createSmallWorld();
  const openings = CLIENTS.map((clientId) => ({ clientId, cashPaise: CASH_PAISE, holdings: [] }));
  const floor = createTradingFloor({ world, clock, seed, openings });
  const hash = createHash('sha256');
  const auditor = new FloorAuditor({ world, floor, openings });
  floor.subscribe((update) => {
    auditor.audit(update);
    const { order } = update;
    hash.update(
      `${update.number} ${update.atMs} ${update.cause} ${order.orderId} ${order.status} ${order.filledQuantity} ${order.tradedValuePaise}\n`,
    );
  });
  const random = new SeededRandom(seed).fork('actions');
  let placed = 0;
  for (let auditAt = AUDIT_EVERY; placed < orders;) {
    placed += actAtRandom({ random, floor, world, clock, clients: CLIENTS });
    if (placed < auditAt) continue;
    auditAt += AUDIT_EVERY;
    auditor.auditAccounts();
  }
  clock.advanceTo(clock.nowMs() + 1000);
  return { auditor, floor, clock, world, digest: hash.copy().digest('hex') };
}
