/** 100,000 random orders against random quotes: what must hold after every one of them. */
import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { istToEpochMs } from '#engine/market/ist-time.ts';
import { SeededRandom } from '#engine/seeded-random.ts';
import { VirtualClock } from '#engine/virtual-clock.ts';
import { createTradingFloor } from '#mock-dhan/world/trading-floor.ts';
import { SMALL_DATE, createSmallWorld } from '#test/support/small-world.ts';
import { FloorAuditor } from './floor-auditor.ts';
import { actAtRandom } from './random-actions.ts';

const RUNS = 10;
const ORDERS_PER_RUN = 10_000;
/** Orders between two looks at the accounts. */
const AUDIT_EVERY = 500;
const CLIENTS = ['1000000001', '1000000002', '1000000003'];
const CASH_PAISE = 20_000_000_000;
const OPEN_MS = istToEpochMs(SMALL_DATE, '09:20:00');

test('100,000 random orders: nothing is lost, nothing trades outside the quote or out of turn, every paisa is accounted for', () => {
  const counts = { placed: 0, traded: 0, cancelled: 0, rejected: 0, triggered: 0, modified: 0, partial: 0 };
  for (let seed = 1; seed <= RUNS; seed += 1) {
    const { auditor } = playRandomly(seed, ORDERS_PER_RUN);
    auditor.auditAccounts();
    for (const name of Object.keys(counts) as (keyof typeof counts)[]) counts[name] += auditor.counts[name];
  }
  expect(counts.placed).toBeGreaterThanOrEqual(RUNS * ORDERS_PER_RUN);
  // Each way that an order can go was really gone.
  for (const count of Object.values(counts)) expect(count).toBeGreaterThan(1000);
}, 300_000);

test('the same orders at the same times give the same digest, another seed another one', () => {
  const digestOf = (seed: number): string => playRandomly(seed, 3000).digest;
  const first = digestOf(1);
  expect(digestOf(1)).toBe(first);
  expect(digestOf(2)).not.toBe(first);
});

function playRandomly(seed: number, orders: number): { auditor: FloorAuditor; digest: string } {
  const clock = new VirtualClock(OPEN_MS);
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
  return { auditor, digest: hash.digest('hex') };
}
