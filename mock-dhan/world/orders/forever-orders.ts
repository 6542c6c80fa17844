import type { Clock } from '#engine/ports.ts';
import { rupees, toPaise } from '../portfolio/paise.ts';
import type { QuoteBoard } from '../quote-board.ts';
import type { ForeverCalls, OrderCalls } from '../trading-floor.ts';
import type { Contract, Contracts } from './contract.ts';
import type { ForeverChange, ForeverLeg, ForeverOrder, ForeverRequest } from './forever-order.ts';
import type { MarketHours } from './market-hours.ts';
import type { MarketPulse } from './market-pulse.ts';
import type { OrderRequest } from './order.ts';
import type { OrderIds } from './order-ids.ts';
import { isGoodRequest, isPrice } from './order-rules.ts';
import { isStop } from './order-state.ts';
import { ORDER_ERRORS, badInput, done, orderError, refused } from './refusal.ts';
import type { Outcome } from './refusal.ts';

/** Of one account, those that are over included; the oldest of these make room. */
const FOREVER_ORDERS_MAX = 1000;

type ForeverState = { -readonly [Key in keyof ForeverOrder]: ForeverOrder[Key] };

/** Forever orders: each waits for its trigger on the last price, and places a plain order when it is met. */
export class ForeverOrders implements ForeverCalls {
  readonly #clock: Clock;
  readonly #board: QuoteBoard;
  readonly #hours: MarketHours;
  readonly #contracts: Contracts;
  readonly #ids: OrderIds;
  readonly #orders: Pick<OrderCalls, 'place'>;
  readonly #pulse: MarketPulse;
  readonly #byClient = new Map<string, ForeverState[]>();

