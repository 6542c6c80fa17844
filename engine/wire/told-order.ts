import type { ContractInstrument } from '../market/instrument.ts';
import { istDate, istTimeOfDay } from '../market/ist-time.ts';

/** A change of an order as the exchange tells it to its account: the order right after the change, in rupees and epoch ms. */
export interface ToldOrder {
  readonly clientId: string;
  readonly orderId: string;
  /** `0` until the exchange has acknowledged. */
  readonly exchangeOrderId: string;
  /** Of the entry leg that an exit leg belongs to. */
  readonly entryOrderId: string | undefined;
  readonly correlationId: string | undefined;
  readonly exchange: 'NSE' | 'BSE';
  readonly instrument: ContractInstrument;
  readonly status: string;
  readonly transactionType: 'BUY' | 'SELL';
  readonly productType: keyof typeof PRODUCT_LETTERS;
  readonly orderType: keyof typeof ORDER_TYPE_WORDS;
  readonly validity: 'DAY' | 'IOC';
  readonly quantity: number;
  readonly disclosedQuantity: number;
  readonly remainingQuantity: number;
  readonly filledQuantity: number;
  readonly price: number;
  readonly triggerPrice: number;
  /** Of its latest trade; 0 before the first. */
  readonly lastTradedPrice: number;
  readonly averageTradedPrice: number;
  /** Last traded price of the instrument. */
  readonly referencePrice: number;
  readonly afterMarketOrder: boolean;
  readonly boProfitValue: number;
  readonly boStopLossValue: number;
  readonly legName: keyof typeof LEG_NUMBERS | undefined;
  readonly omsErrorCode: string;
  readonly omsErrorDescription: string;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
  /** Undefined until the exchange has acknowledged. */
  readonly exchangeAtMs: number | undefined;
}

/** Products as order updates abbreviate them. Source: dhan-v2-wire 8. */
export const PRODUCT_LETTERS = { CNC: 'C', INTRADAY: 'I', MARGIN: 'M', MTF: 'F', CO: 'V', BO: 'B' } as const;
/** Order types as order updates abbreviate them. */
export const ORDER_TYPE_WORDS = {
  LIMIT: 'LMT',
  MARKET: 'MKT',
  STOP_LOSS: 'SL',
  STOP_LOSS_MARKET: 'SLM',
} as const;
/** Legs as order updates count them. */
export const LEG_NUMBERS = { ENTRY_LEG: 1, STOP_LOSS_LEG: 2, TARGET_LEG: 3 } as const;

/** A time as order bodies write it: `2026-02-04 09:20:00`, IST; year 1 for one that has not come. */
export function orderTime(atMs: number | undefined): string {
  return atMs === undefined ? '0001-01-01 00:00:00' : `${istDate(atMs)} ${istTimeOfDay(atMs)}`;
}
