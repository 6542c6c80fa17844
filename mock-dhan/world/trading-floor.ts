/**
 * Orders and portfolio of every account of an exchange, on its clock and against its quotes: the state behind the trading routes, the
 * order-update socket and the postbacks. Nothing here knows bodies, sockets or who may log in.
 *
 * How orders trade. A client's order meets the displayed opposite side only: the ladder of 200 levels that the depth feed shows. It takes
 * each level's price and at most its quantity; what is taken is gone for every order until the instrument's next tick shows its book anew.
 * Nobody else is ahead of it: an order that waits trades as soon as a displayed opposite price is at its limit or better, at the displayed
 * price. Where a buy and a sell of clients cross, they trade with one another at the price of the one that was there before; at one price
 * the displayed quantity comes before it. Among clients the better price comes first, then the earlier order. Nobody trades with himself: of two
 * orders of one client the one that comes later is cancelled. What clients trade moves no quote and no last price. The market is looked at every
 * 50 ms of scenario time while anything waits for it, and when an order reaches the exchange.
 *
 * How a day ends. From ten minutes before the close positions of the day are sold off at the market; at the close orders expire and options of
 * that day are settled in cash; at midnight the rest is carried into the next day (day-bells.ts, day-end.ts).
 */
import { istDate } from '#engine/market/ist-time.ts';
import type { Clock, Timers } from '#engine/ports.ts';
import type { Alert, AlertRequest } from './orders/alert.ts';
import { EarlierDays } from './earlier-days.ts';
import { Alerts } from './orders/alerts.ts';
import { Contracts } from './orders/contract.ts';
import { DayBells } from './orders/day-bells.ts';
import { ExitGroups } from './orders/exit-groups.ts';
import type { ForeverChange, ForeverOrder, ForeverRequest } from './orders/forever-order.ts';
import { ForeverOrders } from './orders/forever-orders.ts';
import { MarketHours } from './orders/market-hours.ts';
import { MarketPulse } from './orders/market-pulse.ts';
import type { Order, OrderChange, OrderRequest, OrderUpdate, Trade } from './orders/order.ts';
import { OrderDesk } from './orders/order-desk.ts';
import { NO_DRILLS } from './orders/order-drills.ts';
import type { OrderDrills } from './orders/order-drills.ts';
import { OrderEntry } from './orders/order-entry.ts';
import { createOrderIds } from './orders/order-ids.ts';
import { OrderStore } from './orders/order-store.ts';
import { OrderUpdates } from './orders/order-updates.ts';
import { OrdersWithExits } from './orders/orders-with-exits.ts';
import type { Outcome } from './orders/refusal.ts';
import type { SuperOrder, SuperOrderChange, SuperOrderRequest } from './orders/super-order.ts';
import { SuperOrders } from './orders/super-orders.ts';
import { AccountBook } from './portfolio/account-book.ts';
import { endDays } from './portfolio/day-end.ts';
import { MarginRates } from './portfolio/margin-rates.ts';
import { MarginCalculator } from './portfolio/margins.ts';
import type {
  ConversionRequest,
  Funds,
  Holding,
  Ledger,
  Margin,
  MarginRequest,
  OpeningBalance,
  PnlExit,
  Position,
  StatementTrade,
} from './portfolio/portfolio.ts';
import { PortfolioDesk } from './portfolio/portfolio-desk.ts';
import type { StatementSpan } from './portfolio/statements.ts';
import { TraderControl, isSwitchedOn } from './portfolio/trader-control.ts';
import type { KillSwitchDays } from './portfolio/trader-control.ts';
import type { World } from './world.ts';

/** The parts of the floor. Each call is about one account and judges as of the clock's present time. */
export interface TradingFloor {
  readonly orders: OrderCalls;
  readonly superOrders: SuperOrderCalls;
  readonly forever: ForeverCalls;
  readonly alerts: AlertCalls;
  readonly portfolio: PortfolioCalls;
  readonly control: ControlCalls;
  /** Calls `listener` for every update from now on, those of all accounts. Returns the way to stop it. */
  subscribe(listener: (update: OrderUpdate) => void): () => void;
  /** The same for alerts, when one is made and whenever its status changes, with the alert as it is then. */
  subscribeAlerts(listener: (alert: Alert) => void): () => void;
  /** Takes back every timer. */
  close(): void;
}

