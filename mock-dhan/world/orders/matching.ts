import { toPaise } from '../portfolio/paise.ts';
import type { QuoteBoard } from '../quote-board.ts';
import type { Contract } from './contract.ts';
import { DisplayedBook } from './displayed-book.ts';
import { OrderQueue } from './order-queue.ts';
import { isStop, limitPaise } from './order-state.ts';
import type { OrderState } from './order-state.ts';

/** What becomes of orders in the market. Whoever is called may add and remove orders. */
export interface MatchingEvents {
  /** Takes the units off the order. */
  onFill(order: OrderState, fill: { readonly quantity: number; readonly pricePaise: number }): void;
  /** Its trigger was met: it waits for its price now. */
  onTrigger(order: OrderState): void;
}

/** The client orders that wait in one contract. */
interface ContractOrders {
  readonly contract: Contract;
  readonly buys: OrderQueue;
  readonly sells: OrderQueue;
  readonly buyStops: OrderQueue;
  readonly sellStops: OrderQueue;
  /** The board's count of changes when they last met it; -1 before. */
  metVersion: number;
}

/** Client orders against the displayed market: price first, then time. How they trade is told in trading-floor.ts. */
export class Matching {
  readonly #board: QuoteBoard;
  readonly #events: MatchingEvents;
  readonly #displayed: DisplayedBook;
  readonly #byContract = new Map<number, ContractOrders>();
  #priorities = 0;
  #waiting = 0;

  constructor(board: QuoteBoard, events: MatchingEvents) {
    this.#board = board;
    this.#events = events;
    this.#displayed = new DisplayedBook(board);
  }

  /** Puts an order into the queue: behind those of its price, or at the place it had when `keepsPriority`. */
  add(order: OrderState, keepsPriority = false): void {
    if (!keepsPriority) order.priority = ++this.#priorities;
    this.#queueOf(order).add(order);
    this.#waiting += 1;
  }

  /** False when it does not wait here. Its price, trigger and type must be those it was added with. */
  remove(order: OrderState): boolean {
    if (!this.#queueOf(order).remove(order)) return false;
    this.#waiting -= 1;
    return true;
  }

  /** Lets the orders of every contract that has changed meet its market. Returns whether any order still waits. */
  meetChanged(): boolean {
    for (const orders of this.#byContract.values())
      if (orders.metVersion !== this.#board.version[orders.contract.index]) this.#meet(orders);
    return this.#waiting > 0;
  }

  /** Lets the orders of a contract meet its market now. */
  meet(contract: Contract): void {
    const orders = this.#byContract.get(contract.index);
    if (orders) this.#meet(orders);
  }

  #meet(orders: ContractOrders): void {
    orders.metVersion = this.#board.version[orders.contract.index]!;
    this.#trigger(orders);
    this.#fill(orders, 'BUY');
    this.#fill(orders, 'SELL');
  }

  #trigger({ contract, buyStops, sellStops }: ContractOrders): void {
    const lastPaise = toPaise(this.#board.ltp[contract.index]!);
    if (lastPaise <= 0) return;
    for (let stop = buyStops.head; stop && stop.triggerPaise <= lastPaise; stop = buyStops.head)
      this.#release(stop, buyStops);
    for (let stop = sellStops.head; stop && stop.triggerPaise >= lastPaise; stop = sellStops.head)
      this.#release(stop, sellStops);
  }

  #release(stop: OrderState, stops: OrderQueue): void {
    stops.remove(stop);
    this.#waiting -= 1;
    stop.isTriggered = true;
    this.add(stop);
    this.#events.onTrigger(stop);
  }

  /** Asks for the head anew after every fill, because whoever hears of it may have changed the queue. */
  #fill({ contract, buys, sells }: ContractOrders, side: 'BUY' | 'SELL'): void {
    const [queue, opposite, sign] =
      side === 'BUY' ? ([buys, 'ask', 1] as const) : ([sells, 'bid', -1] as const);
    for (let order = queue.head; order; order = queue.head) {
      const offer = this.#displayed.best(contract, opposite);
      if (!offer || (limitPaise(order) - offer.pricePaise) * sign < 0) return;
      const quantity = Math.min(order.remainingQuantity, offer.quantity);
      const { pricePaise } = offer;
      this.#displayed.take(contract, opposite, quantity);
      if (quantity === order.remainingQuantity) this.remove(order);
      this.#events.onFill(order, { quantity, pricePaise });
    }
  }

  #queueOf({ contract, transactionType, orderType, isTriggered }: OrderState): OrderQueue {
    const orders = this.#ordersOf(contract);
    if (isStop(orderType) && !isTriggered)
      return transactionType === 'BUY' ? orders.buyStops : orders.sellStops;
    return transactionType === 'BUY' ? orders.buys : orders.sells;
  }

  #ordersOf(contract: Contract): ContractOrders {
    const known = this.#byContract.get(contract.index);
    if (known) return known;
    const orders = {
      contract,
      buys: new OrderQueue('highest', limitPaise),
      sells: new OrderQueue('lowest', limitPaise),
      buyStops: new OrderQueue('lowest', triggerOf),
      sellStops: new OrderQueue('highest', triggerOf),
      metVersion: -1,
    };
    this.#byContract.set(contract.index, orders);
    return orders;
  }
}

function triggerOf({ triggerPaise }: OrderState): number {
  return triggerPaise;
}
