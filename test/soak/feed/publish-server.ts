/**
 * The publishing side of the feed proof: `TURNS MARK_TURN`. Prints where it listens and the login, waits for every subscription, moves every
 * instrument before each flush at absolute deadlines, and prints what it published and what that cost it. Wants `--expose-gc`.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { listenExchange } from '#mock-dhan/listen.ts';
import { manyLegs } from '#test/support/many-legs.ts';
import {
  CADENCE_MS,
  CONNECTIONS,
  FIRST_SECURITY_ID,
  INSTRUMENTS,
  openInterestOf,
  priceAt,
  STANDING,
  tradedAtMs,
  UINT32,
} from './published-quotes.ts';
import type { MemoryAfterGc, Published, Where } from './program-lines.ts';

/** A client that has not subscribed by then never will. */
const SUBSCRIBED_WITHIN_MS = 60_000;

const [turns = 0, markTurn = 0] = process.argv.slice(2).map(Number);
const { exchange } = manyLegs(INSTRUMENTS, [{ clientId: '1100000001', token: 'valid', dataPlan: 'Active' }]);
const { clock } = exchange;
const { board, universe } = exchange.world;
const firstIndex = universe.indexOf('NSE_FNO', FIRST_SECURITY_ID);
/** When each turn left, microseconds of the monotonic clock modulo 2^32; turn 0 has no time. */
const leftAtUs = [0];
prepareBoard();
const listening = await listenExchange(exchange);
tellWhere();
await everySubscription();
console.log(JSON.stringify(await publishTurns()));
exchange.close();
await listening.close();

function prepareBoard(): void {
  for (let leg = 0; leg < INSTRUMENTS; leg += 1) {
    const index = firstIndex + leg;
    board.previousClose[index] = STANDING.previousClose;
    board.averagePrice[index] = STANDING.averagePrice;
    board.lastQuantity[index] = STANDING.lastQuantity;
    board.oi[index] = openInterestOf(leg);
    for (const price of [STANDING.open, STANDING.high, STANDING.low])
      board.trade(index, price, tradedAtMs(0));
    board.quote(index, STANDING);
  }
  moveEveryLeg(0);
}

function moveEveryLeg(turn: number): void {
  const atMs = tradedAtMs(turn);
  for (let leg = 0; leg < INSTRUMENTS; leg += 1) {
    const index = firstIndex + leg;
    board.volume[index] = leftAtUs[turn]!;
    board.trade(index, priceAt(leg, turn), atMs);
  }
}

function tellWhere(): void {
  const { clientId, accessToken } = exchange.accounts.all[0]!;
  const where: Where = { feedUrl: listening.feedUrl, clientId, accessToken };
  console.log(JSON.stringify(where));
}

async function everySubscription(): Promise<void> {
  const untilMs = performance.now() + SUBSCRIBED_WITHIN_MS;
  while (subscriptions() < CONNECTIONS * INSTRUMENTS) {
    if (performance.now() > untilMs)
      throw new Error(`expected ${CONNECTIONS * INSTRUMENTS} subscriptions, were ${subscriptions()}`);
    await wait(10);
  }
  while (backlogBytes() > 0) await wait(10);
}

/** Resolves with what the turns cost, when the last of them has left this process. */
async function publishTurns(): Promise<Published> {
  const startedMs = performance.now();
  const startedCpu = process.cpuUsage();
  let mark: MemoryAfterGc = { residentBytes: 0, usedBytes: 0 };
  let latestMs = 0;
  for (let turn = 1; turn <= turns; turn += 1) {
    const deadlineMs = startedMs + turn * CADENCE_MS;
    await wait(Math.max(0, deadlineMs - performance.now()));
    latestMs = Math.max(latestMs, performance.now() - deadlineMs);
    leftAtUs.push(Number((process.hrtime.bigint() / 1000n) % BigInt(UINT32)));
    moveEveryLeg(turn);
    clock.advanceTo(clock.nowMs() + CADENCE_MS);
    if (turn === markTurn) mark = await memoryAfterGc();
  }
  while (backlogBytes() > 0) await wait(10);
  const { user, system } = process.cpuUsage(startedCpu);
  const cpuShare = (user + system) / 1000 / (performance.now() - startedMs);
  const end = await memoryAfterGc();
  const { packets, droppedAsTooSlow } = exchange.counters().feed;
  const lastPrices = [...board.ltp.subarray(firstIndex, firstIndex + INSTRUMENTS)];
  return { leftAtUs, lastPrices, packets, droppedAsTooSlow, cpuShare, latestMs, mark, end };
}

/** The collection is halfway between two flushes, so that it delays neither. */
async function memoryAfterGc(): Promise<MemoryAfterGc> {
  await wait(CADENCE_MS / 2);
  globalThis.gc?.();
  const { rss, heapUsed, external } = process.memoryUsage();
  return { residentBytes: rss, usedBytes: heapUsed + external };
}

function subscriptions(): number {
  return exchange.connections().reduce((sum, { instruments }) => sum + instruments, 0);
}

function backlogBytes(): number {
  return exchange.connections().reduce((sum, { backlogBytes }) => sum + backlogBytes, 0);
}
