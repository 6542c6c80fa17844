import type { Clock, TimerHandle, Timers } from '#engine/ports.ts';
import type { AccountBook } from '../portfolio/account-book.ts';
import type { World } from '../world.ts';
import { DrilledFills } from './drilled-fills.ts';
import type { MarketHours } from './market-hours.ts';
import type { MarketPulse } from './market-pulse.ts';
import { Matching } from './matching.ts';
import type { MatchingEvents } from './matching.ts';
import { isLive } from './order.ts';
import type { OrderCause, Trade } from './order.ts';
import type { OrderDrills, OrderFate } from './order-drills.ts';
import type { OrderIds } from './order-ids.ts';
import { endOrder, isStop, keepsPlace, setTerms, tradeOf } from './order-state.ts';
import type { NewTerms, OrderState } from './order-state.ts';
import { OrderRisk } from './order-risk.ts';
import type { OrderStore } from './order-store.ts';
import type { OrderUpdates } from './order-updates.ts';

/** From the broker to the exchange and back, scenario time. So long an order, and a change of one, is in TRANSIT. */
const EXCHANGE_LATENCY_MS = 5;

const CLOSED = 'Market is Closed';
/** What a healthy order says of itself. */
const CONFIRMED = 'CONFIRMED';

/** What the desk works with. */
export interface DeskParts {
  readonly world: World;
  readonly clock: Clock & Timers;
  readonly hours: MarketHours;
  readonly pulse: MarketPulse;
  readonly ids: OrderIds;
  readonly store: OrderStore;
  readonly updates: OrderUpdates;
  readonly drills: OrderDrills;
  readonly bookOf: (clientId: string) => AccountBook;
}

/** The life of orders, from the moment they are taken in: acknowledgement, trades, changes, and their end. */
export class OrderDesk {
  readonly #parts: DeskParts;
  readonly #risk: OrderRisk;
  readonly #matching: Matching;
  readonly #drilled: DrilledFills;
  readonly #listeners: ((order: OrderState, cause: OrderCause) => void)[] = [];
  readonly #timers = new Set<TimerHandle>();
  #closeTimer: TimerHandle | undefined;

