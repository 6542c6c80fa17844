import type { Clock } from '#engine/ports.ts';
import { toPaise, rupees } from '../portfolio/paise.ts';
import type { OrderCalls } from '../trading-floor.ts';
import type { Contract, Contracts } from './contract.ts';
import type { MarketHours } from './market-hours.ts';
import { isLive } from './order.ts';
import type { Order, OrderChange, OrderRequest, OrderType, Trade } from './order.ts';
import type { OrderDesk } from './order-desk.ts';
import type { OrderIds, OrderKind } from './order-ids.ts';
import { SLICES_MAX, areGoodTerms, isGoodRequest, isPrice } from './order-rules.ts';
import type { OrderTerms } from './order-rules.ts';
import { isStop, openOrder } from './order-state.ts';
import type { NewTerms, OrderState } from './order-state.ts';
import type { OrderStore } from './order-store.ts';
import { DAY_LIMIT, ORDER_ERRORS, badInput, done, orderError, refused } from './refusal.ts';
import type { Outcome, Refusal } from './refusal.ts';

/** Source: dhan-v2-wire 3. */
const MODIFICATIONS_MAX = 25;

/** What clients do with orders: judged here, and handed to the desk when it can be done. */
export class OrderEntry implements OrderCalls {
  readonly #clock: Clock;
  readonly #hours: MarketHours;
  readonly #contracts: Contracts;
  readonly #ids: OrderIds;
  readonly #store: OrderStore;
  readonly #desk: OrderDesk;
  readonly #isKillSwitchOn: (clientId: string) => boolean;

  constructor(options: {
    readonly clock: Clock;
    readonly hours: MarketHours;
    readonly contracts: Contracts;
    readonly ids: OrderIds;
    readonly store: OrderStore;
    readonly desk: OrderDesk;
    readonly isKillSwitchOn: (clientId: string) => boolean;
  }) {
    this.#clock = options.clock;
    this.#hours = options.hours;
    this.#contracts = options.contracts;
    this.#ids = options.ids;
    this.#store = options.store;
    this.#desk = options.desk;
    this.#isKillSwitchOn = options.isKillSwitchOn;
  }

  place(request: OrderRequest): Outcome<OrderState> {
    return this.placeAs(request.afterMarketOrder ? 'after-market' : 'regular', request);
  }

  /** `kind`: what its id says that it is. `leg`: as part of what. */
  placeAs(kind: OrderKind, request: OrderRequest, leg?: Pick<Order, 'legName'>): Outcome<OrderState> {
    const contract = this.#contracts.find(request.exchangeSegment, request.securityId);
    if (!contract) return refused(badInput());
    const refusal = this.#refusalOf(request, contract, 1);
    if (refusal) return refused(refusal);
    return done(this.#take(kind, request, contract, leg && { ...leg, entryOrderId: undefined }));
  }

  placeSliced(request: OrderRequest): Outcome<readonly Order[]> {
    const contract = this.#contracts.find(request.exchangeSegment, request.securityId);
    if (!contract) return refused(badInput());
    const count = Math.ceil(request.quantity / contract.quantityMax);
    // Each slice of a bracket or cover order would need exits of its own.
    const isPlain = request.productType !== 'BO' && request.productType !== 'CO';
    if (count > SLICES_MAX || !isPlain) return refused(badInput());
    const refusal = this.#refusalOf(request, contract, count);
    if (refusal) return refused(refusal);
    return done(this.#slice(request, contract));
  }

  /** Closes open units at the market, whatever brakes are on. */
  placeExits(request: OrderRequest, contract: Contract): readonly Order[] {
    return this.#slice(request, contract);
  }

  modify(clientId: string, orderId: string, change: OrderChange): Outcome<Order> {
    const order = this.#find(clientId, orderId);
    if (!order) return refused(badInput());
    const refusal = this.#refusalOfChange(order);
    if (refusal) return refused(refusal);
    const terms = changedTerms(order, change);
    if (order.isExit && !isPriceAlone(order, terms)) return refused(orderError(ORDER_ERRORS.notPossible));
    const { transactionType, contract, filledQuantity } = order;
    if (!areGoodTerms({ transactionType, ...terms }, contract) || terms.quantity <= filledQuantity)
      return refused(badInput());
    if (order.productType === 'CO' && !isPrice(terms.triggerPrice)) return refused(badInput());
    if (order.modifications >= MODIFICATIONS_MAX)
      return refused(orderError(ORDER_ERRORS.tooManyModifications));
    this.#desk.change(order, inPaise(order, terms));
    return done(order);
  }

  cancel(clientId: string, orderId: string): Outcome<Order> {
    const order = this.#find(clientId, orderId);
    if (!order) return refused(badInput());
    const refusal = this.#refusalOfChange(order);
    if (refusal) return refused(refusal);
    this.#desk.end(order, 'CANCELLED');
    return done(order);
  }

  find(clientId: string, orderId: string): Order | undefined {
    return this.#find(clientId, orderId);
  }

  findByCorrelation(clientId: string, correlationId: string): Order | undefined {
    return this.book(clientId).findLast(
      (order) => order.correlationId === correlationId && order.status !== 'TRANSIT',
    );
  }

  book(clientId: string): readonly Order[] {
    return this.#store.book(clientId, this.#clock.nowMs());
  }

  trades(clientId: string, orderId?: string): readonly Trade[] {
    return this.#store.tradesOn(clientId, this.#clock.nowMs(), orderId);
  }

  #find(clientId: string, orderId: string): OrderState | undefined {
    return this.#store.find(clientId, orderId, this.#clock.nowMs());
  }

  #refusalOf(request: OrderRequest, contract: Contract, count: number): Refusal | undefined {
    const nowMs = this.#clock.nowMs();
    const isOpen = this.#hours.isOpen(nowMs);
    if (!isGoodRequest(request, contract)) return badInput();
    if (this.#isKillSwitchOn(request.clientId)) return orderError(ORDER_ERRORS.killSwitch);
    if (!isOpen && !request.afterMarketOrder) return orderError(ORDER_ERRORS.closedForOrders);
    if (isOpen && request.afterMarketOrder) return orderError(ORDER_ERRORS.notPossible);
    return this.#store.hasRoom(request.clientId, count, nowMs) ? undefined : DAY_LIMIT;
  }

  /** Why an order cannot be changed or cancelled now. */
  #refusalOfChange(order: OrderState): Refusal | undefined {
    const isOpen = this.#hours.isOpen(this.#clock.nowMs());
    const isStillHere = order.isWaitingForOpen && isLive(order);
    if (!isOpen && !isStillHere) return orderError(ORDER_ERRORS.closedForChanges);
    if (!isLive(order)) return orderError(ORDER_ERRORS.notPossible);
    return order.status === 'TRANSIT' || order.isChanging ? orderError(ORDER_ERRORS.inTransit) : undefined;
  }

