import { toPaise } from '../portfolio/paise.ts';
import type { QuoteBoard } from '../quote-board.ts';
import type { Contract } from './contract.ts';
import { DisplayedBook } from './displayed-book.ts';
import { OrderQueue } from './order-queue.ts';
import { isStop, limitPaise } from './order-state.ts';
import type { OrderState } from './order-state.ts';

/** Units that trade at a price. */
export interface Fill {
  readonly quantity: number;
  readonly pricePaise: number;
}

/** What becomes of orders in the market. Whoever is called may add and remove orders. */
export interface MatchingEvents {
  /** Takes the units off the order, and off the one that it has met where it is another client's and not the displayed market. */
  onFill(order: OrderState, fill: Fill, met?: OrderState): void;
  /** Crosses an order of its own client that was there before: it must not stay in the market. */
  onSelfTrade(order: OrderState): void;
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

/** Client orders against the displayed market and one another: price first, then time. How they trade is told in trading-floor.ts. */
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
    while (this.#tradeOnce(orders));
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

  /** One trade, or one order that may not have it. Asked anew after each, because whoever hears of it may have changed the queues. */
  #tradeOnce({ contract, buys, sells }: ContractOrders): boolean {
    const [buy, sell] = [buys.head, sells.head];
    if (!buy || !sell || limitPaise(buy) < limitPaise(sell))
      return (
        (buy !== undefined && this.#meetDisplayed(contract, buy)) ||
        (sell !== undefined && this.#meetDisplayed(contract, sell))
      );
    const [first, later] = buy.priority < sell.priority ? [buy, sell] : [sell, buy];
    // Whoever was there before had the market to itself until the other came.
    if (this.#meetDisplayed(contract, first)) return true;
    if (this.#meetDisplayed(contract, later, limitPaise(first))) return true;
    if (first.clientId === later.clientId) this.#events.onSelfTrade(later);
    else this.#cross(first, later);
    return true;
  }

  /** Trades with the best displayed level when that is at the limit or better. */
  #meetDisplayed(contract: Contract, order: OrderState, limit = limitPaise(order)): boolean {
    const isBuy = order.transactionType === 'BUY';
    const opposite = isBuy ? 'ask' : 'bid';
    const offer = this.#displayed.best(contract, opposite);
    if (!offer || (isBuy ? offer.pricePaise > limit : offer.pricePaise < limit)) return false;
    const quantity = Math.min(order.remainingQuantity, offer.quantity);
    const { pricePaise } = offer;
    this.#displayed.take(contract, opposite, quantity);
    if (quantity === order.remainingQuantity) this.remove(order);
    this.#events.onFill(order, { quantity, pricePaise });
    return true;
  }

  #cross(first: OrderState, later: OrderState): void {
    const quantity = Math.min(first.remainingQuantity, later.remainingQuantity);
    for (const order of [first, later]) if (quantity === order.remainingQuantity) this.remove(order);
    this.#events.onFill(later, { quantity, pricePaise: limitPaise(first) }, first);
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
