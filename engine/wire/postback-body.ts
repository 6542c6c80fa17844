/** Writes the body of a postback. Source: dhan-v2-wire 9, whose sample has these keys in this order. */
import { tradingSymbol } from '../market/symbol/format-symbol.ts';
import { contractSymbol } from '../market/symbol/market-symbol.ts';
import { derivativeFields } from './derivative-fields.ts';
import { double, javaJson } from './java-json.ts';
import { orderTime } from './told-order.ts';
import type { ToldOrder } from './told-order.ts';

/** One change of an order; `filled_qty` is in snake_case here alone. */
export function renderPostback(order: ToldOrder): string {
  const { instrument } = order;
  const { drvExpiryDate, drvOptionType, drvStrikePrice } = derivativeFields(instrument);
  return javaJson({
    dhanClientId: order.clientId,
    orderId: order.orderId,
    correlationId: order.correlationId ?? null,
    orderStatus: order.status,
    transactionType: order.transactionType,
    exchangeSegment: instrument.exchangeSegment,
    productType: order.productType,
    orderType: order.orderType,
    validity: order.validity,
    tradingSymbol: tradingSymbol(contractSymbol(instrument, order.exchange)) ?? '',
    securityId: String(instrument.securityId),
    quantity: order.quantity,
    disclosedQuantity: order.disclosedQuantity,
    price: double(order.price),
    triggerPrice: double(order.triggerPrice),
    afterMarketOrder: order.afterMarketOrder,
    boProfitValue: double(order.boProfitValue),
    boStopLossValue: double(order.boStopLossValue),
    legName: order.legName ?? null,
    createTime: orderTime(order.createdAtMs),
    updateTime: orderTime(order.updatedAtMs),
    exchangeTime: orderTime(order.exchangeAtMs),
    drvExpiryDate,
    drvOptionType,
    drvStrikePrice: double(drvStrikePrice),
    omsErrorCode: order.omsErrorCode,
    omsErrorDescription: order.omsErrorDescription,
    filled_qty: order.filledQuantity,
    algoId: null,
  });
}
