/** Super orders and forever orders. Source: dhan-v2-wire 4.6, 4.7. */
import type { RestMount } from '#test/support/msw-mount.ts';
import type { RouteCall, RouteCase } from '#test/support/route-case.ts';
import { FIRST_LEG_ID } from '#test/support/small-world.ts';
import { CLIENT_ID, LOT, ORDER_BODY, bookSize, settle, valueOf } from '#test/support/trading-account.ts';
import { EMPTY_LIST, javaError, keysIn } from './answer-shapes.ts';

const SUPER = 'POST /v2/super/orders';
const MODIFY_SUPER = 'PUT /v2/super/orders/:orderId';
const CANCEL_SUPER = 'DELETE /v2/super/orders/:orderId/:leg';
const FOREVER = 'POST /v2/forever/orders';
const MODIFY_FOREVER = 'PUT /v2/forever/orders/:orderId';
const CANCEL_FOREVER = 'DELETE /v2/forever/orders/:orderId';
const ANSWER_KEYS = ['orderId', 'orderStatus'];

const { validity: _ofTheDay, ...ENTRY } = ORDER_BODY;
const SUPER_BODY = { ...ENTRY, targetPrice: 210, stopLossPrice: 180, trailingJump: 1 } as const;
const TARGET = { dhanClientId: CLIENT_ID, legName: 'TARGET_LEG', targetPrice: 212 };

const SUPER_CASES: readonly RouteCase[] = [
  {
    route: SUPER,
    status: 200,
    says: 'its entry is taken in',
    call: { body: SUPER_BODY },
    shows: { keys: { '': ANSWER_KEYS }, change: { read: bookSize, to: 1 } },
  },
  {
    route: SUPER,
    status: 400,
    says: 'a target below the entry',
    call: { body: { ...SUPER_BODY, targetPrice: 150 } },
    shows: javaError('DH-905'),
  },
  { route: SUPER, status: 400, says: 'no exits', call: { body: ENTRY }, shows: javaError('DH-905') },
  {
    route: MODIFY_SUPER,
    status: 200,
    says: 'another target',
    arrange: withSuper,
    call: (mounted) => ({ parameters: superOf(mounted), body: TARGET }),
    shows: {
      keys: { '': ANSWER_KEYS },
      values: { orderStatus: 'TRANSIT' },
      change: { read: targetPaise, to: 21_200 },
    },
  },
  { route: MODIFY_SUPER, status: 400, says: 'nobody’s', call: { body: TARGET }, shows: javaError('DH-905') },
  {
    route: MODIFY_SUPER,
    status: 400,
    says: 'a leg that is none',
    arrange: withSuper,
    call: (mounted) => ({ parameters: superOf(mounted), body: { ...TARGET, legName: 'LEG' } }),
    shows: javaError('DH-905'),
  },
  {
    route: CANCEL_SUPER,
    status: 200,
    says: 'the entry, and all with it',
    arrange: withSuper,
    call: (mounted) => ({ parameters: { ...superOf(mounted), leg: 'ENTRY_LEG' } }),
    shows: {
      keys: { '': ANSWER_KEYS },
      values: { orderStatus: 'CANCELLED' },
      change: { read: ({ exchange }) => exchange.trading.superOrders.list(CLIENT_ID)[0]?.status },
    },
  },
  { route: CANCEL_SUPER, status: 400, says: 'a leg that is none', shows: javaError('DH-905') },
  {
    route: CANCEL_SUPER,
    status: 400,
    says: 'nobody’s',
    call: { parameters: { leg: 'TARGET_LEG' } },
    shows: javaError('DH-905'),
  },
  { route: 'GET /v2/super/orders', status: 200, says: 'none', shows: EMPTY_LIST },
  {
    route: 'GET /v2/super/orders',
    status: 200,
    says: 'an entry that waits, with both exits',
    arrange: withSuper,
    shows: {
      keys: {
        '0': keysIn(`dhanClientId orderId correlationId orderStatus transactionType exchangeSegment
      productType orderType validity tradingSymbol securityId quantity remainingQuantity
      ltp price afterMarketOrder legName exchangeOrderId createTime updateTime exchangeTime
      omsErrorDescription averageTradedPrice filledQty legDetails`),
        '0/legDetails/0':
          keysIn(`orderId legName transactionType totalQuatity remainingQuantity triggeredQuantity
      price orderStatus trailingJump`),
        '0/legDetails/1':
          keysIn(`orderId legName transactionType remainingQuantity triggeredQuantity price orderStatus
      trailingJump`),
      },
      values: { '0/ltp': 200, '0/legDetails/0/price': 180, '0/legDetails/1/price': 210 },
    },
  },
];

