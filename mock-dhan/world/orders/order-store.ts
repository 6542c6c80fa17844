import { istDay } from '#engine/market/ist-time.ts';
import { isLive } from './order.ts';
import type { Trade } from './order.ts';
import type { OrderState } from './order-state.ts';

/** Orders of one account and day. Source: dhan-v2-wire 3. */
export const ORDERS_PER_DAY_MAX = 7000;

interface AccountOrders {
  /** In the order in which they were placed. */
  book: OrderState[];
  trades: Trade[];
  placedToday: number;
}

/** Every order of the day, by account and by id. Final ones are forgotten when the next day begins. */
export class OrderStore {
  readonly #byClient = new Map<string, AccountOrders>();
  readonly #byId = new Map<string, OrderState>();
  #day: number;

  constructor(nowMs: number) {
    this.#day = istDay(nowMs);
  }

  /** Whether the account may place `count` more today. */
  hasRoom(clientId: string, count: number, nowMs: number): boolean {
    this.#turnDay(nowMs);
    return this.#of(clientId).placedToday + count <= ORDERS_PER_DAY_MAX;
  }

  add(order: OrderState): void {
    this.#turnDay(order.createdAtMs);
    const orders = this.#of(order.clientId);
    orders.book.push(order);
    orders.placedToday += 1;
    this.#byId.set(order.orderId, order);
  }

  addTrade(trade: Trade): void {
    this.#of(trade.clientId).trades.push(trade);
  }

  /** Of the day of `nowMs`. */
  find(clientId: string, orderId: string, nowMs: number): OrderState | undefined {
    this.#turnDay(nowMs);
    const order = this.#byId.get(orderId);
    return order?.clientId === clientId ? order : undefined;
  }

  book(clientId: string, nowMs: number): readonly OrderState[] {
    this.#turnDay(nowMs);
    return this.#byClient.get(clientId)?.book ?? [];
  }

  /** Orders of all accounts that may still trade. */
  live(): OrderState[] {
    return [...this.#byClient.values()].flatMap(({ book }) => book.filter(isLive));
  }

  /** Every trade of the account since the exchange was opened. */
  trades(clientId: string): readonly Trade[] {
    return this.#byClient.get(clientId)?.trades ?? [];
  }

  /** Its trades of the day of `nowMs`; of one order, or of all. */
  tradesOn(clientId: string, nowMs: number, orderId?: string): readonly Trade[] {
    const day = istDay(nowMs);
    return this.trades(clientId).filter(
      (trade) => istDay(trade.atMs) === day && (orderId === undefined || trade.orderId === orderId),
    );
  }

  #of(clientId: string): AccountOrders {
    const known = this.#byClient.get(clientId);
    if (known) return known;
    const orders = { book: [], trades: [], placedToday: 0 };
    this.#byClient.set(clientId, orders);
    return orders;
  }

  #turnDay(nowMs: number): void {
    const day = istDay(nowMs);
    if (day <= this.#day) return;
    this.#day = day;
    for (const orders of this.#byClient.values()) {
      for (const order of orders.book) if (!isLive(order)) this.#byId.delete(order.orderId);
      orders.book = orders.book.filter(isLive);
      orders.placedToday = 0;
    }
  }
}
