/** Orders that bring their exits along: super orders, and what they are told to change. Source: dhan-v2-wire 4.6. */
import type { Order, OrderRequest, OrderStatus, OrderType } from './order.ts';

/** An entry with a target and a stop, of which the one that trades first ends the other. Prices in rupees. */
export interface SuperOrderRequest extends Pick<
  OrderRequest,
  | 'clientId'
  | 'correlationId'
  | 'transactionType'
  | 'exchangeSegment'
  | 'productType'
  | 'securityId'
  | 'quantity'
  | 'price'
> {
  readonly orderType: Extract<OrderType, 'LIMIT' | 'MARKET'>;
  readonly targetPrice: number;
  readonly stopLossPrice: number;
  /** Rupees in which the stop follows the market; 0: it stays. */
  readonly trailingJump: number;
}

/** What is to change of which leg; a leg takes no other fields than its own. */
export type SuperOrderChange =
  | {
      readonly legName: 'ENTRY_LEG';
      readonly orderType?: Extract<OrderType, 'LIMIT' | 'MARKET'> | undefined;
      readonly quantity?: number | undefined;
      readonly price?: number | undefined;
      readonly targetPrice?: number | undefined;
      readonly stopLossPrice?: number | undefined;
      /** Left out: no trailing any more. */
      readonly trailingJump?: number | undefined;
    }
  | { readonly legName: 'TARGET_LEG'; readonly targetPrice: number }
  | {
      readonly legName: 'STOP_LOSS_LEG';
      readonly stopLossPrice: number;
      readonly trailingJump?: number | undefined;
    };

/** An exit as it stands. Before the entry trades nothing of it is in the market. */
export interface ExitLeg {
  readonly legName: 'TARGET_LEG' | 'STOP_LOSS_LEG';
  /** The target's limit or the stop's trigger. */
  readonly pricePaise: number;
  readonly trailingJumpPaise: number;
  /** TRIGGERED: its order is on its way to trade. */
  readonly status: OrderStatus | 'TRIGGERED';
  /** What the entry has bought or sold so far, and what of it is still to be closed. */
  readonly totalQuantity: number;
  readonly remainingQuantity: number;
  readonly triggeredQuantity: number;
  /** Its own order in the book, once there is one. */
  readonly order: Order | undefined;
}

/** A super order as it stands. */
export interface SuperOrder {
  /** The entry leg, which gives the whole its order id. */
  readonly entry: Order;
  /** The entry's status, but CLOSED when the entry and an exit have fully traded. */
  readonly status: OrderStatus | 'CLOSED';
  readonly target: ExitLeg | undefined;
  readonly stop: ExitLeg | undefined;
}
