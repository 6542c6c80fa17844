/** What the fan-out rows publish: 400 legs, of which 50 trade in every turn, and who subscribed to which. */
import { SeededRandom } from '#engine/seeded-random.ts';
import type { OptionInstrument } from '#engine/market/instrument.ts';
import type { VirtualClock } from '#engine/virtual-clock.ts';
import type { MockExchange } from '#mock-dhan/exchange.ts';
import type { QuoteBoard } from '#mock-dhan/world/quote-board.ts';
import { manyLegs } from '#test/support/many-legs.ts';

export const LEGS = 400;
export const FIRST_SECURITY_ID = 50_000;
export const DIRTY_PER_TURN = 50;
/** The one that the latency row is about. */
export const LATENCY_LEG = 1;

/** How many prices a leg goes through before it begins again. */
export const PRICES = 1024;

const OPEN = 100;
const HIGH = 200;
const LOW = 50;
const TRADED_AT_MS = Date.UTC(2026, 1, 4, 3, 50);

/** Whether every client has its own half of the legs, or all have all of them. */
export type Subscriptions = 'per-client' | 'identical';

export interface FanOutMarket {
  readonly exchange: MockExchange;
  readonly clock: VirtualClock;
  readonly legs: readonly OptionInstrument[];
  /** Board index of the first leg; the others follow. */
  readonly firstIndex: number;
}

/** An exchange of 400 legs with one account per client. */
export function createFanOutMarket(clients: number): FanOutMarket {
  const accounts = Array.from({ length: clients }, (_, client) => ({
    clientId: String(1_100_000_001 + client),
    token: 'valid' as const,
    dataPlan: 'Active' as const,
  }));
  const { exchange, legs } = manyLegs(LEGS, accounts);
  const { universe, board } = exchange.world;
  const firstIndex = universe.indexOf('NSE_FNO', FIRST_SECURITY_ID);
  for (let leg = 0; leg < LEGS; leg += 1) {
    const index = firstIndex + leg;
    board.previousClose[index] = 100;
    board.volume[index] = 650;
    board.averagePrice[index] = 101.5;
    board.lastQuantity[index] = 65;
    // The range of the day stands, so a packet tells no more than its leg and its price.
    for (const price of [OPEN, HIGH, LOW]) board.trade(index, price, TRADED_AT_MS);
    board.quote(index, { bid: 99.95, bidQuantity: 130, ask: 100.05, askQuantity: 195 });
    moveLeg(board, index, 0);
  }
  return { exchange, clock: exchange.clock, legs, firstIndex };
}

/** One trade of the leg, at the same one of PRICES prices whoever publishes, which a float32 holds exactly. */
export function moveLeg(board: QuoteBoard, index: number, turn: number): void {
  board.trade(index, OPEN + priceNumber(index, turn) / 64, TRADED_AT_MS);
}

export function priceNumber(index: number, turn: number): number {
  return (index * 7 + turn) % PRICES;
}

/** The legs that trade in a turn. */
export function dirtyLeg(turn: number, position: number): number {
  return (turn * 37 + position * 11) % LEGS;
}

/** Numbers of the legs a client subscribes to. */
export function legsOf(client: number, subscriptions: Subscriptions): number[] {
  const all = Array.from({ length: LEGS }, (_, leg) => leg);
  if (subscriptions === 'identical') return all;
  const random = new SeededRandom(client + 1);
  return all.filter(() => random.nextFloat() < 0.5);
}