const FOREVER_BODY = { ...ORDER_BODY, orderFlag: 'SINGLE', price: 191, triggerPrice: 190 } as const;
const SECOND_LEG = { price1: 209, triggerPrice1: 210, quantity1: LOT } as const;
const FOREVER_CHANGE = {
  dhanClientId: CLIENT_ID,
  orderFlag: 'SINGLE',
  orderType: 'LIMIT',
  legName: 'TARGET_LEG',
  validity: 'DAY',
  triggerPrice: 189,
};

const FOREVER_CASES: readonly RouteCase[] = [
  {
    route: FOREVER,
    status: 200,
    says: 'one trigger',
    call: { body: FOREVER_BODY },
    shows: {
      keys: { '': ANSWER_KEYS },
      values: { orderStatus: 'PENDING' },
      change: { read: ({ exchange }) => exchange.trading.forever.list(CLIENT_ID).length, to: 1 },
    },
  },
  ...[0.001, 189.0525].map((triggerPrice): RouteCase => ({
    route: FOREVER,
    status: 400,
    says: `a trigger at ${triggerPrice}`,
    call: { body: { ...FOREVER_BODY, triggerPrice } },
    shows: javaError('DH-905'),
  })),
  {
    route: FOREVER,
    status: 400,
    says: 'an OCO without its second leg',
    call: { body: { ...FOREVER_BODY, orderFlag: 'OCO' } },
    shows: javaError('DH-905'),
  },
  {
    route: FOREVER,
    status: 400,
    says: 'no trigger',
    call: { body: ORDER_BODY },
    shows: javaError('DH-905'),
  },
  {
    route: MODIFY_FOREVER,
    status: 200,
    says: 'another trigger',
    arrange: withForever,
    call: (mounted) => ({ ...foreverOf(mounted), body: FOREVER_CHANGE }),
    shows: { keys: { '': ANSWER_KEYS }, change: { read: triggerPaise, to: 18_900 } },
  },
  {
    route: MODIFY_FOREVER,
    status: 400,
    says: 'nobody’s',
    call: { body: FOREVER_CHANGE },
    shows: javaError('DH-905'),
  },
  {
    route: CANCEL_FOREVER,
    status: 200,
    says: 'one that waits',
    arrange: withForever,
    call: foreverOf,
    shows: {
      keys: { '': ANSWER_KEYS },
      values: { orderStatus: 'CANCELLED' },
      change: { read: ({ exchange }) => exchange.trading.forever.list(CLIENT_ID)[0]?.status },
    },
  },
  { route: CANCEL_FOREVER, status: 400, says: 'nobody’s', shows: javaError('DH-905') },
  { route: 'GET /v2/forever/orders', status: 200, says: 'none', shows: EMPTY_LIST },
  {
    route: 'GET /v2/forever/orders',
    status: 200,
    says: 'both legs of an OCO',
    arrange: withForever,
    shows: {
      keys: {
        '': ['0', '1'],
        '0': keysIn(`dhanClientId orderId orderStatus transactionType exchangeSegment productType
      orderType tradingSymbol securityId quantity price triggerPrice legName createTime
      updateTime exchangeTime drvExpiryDate drvOptionType drvStrikePrice`),
      },
      values: {
        '0/orderStatus': 'CONFIRM',
        '0/orderType': 'OCO',
        '0/triggerPrice': 190,
        '1/triggerPrice': 210,
      },
    },
  },
];

export const EXIT_ORDER_CASES: readonly RouteCase[] = [...SUPER_CASES, ...FOREVER_CASES];

function withSuper(mounted: RestMount): void {
  const { dhanClientId: clientId, ...terms } = SUPER_BODY;
  valueOf(mounted.exchange.trading.superOrders.place({ clientId, ...terms, securityId: FIRST_LEG_ID }));
  settle(mounted);
}

function superOf({ exchange }: RestMount): { readonly orderId: string } {
  return { orderId: exchange.trading.superOrders.list(CLIENT_ID)[0]?.entry.orderId ?? 'none' };
}

function targetPaise({ exchange }: RestMount): number | undefined {
  return exchange.trading.superOrders.list(CLIENT_ID)[0]?.target?.pricePaise;
}

function withForever({ exchange }: RestMount): void {
  const { dhanClientId: clientId, ...terms } = FOREVER_BODY;
  valueOf(
    exchange.trading.forever.place({
      clientId,
      ...terms,
      ...SECOND_LEG,
      orderFlag: 'OCO',
      securityId: FIRST_LEG_ID,
      disclosedQuantity: 0,
    }),
  );
}

function foreverOf({ exchange }: RestMount): RouteCall {
  return { parameters: { orderId: exchange.trading.forever.list(CLIENT_ID)[0]?.orderId ?? 'none' } };
}

function triggerPaise({ exchange }: RestMount): number | undefined {
  return exchange.trading.forever.list(CLIENT_ID)[0]?.first.triggerPaise;
}