  constructor(parts: DeskParts) {
    this.#parts = parts;
    const fill: MatchingEvents['onFill'] = (order, filled) => this.#fill(order, filled);
    this.#risk = new OrderRisk({ board: parts.world.board, bookOf: parts.bookOf });
    this.#matching = new Matching(parts.world.board, {
      onFill: fill,
      onTrigger: (order) => this.#tell('triggered', order),
    });
    this.#drilled = new DrilledFills({
      after: (delayMs, run) => this.#after(delayMs, run),
      marketPaise: (order) => this.#risk.marketPaise(order),
      fill,
    });
    parts.pulse.add(() => this.#matching.meetChanged());
  }

  /** Calls `listener` for every change of every order as it happens, with the order itself. */
  onChange(listener: (order: OrderState, cause: OrderCause) => void): void {
    this.#listeners.push(listener);
  }

  /** Takes an order in. */
  take(order: OrderState): void {
    this.#parts.store.add(order);
    this.#tell('placed', order);
    const fate = order.isExit ? undefined : this.#parts.drills.fateOf(order);
    if (fate?.kind === 'stay-in-transit') return;
    this.#after(EXCHANGE_LATENCY_MS, () => {
      if (order.status !== 'TRANSIT') return;
      if (fate?.kind === 'reject') this.#reject(order, fate.text);
      else if (order.isWaitingForOpen) this.#holdUntilOpen(order, fate);
      else this.#admit(order, fate);
    });
  }

  /** Sends a change to the exchange; whoever calls has looked that it can be. */
  change(order: OrderState, terms: NewTerms): void {
    order.modifications += 1;
    if (order.isWaitingForOpen) {
      setTerms(order, terms);
      this.#tell('modified', order);
      return;
    }
    order.isChanging = true;
    this.#after(EXCHANGE_LATENCY_MS, () => {
      order.isChanging = false;
      if (isLive(order)) this.#applyChange(order, terms);
    });
  }

  /** Ends a live order. */
  end(order: OrderState, status: 'CANCELLED' | 'EXPIRED'): void {
    this.#matching.remove(order);
    if (order.exchangeOrderId !== '0') this.#risk.release(order, order.remainingQuantity);
    endOrder(order, status, this.#parts.clock.nowMs());
    this.#tell(status === 'CANCELLED' ? 'cancelled' : 'expired', order);
  }

  /** Gives an exit leg another size or price at once. */
  refit(order: OrderState, fit: Partial<Pick<NewTerms, 'quantity' | 'pricePaise' | 'triggerPaise'>>): void {
    const old = { ...order };
    const wasQueued = this.#matching.remove(order);
    Object.assign(order, fit);
    order.remainingQuantity = order.quantity - order.filledQuantity;
    if (isStop(order.orderType)) this.#risk.protect(order);
    order.updatedAtMs = this.#parts.clock.nowMs();
    if (wasQueued) this.#matching.add(order, keepsPlace(old, order));
    this.#tell('modified', order);
  }

  close(): void {
    for (const timer of this.#timers) timer.cancel();
    this.#closeTimer?.cancel();
  }

  #holdUntilOpen(order: OrderState, parts: FillInParts | undefined): void {
    const { clock, hours } = this.#parts;
    const nowMs = clock.nowMs();
    order.status = 'PENDING';
    order.updatedAtMs = nowMs;
    this.#tell('acknowledged', order);
    this.#after(hours.afterMarketMs(order.amoTime ?? 'OPEN', nowMs) - nowMs, () => {
      if (!isLive(order)) return;
      order.isWaitingForOpen = false;
      this.#admit(order, parts);
    });
  }

  /** The order reaches risk checks and exchange, and its market unless it is drilled to trade without. */
  #admit(order: OrderState, parts: FillInParts | undefined): void {
    const { world, clock, hours, ids, pulse } = this.#parts;
    const nowMs = clock.nowMs();
    world.sync(nowMs);
    const fault = hours.isOpen(nowMs) ? this.#risk.judge(order) : CLOSED;
    if (fault !== undefined) {
      this.#reject(order, fault);
      return;
    }
    order.exchangeOrderId = ids.nextExchangeOrderId();
    order.exchangeAtMs = nowMs;
    order.updatedAtMs = nowMs;
    order.status = 'PENDING';
    order.omsErrorDescription = CONFIRMED;
    this.#expireAtClose(nowMs);
    this.#tell('acknowledged', order);
    if (parts) this.#drilled.begin(order, parts);
    else if (isLive(order)) this.#enterMarket(order);
    pulse.wake();
  }

  #enterMarket(order: OrderState): void {
    this.#matching.add(order);
    this.#matching.meet(order.contract);
    const isDue = !isStop(order.orderType) || order.isTriggered;
    if (order.validity === 'IOC' && isLive(order) && isDue) this.end(order, 'CANCELLED');
  }

  #applyChange(order: OrderState, terms: NewTerms): void {
    const { world, clock } = this.#parts;
    world.sync(clock.nowMs());
    const old = { ...order };
    const wasQueued = this.#matching.remove(order);
    this.#risk.release(order, order.remainingQuantity);
    const fault = this.#judgeChange(order, terms);
    if (fault !== undefined) {
      Object.assign(order, old, { omsErrorDescription: rms(order, fault) });
      this.#risk.restore(order);
    }
    order.updatedAtMs = clock.nowMs();
    if (wasQueued) this.#matching.add(order, fault !== undefined || keepsPlace(old, order));
    this.#tell(fault === undefined ? 'modified' : 'modification-rejected', order);
    if (wasQueued && isLive(order)) this.#matching.meet(order.contract);
  }

  #judgeChange(order: OrderState, wanted: NewTerms): string | undefined {
    // An exit may have been given another size since.
    const terms = order.isExit ? { ...wanted, quantity: order.quantity } : wanted;
    if (terms.quantity <= order.filledQuantity) return 'Order Quantity has traded already';
    setTerms(order, terms);
    order.omsErrorDescription = CONFIRMED;
    return this.#risk.judge(order);
  }

  #fill(order: OrderState, fill: { readonly quantity: number; readonly pricePaise: number }): void {
    const { clock, ids, store } = this.#parts;
    const { quantity, pricePaise } = fill;
    const atMs = clock.nowMs();
    this.#risk.trade(order, fill);
    order.filledQuantity += quantity;
    order.remainingQuantity -= quantity;
    order.tradedValuePaise += quantity * pricePaise;
    order.status = order.remainingQuantity === 0 ? 'TRADED' : 'PART_TRADED';
    order.updatedAtMs = atMs;
    order.exchangeAtMs = atMs;
    const trade = tradeOf(order, { exchangeTradeId: ids.nextTradeId(), quantity, pricePaise, atMs });
    store.addTrade(trade);
    this.#tell('traded', order, trade);
  }

  #reject(order: OrderState, text: string): void {
    endOrder(order, 'REJECTED', this.#parts.clock.nowMs());
    order.omsErrorCode = 'RMS';
    order.omsErrorDescription = rms(order, text);
    this.#tell('rejected', order);
  }

  /** At the close every order that reached the exchange and still waits expires. */
  #expireAtClose(nowMs: number): void {
    if (this.#closeTimer) return;
    const closeMs = this.#parts.hours.sessionOf(nowMs)?.closeMs ?? nowMs;
    this.#closeTimer = this.#parts.clock.at(closeMs, () => {
      this.#closeTimer = undefined;
      for (const order of this.#parts.store.live())
        if (order.exchangeOrderId !== '0') this.end(order, 'EXPIRED');
    });
  }

  #after(delayMs: number, run: () => void): void {
    const timer = this.#parts.clock.at(this.#parts.clock.nowMs() + delayMs, () => {
      this.#timers.delete(timer);
      run();
    });
    this.#timers.add(timer);
  }

  /** The world outside hears of it before those who act on it, so that it hears of what they do afterwards. */
  #tell(cause: OrderCause, order: OrderState, trade?: Trade): void {
    this.#parts.updates.tell(cause, order, trade);
    for (const listener of this.#listeners) listener(order, cause);
  }
}

type FillInParts = Extract<OrderFate, { kind: 'fill-in-parts' }>;

function rms({ orderId }: OrderState, text: string): string {
  return `RMS:${orderId}:${text}`;
}
