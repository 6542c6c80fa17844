/** Conditional alerts and baskets. Source: dhan-v2-wire 4.8. */
import {
  parseAlertRequest,
  parseBasketRequest,
  renderAlert,
  renderAlertAnswer,
  renderAlerts,
  renderBasketAnswer,
} from '#engine/wire/alert-bodies.ts';
import type { AlertBody, AlertRequestBody, BasketRequestBody } from '#engine/wire/alert-bodies.ts';
import type { Alert, AlertRequest } from '../../world/orders/alert.ts';
import type { Order } from '../../world/orders/order.ts';
import type { Outcome } from '../../world/orders/refusal.ts';
import { inputError } from '../answers.ts';
import { placedStatus } from './order-answers.ts';
import { answered, outcomeAnswer, pathPart, withRequest } from './trading-call.ts';
import type { TradingAnswers, TradingCall } from './trading-call.ts';

export const ALERT_ANSWERS: TradingAnswers = {
  'POST /v2/alerts/orders': (call) =>
    withRequest(call, parseAlertRequest, (request) =>
      outcomeAnswer(call, call.floor.alerts.create(alertRequestOf(request)), answerOf),
    ),
  'POST /v2/alerts/multi/orders': (call) =>
    withRequest(call, parseBasketRequest, (request) => placeBasket(call, request)),
  'PUT /v2/alerts/orders/:alertId': (call) =>
    withRequest(call, parseAlertRequest, (request) =>
      outcomeAnswer(
        call,
        call.floor.alerts.modify(call.clientId, pathPart(call, 'alertId'), alertRequestOf(request)),
        answerOf,
      ),
    ),
  'DELETE /v2/alerts/orders/:alertId': (call) =>
    outcomeAnswer(call, call.floor.alerts.cancel(call.clientId, pathPart(call, 'alertId')), answerOf),
  'GET /v2/alerts/orders/:alertId': (call) => {
    const alert = call.floor.alerts.find(call.clientId, pathPart(call, 'alertId'));
    return alert ? answered(call, renderAlert(alertBodyOf(alert))) : inputError(call.context);
  },
  'GET /v2/alerts/orders': (call) =>
    answered(call, renderAlerts(call.floor.alerts.list(call.clientId).map(alertBodyOf))),
};

function answerOf({ alertId, status }: Alert): string {
  return renderAlertAnswer({ alertId, alertStatus: status });
}

function alertRequestOf({ dhanClientId: clientId, condition, orders }: AlertRequestBody): AlertRequest {
  const { timeFrame, timeframe, ...rest } = condition;
  return {
    clientId,
    condition: { ...rest, timeFrame: timeFrame ?? timeframe },
    orders: orders.map(({ discQuantity: disclosedQuantity, ...leg }) => ({
      ...leg,
      disclosedQuantity,
      afterMarketOrder: false,
    })),
  };
}

/** Each order of a basket is placed for itself; one that is refused is told as rejected, without an id. */
function placeBasket(call: TradingCall, { orders }: BasketRequestBody): Response {
  const { clientId, floor, exchange } = call;
  const requests = orders.map(({ sequence: _place, ...terms }) => ({ clientId, ...terms }));
  const told = (outcome: Outcome<Order>): { orderId: string; orderStatus: string } =>
    outcome.ok
      ? { orderId: outcome.value.orderId, orderStatus: placedStatus(exchange.wire) }
      : { orderId: '', orderStatus: 'REJECTED' };
  return outcomeAnswer(call, floor.alerts.placeMulti(requests), (outcomes) =>
    renderBasketAnswer({
      orders: outcomes.map((outcome, place) => ({
        ...told(outcome),
        sequence: orders[place]!.sequence,
      })),
    }),
  );
}

/** An alert as it is read. */
export function alertBodyOf(alert: Alert): AlertBody {
  const { condition, orders } = alert.request;
  return {
    alertId: alert.alertId,
    alertStatus: alert.status,
    createdTime: utcTime(alert.createdAtMs),
    triggeredTime: alert.triggeredAtMs === undefined ? null : utcTime(alert.triggeredAtMs),
    lastPrice: alert.lastPrice,
    condition: { ...condition, securityId: String(condition.securityId) },
    orders: orders.map(({ securityId, disclosedQuantity, ...leg }) => ({
      ...leg,
      securityId: String(securityId),
      discQuantity: disclosedQuantity,
    })),
  };
}

/** `2019-08-24T14:15:22Z`. */
function utcTime(epochMs: number): string {
  return `${new Date(epochMs).toISOString().slice(0, 19)}Z`;
}
