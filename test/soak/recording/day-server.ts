/**
 * The exchange of the whole-day recording proof: `HOURS`. Prints where it listens and the login, waits for the subscriptions, plays so many hours of
 * the scenario's clock as fast as its client reads, and prints how many packets it sent.
 */
import { setImmediate, setTimeout as wait } from 'node:timers/promises';
import { listenExchange } from '#mock-dhan/listen.ts';
import { manyLegs } from '#test/support/many-legs.ts';
import type { Where } from '../feed/program-lines.ts';
import {
  CADENCE_MS,
  FIRST_SECURITY_ID,
  INSTRUMENTS,
  STANDING,
  priceAt,
  tradedAtMs,
} from '../feed/published-quotes.ts';

/** The server's last line. */
export interface PlayedDay {
  readonly packets: number;
  readonly seconds: number;
}

const MS_PER_HOUR = 3_600_000;
/** Each instrument trades every five seconds, as a liquid option does. */
const LEGS_A_TURN = (INSTRUMENTS * CADENCE_MS) / 5000;
/** A client that has not subscribed by then never will. */
const SUBSCRIBED_WITHIN_MS = 60_000;
/** No more waits for the client, which is far below what a slow one is dropped for. */
const BACKLOG_BYTES_MAX = 1024 * 1024;

const [hours = 0] = process.argv.slice(2).map(Number);
const { exchange } = manyLegs(INSTRUMENTS, [{ clientId: '1100000001', token: 'valid', dataPlan: 'Active' }]);
const { clock } = exchange;
const { board, universe } = exchange.world;
const firstIndex = universe.indexOf('NSE_FNO', FIRST_SECURITY_ID);
for (let leg = 0; leg < INSTRUMENTS; leg += 1) board.quote(firstIndex + leg, STANDING);
const listening = await listenExchange(exchange);
const { clientId, accessToken } = exchange.accounts.all[0]!;
const where: Where = { feedUrl: listening.feedUrl, clientId, accessToken };
console.log(JSON.stringify(where));
await everySubscription();
console.log(JSON.stringify(await playHours()));
exchange.close();
await listening.close();

async function everySubscription(): Promise<void> {
  const untilMs = performance.now() + SUBSCRIBED_WITHIN_MS;
  while (subscriptions() < INSTRUMENTS) {
    if (performance.now() > untilMs)
      throw new Error(`expected ${INSTRUMENTS} subscriptions, were ${subscriptions()}`);
    await wait(10);
  }
}

async function playHours(): Promise<PlayedDay> {
  const startedMs = performance.now();
  const turns = Math.round((hours * MS_PER_HOUR) / CADENCE_MS);
  for (let turn = 1; turn <= turns; turn += 1) {
    const firstLeg = (turn * LEGS_A_TURN) % INSTRUMENTS;
    for (let leg = firstLeg; leg < firstLeg + LEGS_A_TURN; leg += 1)
      board.trade(firstIndex + leg, priceAt(leg, turn), tradedAtMs(turn));
    clock.advanceTo(clock.nowMs() + CADENCE_MS);
    do await setImmediate();
    while (backlogBytes() > BACKLOG_BYTES_MAX);
  }
  while (backlogBytes() > 0) await wait(10);
  return { packets: exchange.counters().feed.packets, seconds: (performance.now() - startedMs) / 1000 };
}

function subscriptions(): number {
  return exchange.connections().reduce((sum, { instruments }) => sum + instruments, 0);
}

function backlogBytes(): number {
  return exchange.connections().reduce((sum, { backlogBytes }) => sum + backlogBytes, 0);
}