/** Plain orders. What is answered with an order is answered with it as it is at that moment: TRANSIT after placing. */
export interface OrderCalls {
  /** Refuses what the exchange does not even take in; what its risk checks reject becomes an order that is REJECTED a moment later. */
  place(request: OrderRequest): Outcome<Order>;
  /** Splits what is above the freeze quantity into orders of at most that; all of them or none. */
  placeSliced(request: OrderRequest): Outcome<readonly Order[]>;
  /** Takes effect when the exchange has acknowledged; until then the order trades by its old terms. */
  modify(clientId: string, orderId: string, change: OrderChange): Outcome<Order>;
  /** Takes effect at once. */
  cancel(clientId: string, orderId: string): Outcome<Order>;
  /** Undefined when the account has no such order today. */
  find(clientId: string, orderId: string): Order | undefined;
  /** The latest of that correlation id that has left TRANSIT. */
  findByCorrelation(clientId: string, correlationId: string): Order | undefined;
  /** Today's book, in the order in which they were placed. */
  book(clientId: string): readonly Order[];
  /** Today's trades, oldest first; of one order, or of all. */
  trades(clientId: string, orderId?: string): readonly Trade[];
}

/** Super orders, by the order id of their entry. Their legs are in the order book too. */
export interface SuperOrderCalls {
  place(request: SuperOrderRequest): Outcome<SuperOrder>;
  modify(clientId: string, orderId: string, change: SuperOrderChange): Outcome<SuperOrder>;
  /** ENTRY_LEG ends all that has not traded; a cancelled exit does not come back. */
  cancel(
    clientId: string,
    orderId: string,
    legName: 'ENTRY_LEG' | 'TARGET_LEG' | 'STOP_LOSS_LEG',
  ): Outcome<SuperOrder>;
  list(clientId: string): readonly SuperOrder[];
}

/** Forever orders. */
export interface ForeverCalls {
  place(request: ForeverRequest): Outcome<ForeverOrder>;
  modify(clientId: string, orderId: string, change: ForeverChange): Outcome<ForeverOrder>;
  cancel(clientId: string, orderId: string): Outcome<ForeverOrder>;
  list(clientId: string): readonly ForeverOrder[];
}

/** Conditional alerts, and baskets of orders without a condition. */
export interface AlertCalls {
  create(request: AlertRequest): Outcome<Alert>;
  /** Puts another request in its place. */
  modify(clientId: string, alertId: string, request: AlertRequest): Outcome<Alert>;
  cancel(clientId: string, alertId: string): Outcome<Alert>;
  find(clientId: string, alertId: string): Alert | undefined;
  list(clientId: string): readonly Alert[];
  /** One outcome per order, in their order; at most ALERT_LEGS_MAX, more are refused together. */
  placeMulti(requests: readonly OrderRequest[]): Outcome<readonly Outcome<Order>[]>;
}

/** What an account holds and may spend. */
export interface PortfolioCalls {
  /** Contracts traded today or carried into it, in the order of their first trade. */
  positions(clientId: string): readonly Position[];
  convert(request: ConversionRequest): Outcome<Position>;
  /** Cancels every order that waits and sells or buys back every position at the market. The orders it placed. */
  exitAll(clientId: string): Outcome<readonly Order[]>;
  holdings(clientId: string): readonly Holding[];
  funds(clientId: string): Funds;
  margin(request: MarginRequest): Outcome<Margin>;
  /** Of several orders together once all have traded, with what the account already has where asked for: what hedges lowers it. */
  marginOf(
    clientId: string,
    requests: readonly MarginRequest[],
    includes: { readonly positions: boolean; readonly orders: boolean },
  ): Outcome<Margin>;
  /** Bills of a span of IST dates `YYYY-MM-DD`, both included, with the balances around them. */
  ledger(clientId: string, span: StatementSpan): Ledger;
  /** Trades of a span, oldest first, with what they cost. */
  tradeHistory(clientId: string, span: StatementSpan): readonly StatementTrade[];
}