  constructor(options: {
    readonly clock: Clock;
    readonly board: QuoteBoard;
    readonly hours: MarketHours;
    readonly contracts: Contracts;
    readonly ids: OrderIds;
    readonly orders: Pick<OrderCalls, 'place'>;
    readonly pulse: MarketPulse;
  }) {
    this.#clock = options.clock;
    this.#board = options.board;
    this.#hours = options.hours;
    this.#contracts = options.contracts;
    this.#ids = options.ids;
    this.#orders = options.orders;
    this.#pulse = options.pulse;
    options.pulse.add(() => this.#lookAtAll());
  }

  place(request: ForeverRequest): Outcome<ForeverOrder> {
    const contract = this.#contracts.find(request.exchangeSegment, request.securityId);
    if (!contract || !isGoodForever(request, contract)) return refused(badInput());
    const orders = this.#byClient.get(request.clientId) ?? [];
    this.#byClient.set(request.clientId, orders);
    if (!makeRoom(orders)) return refused(orderError(ORDER_ERRORS.notPossible));
    const nowMs = this.#clock.nowMs();
    const order: ForeverState = {
      orderId: this.#ids.nextOrderId('forever', nowMs),
      contract,
      request,
      status: 'CONFIRM',
      ...this.#legsOf(request, contract),
      order: undefined,
      createdAtMs: nowMs,
      updatedAtMs: nowMs,
    };
    orders.push(order);
    this.#pulse.wake();
    return done(order);
  }

  modify(clientId: string, orderId: string, change: ForeverChange): Outcome<ForeverOrder> {
    const order = this.#find(clientId, orderId);
    if (!order) return refused(badInput());
    if (order.status !== 'CONFIRM') return refused(orderError(ORDER_ERRORS.notPossible));
    const request = changedRequest(order.request, change);
    if (!request || !isGoodForever(request, order.contract)) return refused(badInput());
    Object.assign(
      order,
      { request, updatedAtMs: this.#clock.nowMs() },
      this.#legsOf(request, order.contract),
    );
    return done(order);
  }

  cancel(clientId: string, orderId: string): Outcome<ForeverOrder> {
    const order = this.#find(clientId, orderId);
    if (!order) return refused(badInput());
    if (order.status !== 'CONFIRM') return refused(orderError(ORDER_ERRORS.notPossible));
    order.status = 'CANCELLED';
    order.updatedAtMs = this.#clock.nowMs();
    return done(order);
  }

  list(clientId: string): readonly ForeverOrder[] {
    return this.#byClient.get(clientId) ?? [];
  }

  #find(clientId: string, orderId: string): ForeverState | undefined {
    return this.#byClient.get(clientId)?.find((order) => order.orderId === orderId);
  }

  #legsOf(request: ForeverRequest, contract: Contract): Pick<ForeverOrder, 'first' | 'second'> {
    const lastPaise = toPaise(this.#board.ltp[contract.index]!);
    const legOf = (quantity: number, price: number, triggerPrice: number): ForeverLeg => ({
      quantity,
      pricePaise: toPaise(price),
      triggerPaise: toPaise(triggerPrice),
      isMetFromBelow: toPaise(triggerPrice) > lastPaise,
    });
    const { orderFlag, price1 = 0, triggerPrice1 = 0, quantity1 = 0 } = request;
    return {
      first: legOf(request.quantity, request.price, request.triggerPrice),
      second: orderFlag === 'OCO' ? legOf(quantity1, price1, triggerPrice1) : undefined,
    };
  }

  /** Returns whether any still waits. */
  #lookAtAll(): boolean {
    const isOpen = this.#hours.isOpen(this.#clock.nowMs());
    let isAwaited = false;
    for (const orders of this.#byClient.values())
      for (const order of orders) {
        if (order.status !== 'CONFIRM') continue;
        if (isOpen) this.#look(order);
        isAwaited ||= order.status === 'CONFIRM';
      }
    return isAwaited;
  }

  #look(order: ForeverState): void {
    const lastPaise = toPaise(this.#board.ltp[order.contract.index]!);
    const met = [order.first, order.second].find((leg) => leg && isMet(leg, lastPaise));
    if (!met || lastPaise <= 0) return;
    const placed = this.#orders.place(placedRequest(order.request, met));
    order.status = placed.ok ? 'TRIGGERED' : 'REJECTED';
    order.order = placed.ok ? placed.value : undefined;
    order.updatedAtMs = this.#clock.nowMs();
  }
}

function isMet({ triggerPaise, isMetFromBelow }: ForeverLeg, lastPaise: number): boolean {
  return isMetFromBelow ? lastPaise >= triggerPaise : lastPaise <= triggerPaise;
}

function isGoodForever(request: ForeverRequest, contract: Contract): boolean {
  const { orderType, orderFlag, price1 = 0, triggerPrice1 = 0, quantity1 = 0 } = request;
  if (isStop(orderType) || request.productType === 'BO' || request.productType === 'CO') return false;
  const isGood = (quantity: number, price: number, trigger: number): boolean =>
    isPrice(trigger) &&
    isGoodRequest({ ...request, quantity, price, triggerPrice: 0, afterMarketOrder: false }, contract);
  if (!isGood(request.quantity, request.price, request.triggerPrice)) return false;
  return orderFlag === 'SINGLE' || isGood(quantity1, price1, triggerPrice1);
}

/** Undefined when there is no such leg. The second leg of an OCO has no terms of its own but quantity, price and trigger. */
function changedRequest(request: ForeverRequest, change: ForeverChange): ForeverRequest | undefined {
  const { orderType = request.orderType, validity = request.validity } = change;
  if (change.legName === 'TARGET_LEG')
    return {
      ...request,
      orderType,
      validity,
      quantity: change.quantity ?? request.quantity,
      price: change.price ?? request.price,
      triggerPrice: change.triggerPrice ?? request.triggerPrice,
      disclosedQuantity: change.disclosedQuantity ?? request.disclosedQuantity,
    };
  if (request.orderFlag !== 'OCO') return undefined;
  return {
    ...request,
    orderType,
    validity,
    quantity1: change.quantity ?? request.quantity1,
    price1: change.price ?? request.price1,
    triggerPrice1: change.triggerPrice ?? request.triggerPrice1,
  };
}

function placedRequest(request: ForeverRequest, { quantity, pricePaise }: ForeverLeg): OrderRequest {
  const { clientId, correlationId, transactionType, exchangeSegment, productType } = request;
  const { orderType, validity, securityId } = request;
  return {
    clientId,
    correlationId,
    transactionType,
    exchangeSegment,
    productType,
    orderType,
    validity,
    securityId,
    quantity,
    disclosedQuantity: Math.min(request.disclosedQuantity, quantity),
    price: rupees(pricePaise),
    triggerPrice: 0,
    afterMarketOrder: false,
  };
}

/** False when every one of them still waits. */
function makeRoom(orders: ForeverState[]): boolean {
  if (orders.length < FOREVER_ORDERS_MAX) return true;
  const oldest = orders.findIndex(({ status }) => status !== 'CONFIRM');
  if (oldest < 0) return false;
  orders.splice(oldest, 1);
  return true;
}
