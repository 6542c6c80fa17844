/** Plain orders and the day's trades. Source: dhan-v2-wire 4.5; 11.2, rows 28 to 30, 33 and 64. */
import {
  parseModifyOrder,
  parsePlaceOrder,
  renderOrder,
  renderOrderAnswer,
  renderOrderAnswers,
  renderOrders,
  renderTrades,
} from '#engine/wire/order-bodies.ts';
import type { OrderBody, PlaceOrderRequest, TradeBody } from '#engine/wire/order-bodies.ts';
import { UNSET } from '#engine/wire/trading-names.ts';
import type { WireProfile } from '#engine/wire/wire-profile.ts';
import { averageTradedPrice, shownTerms } from '../../world/orders/order.ts';
import type { Order, OrderRequest, Trade } from '../../world/orders/order.ts';
import { ORDER_ERRORS, orderError } from '../../world/orders/refusal.ts';
import { rupees } from '../../world/portfolio/paise.ts';
import { inputError, javaError } from '../answers.ts';
import { contractFields, wireTime } from './contract-fields.ts';
import { answered, outcomeAnswer, pathPart, withRequest } from './trading-call.ts';
import type { TradingAnswers, TradingCall } from './trading-call.ts';

export const ORDER_ANSWERS: TradingAnswers = {
  'POST /v2/orders': (call) =>
    withRequest(call, parsePlaceOrder, (request) =>
      outcomeAnswer(call, call.floor.orders.place(orderRequestOf(request)), ({ orderId }) =>
        renderOrderAnswer({ orderId, orderStatus: placedStatus(call.exchange.wire) }),
      ),
    ),
  'POST /v2/orders/slicing': (call) =>
    withRequest(call, parsePlaceOrder, (request) =>
      outcomeAnswer(call, call.floor.orders.placeSliced(orderRequestOf(request)), (orders) =>
        renderOrderAnswers(
          orders.map(({ orderId }) => ({ orderId, orderStatus: placedStatus(call.exchange.wire) })),
        ),
      ),
    ),
  'PUT /v2/orders/:orderId': (call) =>
    withRequest(call, parseModifyOrder, (change) =>
      outcomeAnswer(
        call,
        call.floor.orders.modify(call.clientId, pathPart(call, 'orderId'), change),
        ({ orderId }) => renderOrderAnswer({ orderId, orderStatus: 'TRANSIT' }),
      ),
    ),
  'DELETE /v2/orders/:orderId': (call) =>
    outcomeAnswer(
      call,
      call.floor.orders.cancel(call.clientId, pathPart(call, 'orderId')),
      ({ orderId, status }) => renderOrderAnswer({ orderId, orderStatus: status }),
    ),
  'GET /v2/orders': (call) =>
    answered(call, renderOrders(call.floor.orders.book(call.clientId).map((order) => bodyOf(call, order)))),
  'GET /v2/orders/:orderId': orderById,
  'GET /v2/orders/external/:correlationId': (call) => {
    const order = call.floor.orders.findByCorrelation(call.clientId, pathPart(call, 'correlationId'));
    if (order) return answered(call, renderOrder(bodyOf(call, order)));
    const { status: _refused, ...error } = orderError(ORDER_ERRORS.notPossible);
    return javaError(call.context, 404, error);
  },
  'GET /v2/trades': (call) => answered(call, tradesOf(call)),
  'GET /v2/trades/': (call) => answered(call, tradesOf(call)),
  'GET /v2/trades/:orderId': (call) => answered(call, tradesOf(call, pathPart(call, 'orderId'))),
};

/** What the answer to placing an order says of it, whatever becomes of it. */
export function placedStatus({ placedStatus: told }: WireProfile): 'TRANSIT' | 'PENDING' {
  return told === 'transit' ? 'TRANSIT' : 'PENDING';
}

function orderById(call: TradingCall): Response {
  const { unknownOrder, orderById: form } = call.exchange.wire;
  const order = call.floor.orders.find(call.clientId, pathPart(call, 'orderId'));
  if (!order) return unknownOrder === 'empty-list' ? answered(call, '[]') : inputError(call.context);
  const body = bodyOf(call, order);
  return answered(call, form === 'list' ? renderOrders([body]) : renderOrder(body));
}

function orderRequestOf({ dhanClientId: clientId, ...terms }: PlaceOrderRequest): OrderRequest {
  return { clientId, ...terms };
}

function bodyOf({ exchange }: TradingCall, order: Order): OrderBody {
  const { customSymbol: _ofHistoryAlone, ...contract } = contractFields(order.contract);
  const { orderType, pricePaise } = shownTerms(order, exchange.wire);
  return {
    dhanClientId: order.clientId,
    orderId: order.orderId,
    exchangeOrderId: order.exchangeOrderId,
    correlationId: order.correlationId ?? UNSET.text,
    orderStatus: order.status,
    transactionType: order.transactionType,
    productType: order.productType,
    orderType,
    validity: order.validity,
    ...contract,
    quantity: order.quantity,
    disclosedQuantity: order.disclosedQuantity,
    price: rupees(pricePaise),
    triggerPrice: rupees(order.triggerPaise),
    afterMarketOrder: order.afterMarketOrder,
    boProfitValue: rupees(order.boProfitPaise),
    boStopLossValue: rupees(order.boStopLossPaise),
    legName: order.legName ?? UNSET.text,
    createTime: wireTime(order.createdAtMs),
    updateTime: wireTime(order.updatedAtMs),
    exchangeTime: wireTime(order.exchangeAtMs),
    omsErrorCode: order.omsErrorCode,
    omsErrorDescription: order.omsErrorDescription,
    algoId: '0',
    remainingQuantity: order.remainingQuantity,
    averageTradedPrice: averageTradedPrice(order),
    filledQty: order.filledQuantity,
  };
}

function tradesOf({ floor, clientId }: TradingCall, orderId?: string): string {
  return renderTrades(floor.orders.trades(clientId, orderId).map(tradeBodyOf));
}

function tradeBodyOf(trade: Trade): TradeBody {
  const time = wireTime(trade.atMs);
  return {
    dhanClientId: trade.clientId,
    orderId: trade.orderId,
    exchangeOrderId: trade.exchangeOrderId,
    exchangeTradeId: trade.exchangeTradeId,
    transactionType: trade.transactionType,
    productType: trade.productType,
    orderType: trade.orderType,
    ...contractFields(trade.contract),
    customSymbol: null,
    tradedQuantity: trade.quantity,
    tradedPrice: rupees(trade.pricePaise),
    createTime: time,
    updateTime: time,
    exchangeTime: time,
    drvOptionType: UNSET.text,
  };
}