/** The trader's own brakes. */
export interface ControlCalls {
  isKillSwitchOn(clientId: string): boolean;
  /** Switching on is refused while orders wait or positions are open. It ends with the day. */
  setKillSwitch(clientId: string, isOn: boolean): Outcome<boolean>;
  /** Undefined when none is set, or it has fired, or its day is over. */
  pnlExit(clientId: string): PnlExit | undefined;
  /** A limit that is breached already fires at once. */
  setPnlExit(clientId: string, limits: PnlExit): Outcome<PnlExit>;
  /** Whether there was one. */
  stopPnlExit(clientId: string): boolean;
}

/** What a floor is opened with. */
export interface FloorOptions {
  readonly world: World;
  /** Scenario time; whoever drives the exchange moves it. */
  readonly clock: Clock & Timers;
  readonly seed: number;
  /** What the accounts begin the day with; one that is not named has nothing. */
  readonly openings: readonly OpeningBalance[];
  /** Nothing is forced unless given. */
  readonly drills?: OrderDrills;
}

/** Opens the trading floor of a world. The same calls at the same times of the same seed give the same updates. */
export function createTradingFloor(options: FloorOptions): TradingFloor {
  const { world, clock, seed, drills = NO_DRILLS } = options;
  const { board, universe } = world;
  const hours = new MarketHours();
  const pulse = new MarketPulse({ world, clock, hours });
  const bells = new DayBells({ clock, hours });
  const contracts = new Contracts(universe);
  // Those that the charts show: of the same seed.
  const earlier = new EarlierDays(seed, istDate(clock.nowMs()));
  const ids = createOrderIds(seed);
  const store = new OrderStore(clock.nowMs());
  const updates = new OrderUpdates({ clock, drills });
  const rates = new MarginRates(board);
  const { books, bookOf, openingOf } = openAccounts(options.openings, rates);
  const switchDays: KillSwitchDays = new Map();
  const desk = new OrderDesk({ world, clock, hours, pulse, bells, ids, store, updates, drills, bookOf });
  const isKillSwitchOn = (clientId: string): boolean => isSwitchedOn(switchDays, clientId, clock.nowMs());
  const entries = new OrderEntry({ clock, hours, contracts, ids, store, desk, isKillSwitchOn });
  const groups = new ExitGroups({ clock, board, desk, ids, pulse });
  const orders = new OrdersWithExits(entries, groups);
  const margins = new MarginCalculator({ contracts, board, rates });
  const portfolio = new PortfolioDesk({
    clock,
    board,
    hours,
    contracts,
    store,
    desk,
    entries,
    margins,
    openingOf,
    bookOf,
  });
  endDays({ clock, board, bells, ids, store, portfolio, books });
  const alerts = new Alerts({ clock, board, universe, hours, earlier, ids, orders, pulse });
  return {
    orders,
    superOrders: new SuperOrders({ contracts, entries, groups }),
    forever: new ForeverOrders({ clock, board, hours, contracts, ids, orders, pulse }),
    alerts,
    portfolio,
    control: new TraderControl({ clock, hours, store, portfolio, pulse, switchDays }),
    subscribe: (listener) => updates.subscribe(listener),
    subscribeAlerts: (listener) => alerts.subscribe(listener),
    close() {
      pulse.close();
      bells.close();
      desk.close();
      updates.close();
    },
  };
}

function openAccounts(openings: readonly OpeningBalance[], rates: MarginRates) {
  const books = new Map<string, AccountBook>();
  const openingOf = (clientId: string): OpeningBalance =>
    openings.find((opening) => opening.clientId === clientId) ?? { clientId, cashPaise: 0, holdings: [] };
  const bookOf = (clientId: string): AccountBook => {
    const known = books.get(clientId);
    if (known) return known;
    const book = new AccountBook(openingOf(clientId).cashPaise, rates);
    books.set(clientId, book);
    return book;
  };
  return { books, bookOf, openingOf };
}
