import { istToEpochMs } from '#engine/market/ist-time.ts';
import type { ToldOrder } from '#engine/wire/told-order.ts';

const AT_MS = istToEpochMs('2026-02-04', '09:20:00');

/** A stop order of which half has traded before it was cancelled. */
export const TOLD_ORDER: ToldOrder = {
  clientId: '1000000001',
  orderId: '112602041001',
  exchangeOrderId: '1100000000404591',
  entryOrderId: undefined,
  correlationId: undefined,
  exchange: 'NSE',
  instrument: {
    kind: 'option',
    securityId: 40_000,
    exchangeSegment: 'NSE_FNO',
    underlying: 'NIFTY',
    expiry: '2026-02-10',
    strike: 25_000,
    optionType: 'CE',
    lotSize: 65,
    tickSize: 0.05,
  },
  status: 'CANCELLED',
  transactionType: 'SELL',
  productType: 'INTRADAY',
  orderType: 'STOP_LOSS',
  validity: 'DAY',
  quantity: 130,
  disclosedQuantity: 65,
  remainingQuantity: 0,
  filledQuantity: 65,
  price: 13,
  triggerPrice: 13.5,
  lastTradedPrice: 13.05,
  averageTradedPrice: 13.05,
  referencePrice: 13.21,
  afterMarketOrder: false,
  boProfitValue: 0,
  boStopLossValue: 0,
  legName: 'STOP_LOSS_LEG',
  omsErrorCode: '0',
  omsErrorDescription: 'CONFIRMED',
  createdAtMs: AT_MS,
  updatedAtMs: AT_MS + 1000,
  exchangeAtMs: AT_MS,
};
