/** Plain orders and the day's trades. Source: dhan-v2-wire 4.5; 11.2, rows 28, 29, 33 and 35. */
import type { RestMount } from '#test/support/msw-mount.ts';
import type { RouteCase, Shown } from '#test/support/route-case.ts';
import {
  ORDER_BODY,
  bookSize,
  buy,
  closeMarket,
  lastOrderId,
  lastStatus,
  place,
  settle,
} from '#test/support/trading-account.ts';
import { EMPTY_LIST, javaError, keysIn } from './answer-shapes.ts';

const PLACE = 'POST /v2/orders';
const SLICE = 'POST /v2/orders/slicing';
const MODIFY = 'PUT /v2/orders/:orderId';
const CANCEL = 'DELETE /v2/orders/:orderId';
const BY_ID = 'GET /v2/orders/:orderId';
const BY_CORRELATION = 'GET /v2/orders/external/:correlationId';
const CHANGE = { dhanClientId: ORDER_BODY.dhanClientId, orderType: 'LIMIT', validity: 'DAY', price: 191 };

const ORDER_KEYS = keysIn(`dhanClientId orderId exchangeOrderId correlationId orderStatus transactionType
      exchangeSegment productType orderType validity tradingSymbol securityId quantity
      disclosedQuantity price triggerPrice afterMarketOrder boProfitValue boStopLossValue
      legName createTime updateTime exchangeTime drvExpiryDate drvOptionType drvStrikePrice
      omsErrorCode omsErrorDescription algoId remainingQuantity averageTradedPrice
      filledQty`);
const TRADE_KEYS =
  keysIn(`dhanClientId orderId exchangeOrderId exchangeTradeId transactionType exchangeSegment
      productType orderType tradingSymbol customSymbol securityId tradedQuantity
      tradedPrice createTime updateTime exchangeTime drvExpiryDate drvOptionType
      drvStrikePrice`);
const ANSWER_KEYS = ['orderId', 'orderStatus'];

const WRITE_CASES: readonly RouteCase[] = [
  {
    route: PLACE,
    status: 200,
    says: 'an order is taken in',
    call: { body: ORDER_BODY },
    shows: ({ exchange }) => ({
      keys: { '': ANSWER_KEYS },
      values: { orderStatus: exchange.wire.placedStatus === 'transit' ? 'TRANSIT' : 'PENDING' },
      change: { read: bookSize, to: 1 },
    }),
  },
  {
    route: PLACE,
    status: 200,
    says: 'numbers as texts, nulls where nothing is meant',
    call: {
      body: { ...ORDER_BODY, quantity: '65', price: '190.00', securityId: 40_000, boProfitValue: null },
    },
    shows: { keys: { '': ANSWER_KEYS }, change: { read: bookSize, to: 1 } },
  },
  {
    route: PLACE,
    status: 400,
    says: 'an empty text in an optional field',
    on: ({ emptyOptionals }) => emptyOptionals === 'refused',
    call: { body: { ...ORDER_BODY, disclosedQuantity: '' } },
    shows: javaError('DH-905'),
  },
  ...[PLACE, SLICE].flatMap((route): RouteCase[] => [
    { route, status: 400, says: 'no JSON', call: { body: '{' }, shows: javaError('DH-905') },
    {
      route,
      status: 400,
      says: 'half a lot',
      call: { body: { ...ORDER_BODY, quantity: 30 } },
      shows: javaError('DH-905'),
    },
    {
      route,
      status: 400,
      says: 'after the close',
      arrange: closeMarket,
      call: { body: ORDER_BODY },
      shows: javaError('DH-906', 'Market is Closed! Want to place an offline order?'),
    },
    {
      route,
      status: 401,
      says: "another client's id",
      call: { body: { ...ORDER_BODY, dhanClientId: '42' } },
      shows: javaError('DH-901'),
    },
  ]),
  {
    route: SLICE,
    status: 200,
    says: 'more than the freeze quantity becomes two orders',
    call: { body: { ...ORDER_BODY, quantity: 65 * 30 } },
    shows: {
      keys: { '': ['0', '1'], '0': ANSWER_KEYS, '1': ANSWER_KEYS },
      change: { read: bookSize, to: 2 },
    },
  },
  {
    route: MODIFY,
    status: 200,
    says: 'an order that waits gets another price',
    arrange: waiting,
    call: (mounted) => ({ parameters: { orderId: lastOrderId(mounted) }, body: CHANGE }),
    shows: {
      keys: { '': ANSWER_KEYS },
      values: { orderStatus: 'TRANSIT' },
      change: { read: lastPrice, to: 19_100 },
    },
  },
  { route: MODIFY, status: 400, says: 'nobody’s order', call: { body: CHANGE }, shows: javaError('DH-905') },
  { route: MODIFY, status: 400, says: 'no JSON', call: { body: '[]' }, shows: javaError('DH-905') },
  {
    route: MODIFY,
    status: 400,
    says: 'after the close',
    arrange: (mounted) => {
      place(mounted);
      closeMarket(mounted);
    },
    call: (mounted) => ({ parameters: { orderId: lastOrderId(mounted) }, body: CHANGE }),
    shows: javaError('DH-906', 'Market is Closed! You cannot modify/cancel an order now.'),
  },
  {
    route: CANCEL,
    status: 200,
    says: 'an order that waits',
    arrange: waiting,
    call: lastOrder,
    shows: {
      keys: { '': ANSWER_KEYS },
      values: { orderStatus: 'CANCELLED' },
      change: { read: lastStatus, to: 'CANCELLED' },
    },
  },
  { route: CANCEL, status: 400, says: 'nobody’s order', shows: javaError('DH-905') },
  {
    route: CANCEL,
    status: 400,
    says: 'an order that has traded',
    arrange: bought,
    call: lastOrder,
    shows: javaError('DH-906'),
  },
];

