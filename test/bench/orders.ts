/** Orders placed and traded on the trading floor, beside an order book that is an array. */
import { deepStrictEqual } from 'node:assert/strict';
import { istToEpochMs } from '#engine/market/ist-time.ts';
import { SeededRandom } from '#engine/seeded-random.ts';
import { VirtualClock } from '#engine/virtual-clock.ts';
import type { OrderRequest } from '#mock-dhan/world/orders/order.ts';
import { createTradingFloor } from '#mock-dhan/world/trading-floor.ts';
import type { TradingFloor } from '#mock-dhan/world/trading-floor.ts';
import { FIRST_LEG_ID, SMALL_DATE, createSmallWorld } from '#test/support/small-world.ts';
import type { SmallWorld } from '#test/support/small-world.ts';
import { pairedRow } from './bench-row.ts';
import type { BenchRow, Comparison } from './bench-row.ts';
import { ArrayBook } from './peers/array-book.ts';
import type { ArrayFill } from './peers/array-book.ts';

const ACCOUNTS = 10;
const ORDERS = 20_000;
/** Orders between two ticks of the contract. */
const PER_TICK = 20;
/** Far from the market: they wait all the while, as a strategy's resting orders do. */
const RESTING = 500;
const TICK_MS = 50;
const LOT = 65;
const GOAL_PER_SECOND = 20_000;

/** An order of the stream: whole paise and lots. */
interface Drawn {
  readonly isBuy: boolean;
  readonly pricePaise: number;
  readonly quantity: number;
}

/**
 * The peer takes each order straight into an array that is sorted anew at every order and tick: no validation, no accounts, no money, no updates.
 * Both must give the same fills in the same order.
 */
export const placeAndFill: Comparison = {
  what: `place and fill, ${ORDERS.toLocaleString('en-US')} orders of ${ACCOUNTS} accounts beside ${RESTING.toLocaleString('en-US')} that rest`,
  unit: 'orders/s',
  peer: 'an array of orders, sorted by price and time whenever it is matched; same fills',
  measure: measureOrders,
};

async function measureOrders(): Promise<BenchRow> {
  const orders = drawOrders();
  let fills = 0;
  const row = await pairedRow({
    better: 'higher',
    rounds: 3,
    measure: () => {
      const floor = timed(() => fillsOfFloor(orders));
      const array = timed(() => fillsOfArray(orders));
      deepStrictEqual(floor.value, array.value);
      fills = floor.value.length;
      return { candidate: ORDERS / floor.seconds, baseline: ORDERS / array.seconds };
    },
    note: () =>
      `${fills.toLocaleString('en-US')} fills; goal: at least ${GOAL_PER_SECOND.toLocaleString('en-US')} orders/s`,
  });
  return { ...row, note: `${row.note}, ${row.candidate >= GOAL_PER_SECOND ? 'met' : 'missed'}` };
}

function timed<Value>(run: () => Value): { readonly value: Value; readonly seconds: number } {
  const startedAtMs = performance.now();
  const value = run();
  return { value, seconds: (performance.now() - startedAtMs) / 1000 };
}

/** First those that rest, then buys and sells that mostly trade at once. */
function drawOrders(): Drawn[] {
  const random = new SeededRandom(1).fork('orders');
  const resting = Array.from({ length: RESTING }, (_, count) => ({
    isBuy: count % 2 === 0,
    pricePaise: (count % 2 === 0 ? 5000 : 15_000) + (random.nextUint32() % 400) * 5,
    quantity: LOT,
  }));
  const trading = Array.from({ length: ORDERS - RESTING }, () => {
    const isBuy = random.nextUint32() % 2 === 0;
    const beyond = (random.nextUint32() % 8) * 5;
    return {
      isBuy,
      pricePaise: isBuy ? 10_000 + beyond : 10_005 - beyond,
      quantity: LOT * (1 + (random.nextUint32() % 3)),
    };
  });
  return [...resting, ...trading];
}

/** The quote at a tick: it wanders by a few ticks of the price. */
function quoteAt(tick: number): { bid: number; bidQuantity: number; ask: number; askQuantity: number } {
  const bidTicks = 2000 + ((tick * 7) % 5) - 2;
  return { bid: bidTicks / 20, bidQuantity: 10 * LOT, ask: (bidTicks + 1) / 20, askQuantity: 10 * LOT };
}

function fillsOfFloor(orders: readonly Drawn[]): ArrayFill[] {
  const { floor, clock, world } = openFloor();
  const fills: ArrayFill[] = [];
  const numbers = new Map<string, number>();
  floor.subscribe(({ trade }) => {
    if (trade)
      fills.push({
        order: numbers.get(trade.orderId)!,
        quantity: trade.quantity,
        pricePaise: trade.pricePaise,
      });
  });
  const index = world.universe.indexOf('NSE_FNO', FIRST_LEG_ID);
  for (const [number, order] of orders.entries()) {
    if (number % PER_TICK === 0) {
      // The floor looks at the market every 50 ms: the orders before have reached it, and the tick meets all that rest.
      clock.advanceTo(clock.nowMs() + TICK_MS - 10);
      world.board.quote(index, quoteAt(number / PER_TICK));
      clock.advanceTo(clock.nowMs() + 10);
    }
    const placed = floor.orders.place(requestOf(order, number));
    if (!placed.ok) throw new Error(placed.refusal.errorMessage);
    numbers.set(placed.value.orderId, number);
  }
  clock.advanceTo(clock.nowMs() + TICK_MS - 10);
  floor.close();
  return fills;
}

function openFloor(): { floor: TradingFloor; clock: VirtualClock; world: SmallWorld } {
  const clock = new VirtualClock(istToEpochMs(SMALL_DATE, '09:20:00'));
  const world = createSmallWorld();
  const openings = Array.from({ length: ACCOUNTS }, (_, account) => ({
    clientId: clientOf(account),
    cashPaise: 1e14,
    holdings: [],
  }));
  return { floor: createTradingFloor({ world, clock, seed: 1, openings }), clock, world };
}

function clientOf(account: number): string {
  return String(1_000_000_000 + (account % ACCOUNTS));
}

function requestOf({ isBuy, pricePaise, quantity }: Drawn, number: number): OrderRequest {
  return {
    clientId: clientOf(number),
    transactionType: isBuy ? 'BUY' : 'SELL',
    exchangeSegment: 'NSE_FNO',
    productType: 'INTRADAY',
    orderType: 'LIMIT',
    validity: 'DAY',
    securityId: FIRST_LEG_ID,
    quantity,
    disclosedQuantity: 0,
    price: pricePaise / 100,
    triggerPrice: 0,
    afterMarketOrder: false,
  };
}

function fillsOfArray(orders: readonly Drawn[]): ArrayFill[] {
  const book = new ArrayBook(LOT);
  for (const [number, order] of orders.entries()) {
    if (number % PER_TICK === 0) book.quote(quoteAt(number / PER_TICK));
    book.place({ ...order, number, account: number % ACCOUNTS });
  }
  return book.fills;
}
