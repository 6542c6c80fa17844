/** A trading floor over the small world, for tests: whoever runs it writes the quotes and moves the clock. */
import { istToEpochMs } from '#engine/market/ist-time.ts';
import { VirtualClock } from '#engine/virtual-clock.ts';
import type { OrderRequest, OrderUpdate } from '#mock-dhan/world/orders/order.ts';
import type { OrderDrills } from '#mock-dhan/world/orders/order-drills.ts';
import { createTradingFloor } from '#mock-dhan/world/trading-floor.ts';
import type { TradingFloor } from '#mock-dhan/world/trading-floor.ts';
import { FIRST_LEG_ID, SMALL_DATE, createSmallWorld } from './small-world.ts';
import type { SmallWorld } from './small-world.ts';

export const CLIENT = '1000000001';
/** Lots of NIFTY. */
export const LOT = 65;

export interface OrderFloor {
  readonly floor: TradingFloor;
  readonly world: SmallWorld;
  readonly clock: VirtualClock;
  /** Every update so far. */
  readonly updates: OrderUpdate[];
  /** Quotes the first leg: bid and ask with their units, in rupees. */
  readonly quote: (
    bid: readonly [number, number],
    ask: readonly [number, number],
    securityId?: number,
  ) => void;
  /** A trade of the first leg. */
  readonly trade: (price: number, securityId?: number) => void;
  /** Lets so much scenario time pass. */
  readonly pass: (ms: number) => void;
  /** Causes of an order's updates, in order. */
  readonly causes: (orderId: string) => string[];
}

/** Opens at `at` (IST) with the first NIFTY call quoted 100.00 x 650 to 100.05 x 650. */
export function openFloor(
  options: {
    readonly at?: string;
    readonly date?: string;
    readonly cash?: number;
    readonly seed?: number;
    readonly drills?: OrderDrills;
    readonly hasFuture?: boolean;
  } = {},
): OrderFloor {
  const {
    at = '09:20:00',
    date = SMALL_DATE,
    cash = 10_000_000,
    seed = 1,
    drills,
    hasFuture = false,
  } = options;
  const clock = new VirtualClock(istToEpochMs(date, at));
  const world = createSmallWorld({ date, hasFuture });
  const floor = createTradingFloor({
    world,
    clock,
    seed,
    openings: [{ clientId: CLIENT, cashPaise: cash * 100, holdings: [] }],
    ...(drills && { drills }),
  });
  const updates: OrderUpdate[] = [];
  floor.subscribe((update) => updates.push(update));
  const indexOf = (securityId: number): number => world.universe.indexOf('NSE_FNO', securityId);
  const opened: OrderFloor = {
    floor,
    world,
    clock,
    updates,
    quote([bid, bidQuantity], [ask, askQuantity], securityId = FIRST_LEG_ID) {
      world.board.quote(indexOf(securityId), { bid, bidQuantity, ask, askQuantity });
    },
    trade(price, securityId = FIRST_LEG_ID) {
      world.board.trade(indexOf(securityId), price, clock.nowMs());
    },
    pass: (ms) => clock.advanceTo(clock.nowMs() + ms),
    causes: (orderId) => updates.filter(({ order }) => order.orderId === orderId).map(({ cause }) => cause),
  };
  opened.trade(100);
  opened.quote([100, 10 * LOT], [100.05, 10 * LOT]);
  return opened;
}

/** One lot of the first leg, bought at 100.05 for the day. */
export function orderOf(changes: Partial<OrderRequest> = {}): OrderRequest {
  return {
    clientId: CLIENT,
    transactionType: 'BUY',
    exchangeSegment: 'NSE_FNO',
    productType: 'INTRADAY',
    orderType: 'LIMIT',
    validity: 'DAY',
    securityId: FIRST_LEG_ID,
    quantity: LOT,
    disclosedQuantity: 0,
    price: 100.05,
    triggerPrice: 0,
    afterMarketOrder: false,
    ...changes,
  };
}