const BOOKED: Shown = {
  keys: { '': ['0'], '0': ORDER_KEYS },
  values: {
    '0/orderStatus': 'PENDING',
    '0/tradingSymbol': 'NIFTY-Feb2026-24950-CE',
    '0/remainingQuantity': 65,
    '0/omsErrorDescription': 'CONFIRMED',
  },
};
const TRADED: Shown = {
  keys: { '': ['0'], '0': TRADE_KEYS },
  values: { '0/tradedQuantity': 65, '0/tradedPrice': 200.05, '0/drvStrikePrice': 24_950 },
};

const READ_CASES: readonly RouteCase[] = [
  { route: 'GET /v2/orders', status: 200, says: 'an empty book', shows: EMPTY_LIST },
  { route: 'GET /v2/orders', status: 200, says: 'an order that waits', arrange: waiting, shows: BOOKED },
  {
    route: BY_ID,
    status: 200,
    says: 'a list of one',
    on: ({ orderById }) => orderById === 'list',
    arrange: waiting,
    call: lastOrder,
    shows: BOOKED,
  },
  {
    route: BY_ID,
    status: 200,
    says: 'the order itself',
    on: ({ orderById }) => orderById === 'object',
    arrange: waiting,
    call: lastOrder,
    shows: { keys: { '': ORDER_KEYS }, values: { orderStatus: 'PENDING' } },
  },
  {
    route: BY_ID,
    status: 200,
    says: 'an order nobody placed',
    on: ({ unknownOrder }) => unknownOrder === 'empty-list',
    shows: EMPTY_LIST,
  },
  {
    route: BY_CORRELATION,
    status: 200,
    says: 'the order itself',
    arrange: (mounted) => void place(mounted, { correlationId: 'mine 1' }),
    call: { parameters: { correlationId: 'mine 1' } },
    shows: { keys: { '': ORDER_KEYS }, values: { correlationId: 'mine 1' } },
  },
  { route: BY_CORRELATION, status: 404, says: 'an order nobody placed', shows: javaError('DH-906') },
  {
    route: BY_CORRELATION,
    status: 404,
    says: 'an order in TRANSIT',
    arrange: async ({ exchange }) => {
      const { accessToken } = exchange.accounts.credentialsOf()!;
      const body = JSON.stringify({ ...ORDER_BODY, correlationId: 'mine' });
      await exchange.app.request('/v2/orders', {
        method: 'POST',
        headers: { 'access-token': accessToken },
        body,
      });
    },
    call: { parameters: { correlationId: 'mine' } },
    shows: javaError('DH-906'),
  },
  ...['GET /v2/trades', 'GET /v2/trades/', 'GET /v2/trades/:orderId'].flatMap((route): RouteCase[] => [
    { route, status: 200, says: 'no trades', shows: EMPTY_LIST },
    { route, status: 200, says: 'a trade', arrange: bought, call: lastOrder, shows: TRADED },
  ]),
];

export const ORDER_CASES: readonly RouteCase[] = [...WRITE_CASES, ...READ_CASES];

function waiting(mounted: RestMount): void {
  place(mounted);
}

function bought(mounted: RestMount): void {
  buy(mounted);
}

function lastOrder(mounted: RestMount) {
  return { parameters: { orderId: lastOrderId(mounted) } };
}

function lastPrice(mounted: RestMount): number | undefined {
  settle(mounted);
  return mounted.exchange.trading.orders.book(ORDER_BODY.dhanClientId).at(-1)?.pricePaise;
}
