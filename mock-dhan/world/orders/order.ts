/** Orders, trades and what happens to them, in the exchange's own words. Source: dhan-v2-wire 4.1, 4.5. */
import type { ExchangeSegment } from '#engine/market/instrument.ts';
import type {
  AMO_TIMES,
  LEG_NAMES,
  ORDER_TYPES,
  PRODUCT_TYPES,
  TRANSACTION_TYPES,
  VALIDITIES,
} from '#engine/wire/trading-names.ts';
import type { WireProfile } from '#engine/wire/wire-profile.ts';
import type { Contract } from './contract.ts';

export type TransactionType = (typeof TRANSACTION_TYPES)[number];
export type ProductType = (typeof PRODUCT_TYPES)[number];
export type OrderType = (typeof ORDER_TYPES)[number];
export type Validity = (typeof VALIDITIES)[number];
export type AmoTime = (typeof AMO_TIMES)[number];

/** Which part of a super, bracket or cover order, or of a forever order. */
export type LegName = (typeof LEG_NAMES)[number];

/**
 * An order's life: TRANSIT until the exchange acknowledges, PENDING until it trades, PART_TRADED between its first and its last trade. The
 * last four are final.
 */
export const ORDER_STATUSES = [
  'TRANSIT',
  'PENDING',
  'PART_TRADED',
  'TRADED',
  'CANCELLED',
  'REJECTED',
  'EXPIRED',
] as const;

export type OrderStatus = (typeof ORDER_STATUSES)[number];

/** What a client asks for, types and enums checked, values not. Prices in rupees as they were written; 0 where none is meant. */
export interface OrderRequest {
  readonly clientId: string;
  readonly correlationId?: string | undefined;
  readonly transactionType: TransactionType;
  readonly exchangeSegment: ExchangeSegment;
  readonly productType: ProductType;
  readonly orderType: OrderType;
  readonly validity: Validity;
  readonly securityId: number;
  /** Units. */
  readonly quantity: number;
  readonly disclosedQuantity: number;
  readonly price: number;
  readonly triggerPrice: number;
  readonly afterMarketOrder: boolean;
  /** OPEN unless given. */
  readonly amoTime?: AmoTime | undefined;
  /** Of a bracket order: rupees from the entry's price to its exits. */
  readonly boProfitValue?: number | undefined;
  readonly boStopLossValue?: number | undefined;
}

/** What is to change; what is left out stays. `quantity` is the order's total, traded units included. */
export interface OrderChange {
  readonly orderType?: OrderType | undefined;
  readonly quantity?: number | undefined;
  readonly disclosedQuantity?: number | undefined;
  readonly price?: number | undefined;
  readonly triggerPrice?: number | undefined;
  readonly validity?: Validity | undefined;
}

/**
 * An order as it stands. Money in paise, which are exact; a body shows `rupees(...)` of it. Whoever is given one from an event keeps a
 * snapshot; the desk's own change.
 */
export interface Order {
  readonly orderId: string;
  readonly clientId: string;
  readonly contract: Contract;
  /** As the client named it. */
  readonly correlationId: string | undefined;
  /** `0` until the exchange has acknowledged. */
  readonly exchangeOrderId: string;
  readonly status: OrderStatus;
  readonly transactionType: TransactionType;
  readonly productType: ProductType;
  readonly orderType: OrderType;
  readonly validity: Validity;
  readonly quantity: number;
  readonly disclosedQuantity: number;
  /** 0 for a market order. */
  readonly pricePaise: number;
  /**
   * The limit that market-price protection put to a market order (or to a stop order when it was triggered); 0 for others, and before the
   * exchange has acknowledged. Books since March 2026 show a MARKET order as LIMIT at this price.
   */
  readonly protectionPaise: number;
  readonly triggerPaise: number;
  /** Whether a stop order's trigger was met: it trades like a limit or a market order from then on. */
  readonly isTriggered: boolean;
  readonly afterMarketOrder: boolean;
  readonly amoTime: AmoTime | undefined;
  /** Of a bracket order; 0 for others. */
  readonly boProfitPaise: number;
  readonly boStopLossPaise: number;
  readonly legName: LegName | undefined;
  /** Order id of the entry leg that an exit leg belongs to. */
  readonly entryOrderId: string | undefined;
  readonly filledQuantity: number;
  /** Units still to trade; 0 once the order is final. */
  readonly remainingQuantity: number;
  /** What its trades came to: price times quantity, summed. Divided by `filledQuantity` the average price. */
  readonly tradedValuePaise: number;
  /** `0` on a healthy order. */
  readonly omsErrorCode: string;
  /** Empty before the acknowledgement, `CONFIRMED` after, `RMS:<orderId>:<text>` on a rejection. */
  readonly omsErrorDescription: string;
  /** Epoch ms, as all times here. */
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
  /** Undefined until the exchange has acknowledged. */
  readonly exchangeAtMs: number | undefined;
  readonly modifications: number;
}

