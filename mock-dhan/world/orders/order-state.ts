import { toPaise } from '../portfolio/paise.ts';
import type { Contract } from './contract.ts';
import type { Order, OrderRequest, OrderStatus, Trade } from './order.ts';

type Mutable<Type> = { -readonly [Key in keyof Type]: Type[Key] };

/** An order as the desk keeps it: what clients see of it, and where it stands in the queue. */
export interface OrderState extends Mutable<Order> {
  /** Of two orders at one price the lower number comes first. */
  priority: number;
  /** An exit of a position that its entry opened: it needs neither margin nor premium. */
  readonly isExit: boolean;
  /** An after-market order that the exchange has not been given yet. */
  isWaitingForOpen: boolean;
  /** A modification is on its way to the exchange. */
  isChanging: boolean;
}

/** What an order is beyond the client's request. */
export interface OrderOrigin {
  readonly orderId: string;
  readonly contract: Contract;
  readonly atMs: number;
  readonly leg?: Pick<Order, 'legName' | 'entryOrderId'>;
}

/** A new order of a request, in TRANSIT. */
export function openOrder(request: OrderRequest, { orderId, contract, atMs, leg }: OrderOrigin): OrderState {
  const { orderType, quantity, amoTime, afterMarketOrder } = request;
  const hasPrice = orderType === 'LIMIT' || orderType === 'STOP_LOSS';
  const hasTrigger = isStop(orderType) || request.productType === 'CO';
  return {
    orderId,
    clientId: request.clientId,
    contract,
    correlationId: request.correlationId,
    exchangeOrderId: '0',
    status: 'TRANSIT',
    transactionType: request.transactionType,
    productType: request.productType,
    orderType,
    validity: request.validity,
    quantity,
    disclosedQuantity: request.disclosedQuantity,
    pricePaise: hasPrice ? toPaise(request.price) : 0,
    protectionPaise: 0,
    triggerPaise: hasTrigger ? toPaise(request.triggerPrice) : 0,
    isTriggered: false,
    afterMarketOrder,
    amoTime: afterMarketOrder ? (amoTime ?? 'OPEN') : undefined,
    boProfitPaise: toPaise(request.boProfitValue ?? 0),
    boStopLossPaise: toPaise(request.boStopLossValue ?? 0),
    legName: leg?.legName,
    entryOrderId: leg?.entryOrderId,
    filledQuantity: 0,
    remainingQuantity: quantity,
    tradedValuePaise: 0,
    omsErrorCode: '0',
    omsErrorDescription: '',
    createdAtMs: atMs,
    updatedAtMs: atMs,
    exchangeAtMs: undefined,
    modifications: 0,
    priority: 0,
    isExit: leg?.entryOrderId !== undefined,
    isWaitingForOpen: afterMarketOrder,
    isChanging: false,
  };
}

/** Whether an order of that type waits for a trigger. */
export function isStop(orderType: Order['orderType']): boolean {
  return orderType === 'STOP_LOSS' || orderType === 'STOP_LOSS_MARKET';
}

/** The worst price it may trade at, in paise: its own limit, or the one that protects a market order. */
export function limitPaise({
  protectionPaise,
  pricePaise,
}: Pick<Order, 'protectionPaise' | 'pricePaise'>): number {
  return protectionPaise || pricePaise;
}

/** Ends an order; nothing of it remains to trade. */
export function endOrder(order: OrderState, status: OrderStatus, atMs: number): void {
  order.status = status;
  order.remainingQuantity = 0;
  order.updatedAtMs = atMs;
}

/** What a change makes of an order. */
export interface NewTerms {
  readonly orderType: Order['orderType'];
  readonly validity: Order['validity'];
  readonly quantity: number;
  readonly disclosedQuantity: number;
  readonly pricePaise: number;
  readonly triggerPaise: number;
}

/** A smaller order keeps its place in the queue; one with another price, or a larger one, goes to the end. */
export function keepsPlace(old: OrderState, order: OrderState): boolean {
  return (
    order.quantity <= old.quantity &&
    order.orderType === old.orderType &&
    order.triggerPaise === old.triggerPaise &&
    limitPaise(order) === limitPaise(old)
  );
}

/** Gives an order its new terms. */
export function setTerms(order: OrderState, terms: NewTerms): void {
  Object.assign(order, terms);
  order.remainingQuantity = order.quantity - order.filledQuantity;
}

/** An execution of an order. */
export function tradeOf(
  order: OrderState,
  execution: Pick<Trade, 'exchangeTradeId' | 'quantity' | 'pricePaise' | 'atMs'>,
): Trade {
  const { orderId, exchangeOrderId, clientId, contract, transactionType, productType, orderType } = order;
  return {
    kind: 'execution',
    orderId,
    exchangeOrderId,
    clientId,
    contract,
    transactionType,
    productType,
    orderType,
    ...execution,
  };
}
