/** Super orders. Source: dhan-v2-wire 4.6. */
import { renderOrderAnswer } from '#engine/wire/order-bodies.ts';
import {
  parseModifySuperOrder,
  parsePlaceSuperOrder,
  renderSuperOrders,
} from '#engine/wire/super-order-bodies.ts';
import type { ExitLegBody, SuperOrderBody } from '#engine/wire/super-order-bodies.ts';
import { LEG_NAMES, UNSET } from '#engine/wire/trading-names.ts';
import { averageTradedPrice } from '../../world/orders/order.ts';
import type { Order } from '../../world/orders/order.ts';
import type { ExitLeg, SuperOrder } from '../../world/orders/super-order.ts';
import { rupees } from '../../world/portfolio/paise.ts';
import { inputError } from '../answers.ts';
import { contractFields, wireTime } from './contract-fields.ts';
import { placedStatus } from './order-answers.ts';
import { answered, outcomeAnswer, pathPart, withRequest } from './trading-call.ts';
import type { TradingAnswers, TradingCall } from './trading-call.ts';

export const SUPER_ORDER_ANSWERS: TradingAnswers = {
  'POST /v2/super/orders': (call) =>
    withRequest(call, parsePlaceSuperOrder, ({ dhanClientId: clientId, ...terms }) =>
      outcomeAnswer(call, call.floor.superOrders.place({ clientId, ...terms }), ({ entry }) =>
        renderOrderAnswer({ orderId: entry.orderId, orderStatus: placedStatus(call.exchange.wire) }),
      ),
    ),
  'PUT /v2/super/orders/:orderId': (call) =>
    withRequest(call, parseModifySuperOrder, (change) =>
      outcomeAnswer(
        call,
        call.floor.superOrders.modify(call.clientId, pathPart(call, 'orderId'), change),
        ({ entry }) => renderOrderAnswer({ orderId: entry.orderId, orderStatus: 'TRANSIT' }),
      ),
    ),
  'DELETE /v2/super/orders/:orderId/:leg': cancelLeg,
  'GET /v2/super/orders': (call) =>
    answered(
      call,
      renderSuperOrders(call.floor.superOrders.list(call.clientId).map((order) => bodyOf(call, order))),
    ),
};

function cancelLeg(call: TradingCall): Response {
  const legName = LEG_NAMES.find((name) => name === pathPart(call, 'leg'));
  if (!legName) return inputError(call.context);
  const cancelled = call.floor.superOrders.cancel(call.clientId, pathPart(call, 'orderId'), legName);
  return outcomeAnswer(call, cancelled, ({ entry }) =>
    renderOrderAnswer({ orderId: entry.orderId, orderStatus: 'CANCELLED' }),
  );
}

function bodyOf({ exchange }: TradingCall, { entry, status, target, stop }: SuperOrder): SuperOrderBody {
  return {
    dhanClientId: entry.clientId,
    orderId: entry.orderId,
    correlationId: entry.correlationId ?? UNSET.text,
    orderStatus: status,
    transactionType: entry.transactionType,
    productType: entry.productType,
    orderType: entry.orderType,
    validity: entry.validity,
    ...contractFields(entry.contract),
    quantity: entry.quantity,
    remainingQuantity: entry.remainingQuantity,
    ltp: exchange.world.board.ltp[entry.contract.index]!,
    price: rupees(entry.pricePaise),
    afterMarketOrder: entry.afterMarketOrder,
    legName: 'ENTRY_LEG',
    exchangeOrderId: entry.exchangeOrderId,
    createTime: wireTime(entry.createdAtMs),
    updateTime: wireTime(entry.updatedAtMs),
    exchangeTime: wireTime(entry.exchangeAtMs),
    omsErrorDescription: entry.omsErrorDescription,
    averageTradedPrice: averageTradedPrice(entry),
    filledQty: entry.filledQuantity,
    legDetails: [stop, target].flatMap((leg) => (leg ? [legOf(entry, leg)] : [])),
  };
}

function legOf(entry: Order, leg: ExitLeg): ExitLegBody {
  return {
    orderId: entry.orderId,
    legName: leg.legName,
    transactionType: entry.transactionType === 'BUY' ? 'SELL' : 'BUY',
    totalQuatity: leg.legName === 'STOP_LOSS_LEG' ? leg.totalQuantity : undefined,
    remainingQuantity: leg.remainingQuantity,
    triggeredQuantity: leg.triggeredQuantity,
    price: rupees(leg.pricePaise),
    orderStatus: leg.status,
    trailingJump: rupees(leg.trailingJumpPaise),
  };
}