  #slice(request: OrderRequest, contract: Contract): readonly Order[] {
    const orders: Order[] = [];
    const kind = request.afterMarketOrder ? 'after-market' : 'regular';
    for (let left = request.quantity; left > 0; left -= contract.quantityMax) {
      const quantity = Math.min(left, contract.quantityMax);
      const disclosedQuantity = Math.min(request.disclosedQuantity, quantity);
      orders.push(this.#take(kind, { ...request, quantity, disclosedQuantity }, contract));
    }
    return orders;
  }

  #take(
    kind: OrderKind,
    request: OrderRequest,
    contract: Contract,
    leg?: Pick<Order, 'legName' | 'entryOrderId'>,
  ): OrderState {
    const atMs = this.#clock.nowMs();
    const orderId = this.#ids.nextOrderId(kind, atMs);
    const order = openOrder(request, { orderId, contract, atMs, ...(leg && { leg }) });
    this.#desk.take(order);
    return order;
  }
}

/** Prices in rupees. */
type ChangedTerms = Omit<OrderTerms, 'transactionType'>;

function changedTerms(order: OrderState, change: OrderChange): ChangedTerms {
  return {
    orderType: change.orderType ?? order.orderType,
    validity: change.validity ?? order.validity,
    quantity: change.quantity ?? order.quantity,
    disclosedQuantity: change.disclosedQuantity ?? order.disclosedQuantity,
    price: change.price ?? rupees(order.pricePaise),
    triggerPrice: change.triggerPrice ?? rupees(order.triggerPaise),
  };
}

/** The size of an exit leg follows its entry, and its kind is what makes it an exit. */
function isPriceAlone(order: OrderState, terms: ChangedTerms): boolean {
  return (
    terms.quantity === order.quantity &&
    terms.orderType === order.orderType &&
    terms.validity === order.validity
  );
}

function inPaise({ productType }: OrderState, terms: ChangedTerms): NewTerms {
  const { orderType, validity, quantity, disclosedQuantity, price, triggerPrice } = terms;
  return {
    orderType,
    validity,
    quantity,
    disclosedQuantity,
    pricePaise: hasPrice(orderType) ? toPaise(price) : 0,
    triggerPaise: isStop(orderType) || productType === 'CO' ? toPaise(triggerPrice) : 0,
  };
}

function hasPrice(orderType: OrderType): boolean {
  return orderType === 'LIMIT' || orderType === 'STOP_LOSS';
}
