/** Forever orders. Source: dhan-v2-wire 4.7. */
import {
  parseModifyForeverOrder,
  parsePlaceForeverOrder,
  renderForeverOrders,
} from '#engine/wire/forever-order-bodies.ts';
import type { ForeverOrderBody } from '#engine/wire/forever-order-bodies.ts';
import { renderOrderAnswer } from '#engine/wire/order-bodies.ts';
import type { ForeverLeg, ForeverOrder } from '../../world/orders/forever-order.ts';
import { rupees } from '../../world/portfolio/paise.ts';
import { contractFields, wireTime } from './contract-fields.ts';
import { answered, outcomeAnswer, pathPart, withRequest } from './trading-call.ts';
import type { TradingAnswers } from './trading-call.ts';

export const FOREVER_ORDER_ANSWERS: TradingAnswers = {
  'POST /v2/forever/orders': (call) =>
    withRequest(call, parsePlaceForeverOrder, ({ dhanClientId: clientId, ...terms }) =>
      outcomeAnswer(call, call.floor.forever.place({ clientId, ...terms }), answerOf('PENDING')),
    ),
  'PUT /v2/forever/orders/:orderId': (call) =>
    withRequest(call, parseModifyForeverOrder, (change) =>
      outcomeAnswer(
        call,
        call.floor.forever.modify(call.clientId, pathPart(call, 'orderId'), change),
        answerOf('PENDING'),
      ),
    ),
  'DELETE /v2/forever/orders/:orderId': (call) =>
    outcomeAnswer(
      call,
      call.floor.forever.cancel(call.clientId, pathPart(call, 'orderId')),
      answerOf('CANCELLED'),
    ),
  'GET /v2/forever/orders': (call) =>
    answered(call, renderForeverOrders(call.floor.forever.list(call.clientId).flatMap(rowsOf))),
};

function answerOf(orderStatus: string): (order: ForeverOrder) => string {
  return ({ orderId }) => renderOrderAnswer({ orderId, orderStatus });
}

/** One row, or one for each leg of an OCO. */
function rowsOf(order: ForeverOrder): ForeverOrderBody[] {
  const { first, second } = order;
  if (!second) return [rowOf(order, first, 'ENTRY_LEG')];
  return [rowOf(order, first, 'TARGET_LEG'), rowOf(order, second, 'STOP_LOSS_LEG')];
}

function rowOf(
  { orderId, status, request, contract, order, createdAtMs, updatedAtMs }: ForeverOrder,
  leg: ForeverLeg,
  legName: ForeverOrderBody['legName'],
): ForeverOrderBody {
  return {
    dhanClientId: request.clientId,
    orderId,
    orderStatus: status,
    transactionType: request.transactionType,
    productType: request.productType,
    orderType: request.orderFlag,
    ...contractFields(contract),
    quantity: leg.quantity,
    price: rupees(leg.pricePaise),
    triggerPrice: rupees(leg.triggerPaise),
    legName,
    createTime: wireTime(createdAtMs),
    updateTime: wireTime(updatedAtMs),
    exchangeTime: wireTime(order?.exchangeAtMs),
  };
}
