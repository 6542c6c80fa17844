/** Orders that wait for a price, for days if need be (GTT). Source: dhan-v2-wire 4.7. */
import type { Contract } from './contract.ts';
import type { Order, OrderRequest, OrderType, Validity } from './order.ts';

/** One trigger, or two of which the first that is met ends the other. Prices in rupees. */
export interface ForeverRequest extends Omit<
  OrderRequest,
  'afterMarketOrder' | 'amoTime' | 'boProfitValue' | 'boStopLossValue'
> {
  readonly orderFlag: 'SINGLE' | 'OCO';
  /** Of the second leg of an OCO. */
  readonly price1?: number | undefined;
  readonly triggerPrice1?: number | undefined;
  readonly quantity1?: number | undefined;
}

/** What is to change of which leg: TARGET_LEG the single or first one, STOP_LOSS_LEG the second of an OCO. */
export interface ForeverChange {
  readonly legName: 'TARGET_LEG' | 'STOP_LOSS_LEG';
  readonly orderType?: OrderType | undefined;
  readonly quantity?: number | undefined;
  readonly price?: number | undefined;
  readonly triggerPrice?: number | undefined;
  readonly disclosedQuantity?: number | undefined;
  readonly validity?: Validity | undefined;
}

/** One trigger and what it places. */
export interface ForeverLeg {
  readonly quantity: number;
  readonly pricePaise: number;
  readonly triggerPaise: number;
  /** Whether it is met by a price that rises to it; by one that falls to it otherwise. Where the market stood when it was set decides. */
  readonly isMetFromBelow: boolean;
}

/** A forever order as it stands. CONFIRM: it waits. TRIGGERED: it has placed an order, which lives its own life. EXPIRED: its contract has. */
export interface ForeverOrder {
  readonly orderId: string;
  readonly contract: Contract;
  readonly request: ForeverRequest;
  readonly status: 'CONFIRM' | 'TRIGGERED' | 'CANCELLED' | 'REJECTED' | 'EXPIRED';
  readonly first: ForeverLeg;
  /** Of an OCO. */
  readonly second: ForeverLeg | undefined;
  /** What it placed. */
  readonly order: Order | undefined;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
}
