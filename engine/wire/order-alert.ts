/** Writes what the order-update socket says of a change of an order. Source: dhan-v2-wire 8, the classic sample, whose order the keys have. */
import type { z } from 'zod';
import { INSTRUMENT_NAMES, instrumentType } from '../market/instrument.ts';
import { istDate } from '../market/ist-time.ts';
import { customSymbol, tradingSymbol } from '../market/symbol/format-symbol.ts';
import { contractSymbol } from '../market/symbol/market-symbol.ts';
import type { OrderAlertSchema } from './order-alert-schema.ts';
import { LEG_NUMBERS, ORDER_TYPE_WORDS, PRODUCT_LETTERS, orderTime } from './told-order.ts';
import type { ToldOrder } from './told-order.ts';
import type { WireProfile } from './wire-profile.ts';

type OrderAlert = z.infer<typeof OrderAlertSchema>;

/** One alert as JSON text: the casing of `Status`, and whether the camelCase twins follow, as the wire has it. */
export function encodeOrderAlert(
  order: ToldOrder,
  wire: Pick<WireProfile, 'orderStatusCase' | 'orderAlertKeys'>,
): string {
  const data = alertData(order, wire.orderStatusCase === 'upper' ? order.status : titleCase(order.status));
  const twins = wire.orderAlertKeys === 'with-twins' ? twinsOf(data, order) : {};
  return JSON.stringify({ Data: { ...data, ...twins }, Type: 'order_alert' });
}

type AlertData = Omit<OrderAlert['Data'], keyof ReturnType<typeof twinsOf>>;

/** What no derivative has (ISIN, remark, algo) is written as the detailed master and the sample write it. */
function alertData(order: ToldOrder, status: string): AlertData {
  const { instrument, exchange } = order;
  const symbol = contractSymbol(instrument, exchange);
  return {
    Exchange: exchange,
    Segment: 'D',
    Source: 'P',
    SecurityId: String(instrument.securityId),
    ClientId: order.clientId,
    ExchOrderNo: order.exchangeOrderId,
    OrderNo: order.orderId,
    Product: PRODUCT_LETTERS[order.productType],
    TxnType: order.transactionType === 'BUY' ? 'B' : 'S',
    OrderType: ORDER_TYPE_WORDS[order.orderType],
    Validity: order.validity,
    DiscQuantity: order.disclosedQuantity,
    DiscQtyRem: Math.min(order.disclosedQuantity, order.remainingQuantity),
    RemainingQuantity: order.remainingQuantity,
    Quantity: order.quantity,
    TradedQty: order.filledQuantity,
    Price: order.price,
    TriggerPrice: order.triggerPrice,
    TradedPrice: order.lastTradedPrice,
    AvgTradedPrice: order.averageTradedPrice,
    AlgoOrdNo: order.entryOrderId ?? '',
    OffMktFlag: order.afterMarketOrder ? '1' : '0',
    OrderDateTime: orderTime(order.createdAtMs),
    ExchOrderTime: orderTime(order.exchangeAtMs),
    LastUpdatedTime: orderTime(order.updatedAtMs),
    Remarks: 'NR',
    MktType: 'NL',
    ReasonDescription: order.omsErrorDescription,
    LegNo: LEG_NUMBERS[order.legName ?? 'ENTRY_LEG'],
    Instrument: INSTRUMENT_NAMES[instrument.kind],
    Symbol: tradingSymbol(symbol) ?? '',
    ProductName: order.productType,
    Status: status,
    LotSize: instrument.lotSize,
    StrikePrice: instrument.kind === 'option' ? instrument.strike : 0,
    ExpiryDate: `${instrument.expiry} ${EXPIRY_TIME}`,
    OptType: instrument.kind === 'option' ? instrument.optionType : 'XX',
    DisplayName: customSymbol(symbol) ?? '',
    Isin: 'NA',
    Series: 'NA',
    GoodTillDaysDate: istDate(order.createdAtMs),
    RefLtp: order.referencePrice,
    TickSize: instrument.tickSize,
    AlgoId: '0',
    Multiplier: 1,
    CorrelationId: order.correlationId ?? '',
  };
}

/** As the compact master has it. Source: dhan-v2-wire 11.3, row 78. */
const EXPIRY_TIME = '14:30:00';

function twinsOf(
  data: {
    readonly Series: string;
    readonly GoodTillDaysDate: string;
    readonly RefLtp: number;
    readonly TickSize: number;
    readonly AlgoId: string;
    readonly Multiplier: number;
  },
  { instrument, exchange }: ToldOrder,
) {
  return {
    series: data.Series,
    goodTillDaysDate: data.GoodTillDaysDate,
    instrumentType: instrumentType(instrument.kind, exchange),
    refLtp: data.RefLtp,
    tickSize: data.TickSize,
    algoId: data.AlgoId,
    multiplier: data.Multiplier,
  };
}

/** `Cancelled`, `Part_traded`: as the sample prints its one status. */
function titleCase(status: string): string {
  return status.charAt(0) + status.slice(1).toLowerCase();
}
