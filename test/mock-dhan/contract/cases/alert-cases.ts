/** Conditional alerts and baskets. Source: dhan-v2-wire 4.8. */
import type { RestMount } from '#test/support/msw-mount.ts';
import type { RouteCall, RouteCase } from '#test/support/route-case.ts';
import { CLIENT_ID, ORDER_BODY, bookSize, valueOf } from '#test/support/trading-account.ts';
import { EMPTY_LIST, javaError, keysIn } from './answer-shapes.ts';

const CREATE = 'POST /v2/alerts/orders';
const BASKET = 'POST /v2/alerts/multi/orders';
const MODIFY = 'PUT /v2/alerts/orders/:alertId';
const CANCEL = 'DELETE /v2/alerts/orders/:alertId';
const BY_ID = 'GET /v2/alerts/orders/:alertId';

const CONDITION = {
  comparisonType: 'PRICE_WITH_VALUE',
  exchangeSegment: 'IDX_I',
  securityId: '13',
  operator: 'GREATER_THAN',
  comparingValue: 26_000,
  timeFrame: 'DAY',
  expDate: '2026-12-24',
  frequency: 'ONCE',
} as const;
const { dhanClientId: _whose, ...LEG } = ORDER_BODY;
const ALERT_BODY = {
  dhanClientId: CLIENT_ID,
  condition: CONDITION,
  orders: [{ ...LEG, price: '190.00', discQuantity: '0', triggerPrice: '0' }],
};
const ANSWER_KEYS = ['alertId', 'alertStatus'];
const ALERT_KEYS = keysIn(`alertId alertStatus createdTime triggeredTime lastPrice condition orders`);
const LEG_KEYS = keysIn(`transactionType exchangeSegment productType orderType securityId quantity validity
      price discQuantity triggerPrice`);

export const ALERT_CASES: readonly RouteCase[] = [
  {
    route: CREATE,
    status: 200,
    says: 'an index that rises',
    call: { body: ALERT_BODY },
    shows: {
      keys: { '': ANSWER_KEYS },
      values: { alertStatus: 'ACTIVE' },
      change: { read: ({ exchange }) => exchange.trading.alerts.list(CLIENT_ID).length, to: 1 },
    },
  },
  {
    route: CREATE,
    status: 400,
    says: 'an option cannot be watched',
    call: {
      body: {
        ...ALERT_BODY,
        condition: { ...CONDITION, exchangeSegment: 'NSE_FNO', securityId: '40000' },
      },
    },
    shows: javaError('DH-905'),
  },
  {
    route: CREATE,
    status: 400,
    says: 'no orders',
    call: { body: { ...ALERT_BODY, orders: [] } },
    shows: javaError('DH-905'),
  },
  ...[{ quantity: 0.5 }, { quantity: 0 }, { price: -1 }, { discQuantity: 0.5 }].map((spoilt): RouteCase => ({
    route: CREATE,
    status: 400,
    says: `a leg with ${Object.entries(spoilt).flat().join(' ')}, which no list could tell`,
    call: { body: { ...ALERT_BODY, orders: [{ ...LEG, ...spoilt }] } },
    shows: javaError('DH-905'),
  })),
  {
    route: MODIFY,
    status: 200,
    says: 'another value',
    arrange: withAlert,
    call: (mounted) => ({
      ...alertOf(mounted),
      body: { ...ALERT_BODY, condition: { ...CONDITION, comparingValue: 26_500 } },
    }),
    shows: { keys: { '': ANSWER_KEYS }, change: { read: watchedValue, to: 26_500 } },
  },
  { route: MODIFY, status: 400, says: 'nobody’s', call: { body: ALERT_BODY }, shows: javaError('DH-905') },
  {
    route: CANCEL,
    status: 200,
    says: 'one that is watched',
    arrange: withAlert,
    call: alertOf,
    shows: {
      keys: { '': ANSWER_KEYS },
      values: { alertStatus: 'CANCELLED' },
      change: { read: ({ exchange }) => exchange.trading.alerts.list(CLIENT_ID)[0]?.status },
    },
  },
  { route: CANCEL, status: 400, says: 'nobody’s', shows: javaError('DH-905') },
  {
    route: BY_ID,
    status: 200,
    says: 'values as texts',
    arrange: withAlert,
    call: alertOf,
    shows: {
      keys: { '': ALERT_KEYS, 'orders/0': LEG_KEYS },
      values: { lastPrice: '25000.00', 'orders/0/price': '190.00', triggeredTime: null },
    },
  },
  { route: BY_ID, status: 400, says: 'nobody’s', shows: javaError('DH-905') },
  { route: 'GET /v2/alerts/orders', status: 200, says: 'none', shows: EMPTY_LIST },
  {
    route: 'GET /v2/alerts/orders',
    status: 200,
    says: 'values as numbers',
    arrange: withAlert,
    shows: {
      keys: { '': ['0'], '0': ALERT_KEYS, '0/orders/0': LEG_KEYS },
      values: { '0/lastPrice': 25_000, '0/orders/0/price': 190, '0/alertStatus': 'ACTIVE' },
    },
  },
  {
    route: BASKET,
    status: 200,
    says: 'each order for itself',
    call: {
      body: {
        dhanClientId: CLIENT_ID,
        orders: [
          { ...LEG, sequence: '1' },
          { ...LEG, sequence: '2', quantity: 1 },
        ],
      },
    },
    shows: {
      keys: { '': ['orders'], 'orders/0': ['orderId', 'sequence', 'orderStatus'] },
      values: { 'orders/0/sequence': '1', 'orders/1/orderStatus': 'REJECTED' },
      change: { read: bookSize, to: 1 },
    },
  },
  {
    route: BASKET,
    status: 400,
    says: 'too many orders',
    call: {
      body: {
        dhanClientId: CLIENT_ID,
        orders: Array.from({ length: 16 }, (_, place) => ({ ...LEG, sequence: String(place) })),
      },
    },
    shows: javaError('DH-905'),
  },
];

function withAlert({ exchange }: RestMount): void {
  const { securityId, ...condition } = CONDITION;
  const { securityId: legId, ...leg } = LEG;
  valueOf(
    exchange.trading.alerts.create({
      clientId: CLIENT_ID,
      condition: { ...condition, securityId: Number(securityId) },
      orders: [
        {
          ...leg,
          securityId: Number(legId),
          disclosedQuantity: 0,
          triggerPrice: 0,
          afterMarketOrder: false,
        },
      ],
    }),
  );
}

function alertOf({ exchange }: RestMount): RouteCall {
  return { parameters: { alertId: exchange.trading.alerts.list(CLIENT_ID)[0]?.alertId ?? 'none' } };
}

function watchedValue({ exchange }: RestMount): number | undefined {
  return exchange.trading.alerts.list(CLIENT_ID)[0]?.request.condition.comparingValue;
}