/** One execution of an order, or the settlement of an open position at its expiry, which has no order. */
export interface Trade {
  readonly kind: 'execution' | 'settlement';
  readonly orderId: string;
  readonly exchangeOrderId: string;
  readonly exchangeTradeId: string;
  readonly clientId: string;
  readonly contract: Contract;
  readonly transactionType: TransactionType;
  readonly productType: ProductType;
  readonly orderType: OrderType;
  readonly quantity: number;
  readonly pricePaise: number;
  readonly atMs: number;
}

/** Why an order's state changed. `modification-rejected`: the order stands as it was, its omsErrorDescription says why. */
export type OrderCause =
  | 'placed'
  | 'acknowledged'
  | 'triggered'
  | 'traded'
  | 'modified'
  | 'modification-rejected'
  | 'cancelled'
  | 'rejected'
  | 'expired';

/** A change of an order's state, told once. */
export interface OrderUpdate {
  /** Counted from 1 over the exchange, in the order in which the changes happened. A repeated update has its first one's. */
  readonly number: number;
  readonly cause: OrderCause;
  /** The order right after the change. */
  readonly order: Order;
  /** Of a `traded` update. */
  readonly trade: Trade | undefined;
  /** When it happened; a drill may tell it later. */
  readonly atMs: number;
  /** False when a drill withholds the order-update message, or the postback, of this change. */
  readonly isPushed: boolean;
  readonly isPostedBack: boolean;
}

/** Units and money of an order's terms that a bought and a sold unit have in common: +1 or -1. */
export function signOf(transactionType: TransactionType): 1 | -1 {
  return transactionType === 'BUY' ? 1 : -1;
}

/** Products that end with the day; the others are delivered, or carried on. */
const DAY_PRODUCTS: readonly ProductType[] = ['INTRADAY', 'CO', 'BO'];

export function isDayProduct(productType: ProductType): boolean {
  return DAY_PRODUCTS.includes(productType);
}

/** Whether the order may still trade. */
export function isLive({ status }: Pick<Order, 'status'>): boolean {
  return status === 'TRANSIT' || status === 'PENDING' || status === 'PART_TRADED';
}

/** Type and price that the order book shows. A stop order that trades at the market is shown as one with a limit then. */
export function shownTerms(
  order: Order,
  { marketOrders }: Pick<WireProfile, 'marketOrders'>,
): Pick<Order, 'orderType' | 'pricePaise'> {
  const { orderType, pricePaise, protectionPaise } = order;
  if (marketOrders === 'market' || protectionPaise === 0) return { orderType, pricePaise };
  return {
    orderType: orderType === 'STOP_LOSS_MARKET' ? 'STOP_LOSS' : 'LIMIT',
    pricePaise: protectionPaise,
  };
}

/** Average price of what has traded, in rupees with at most four decimals; 0 before the first trade. */
export function averageTradedPrice({ tradedValuePaise, filledQuantity }: Order): number {
  return filledQuantity === 0 ? 0 : Math.round((tradedValuePaise / filledQuantity) * 100) / 10_000;
}
