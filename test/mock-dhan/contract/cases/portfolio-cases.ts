/** Holdings, positions and eDIS. Source: dhan-v2-wire 4.9, 4.13; 11.2, rows 54 and 59. */
import type { ScenarioAccount } from '#engine/scenario.ts';
import type { RestMount } from '#test/support/msw-mount.ts';
import type { RouteCase } from '#test/support/route-case.ts';
import {
  CLIENT_ID,
  LOT,
  ORDER_BODY,
  buy,
  closeMarket,
  openNextDay,
  place,
} from '#test/support/trading-account.ts';
import { EMPTY_LIST, javaError, keysIn } from './answer-shapes.ts';

const CONVERT = 'POST /v2/positions/convert';
const EXIT_ALL = 'DELETE /v2/positions';

/** An account with two shares of a fund, one of them not yet delivered. */
const HOLDER: ScenarioAccount = {
  clientId: CLIENT_ID,
  token: 'valid',
  dataPlan: 'Active',
  holdings: [
    {
      tradingSymbol: 'NIFTYBEES',
      securityId: '10576',
      isin: 'INF204KB14I2',
      quantity: 2,
      t1Quantity: 1,
      averagePrice: 252.05,
      lastPrice: 251.06,
    },
  ],
};
const MARGIN_CONVERSION = {
  dhanClientId: CLIENT_ID,
  fromProductType: 'INTRADAY',
  toProductType: 'MARGIN',
  exchangeSegment: 'NSE_FNO',
  positionType: 'LONG',
  securityId: ORDER_BODY.securityId,
  convertQty: LOT,
};

const HOLDING_CASES: readonly RouteCase[] = [
  {
    route: 'GET /v2/holdings',
    status: 500,
    says: 'an empty demat',
    on: ({ emptyHoldings }) => emptyHoldings === 'dh-1111',
    shows: javaError('DH-1111', 'No holdings available'),
  },
  {
    route: 'GET /v2/holdings',
    status: 200,
    says: 'an empty demat',
    on: ({ emptyHoldings }) => emptyHoldings === 'empty-list',
    shows: EMPTY_LIST,
  },
  {
    route: 'GET /v2/holdings',
    status: 200,
    says: 'the shares of the scenario',
    accounts: [HOLDER],
    shows: {
      keys: {
        '': ['0'],
        '0': keysIn(`exchange tradingSymbol securityId isin totalQty dpQty t1Qty availableQty
      collateralQty avgCostPrice lastTradedPrice mtf_t1_qty mtf_tq_qty mtf_qty`),
      },
      values: { '0/totalQty': 2, '0/dpQty': 1, '0/t1Qty': 1, '0/avgCostPrice': 252.05 },
    },
  },
];

const POSITION_CASES: readonly RouteCase[] = [
  { route: 'GET /v2/positions', status: 200, says: 'nothing traded', shows: EMPTY_LIST },
  {
    route: 'GET /v2/positions',
    status: 200,
    says: 'a lot bought and what it has lost',
    arrange: bought,
    shows: {
      keys: {
        '': ['0'],
        '0': keysIn(`dhanClientId tradingSymbol securityId positionType exchangeSegment productType buyAvg
      buyQty costPrice sellAvg sellQty netQty realizedProfit unrealizedProfit
      rbiReferenceRate multiplier carryForwardBuyQty carryForwardSellQty
      carryForwardBuyValue carryForwardSellValue dayBuyQty daySellQty dayBuyValue
      daySellValue drvExpiryDate drvOptionType drvStrikePrice crossCurrency`),
      },
      values: {
        '0/positionType': 'LONG',
        '0/netQty': LOT,
        '0/buyAvg': 200.05,
        '0/costPrice': 200.05,
        '0/dayBuyValue': 13_003.25,
        '0/unrealizedProfit': -3.25,
        '0/drvOptionType': 'CALL',
      },
    },
  },
  {
    route: 'GET /v2/positions',
    status: 200,
    says: 'a lot carried into the next day',
    arrange: (mounted) => {
      buy(mounted, { productType: 'MARGIN' });
      openNextDay(mounted);
    },
    shows: {
      keys: { '': ['0'] },
      values: {
        '0/productType': 'MARGIN',
        '0/netQty': LOT,
        '0/buyQty': LOT,
        '0/carryForwardBuyQty': LOT,
        '0/carryForwardBuyValue': 13_003.25,
        '0/dayBuyQty': 0,
        '0/dayBuyValue': 0,
        '0/realizedProfit': 0,
      },
    },
  },
  {
    route: 'GET /v2/positions',
    status: 200,
    says: 'a lot of the day, sold off before the close',
    arrange: (mounted) => {
      buy(mounted);
      closeMarket(mounted);
    },
    shows: {
      keys: { '': ['0'] },
      values: { '0/positionType': 'CLOSED', '0/netQty': 0, '0/daySellQty': LOT, '0/realizedProfit': -6.5 },
    },
  },
  {
    route: CONVERT,
    status: 202,
    says: 'the lot becomes a MARGIN position, without a word',
    on: ({ convertAnswer }) => convertAnswer === '202-empty',
    arrange: bought,
    call: { body: MARGIN_CONVERSION },
    shows: {
      reads: 'length',
      keys: { '': ['length'] },
      values: { length: 0 },
      change: { read: products, to: { MARGIN: LOT } },
    },
  },
  {
    route: CONVERT,
    status: 200,
    says: 'the lot becomes a MARGIN position',
    on: ({ convertAnswer }) => convertAnswer === '200-json',
    arrange: bought,
    call: { body: MARGIN_CONVERSION },
    shows: {
      keys: { '': ['status'] },
      values: { status: 'success' },
      change: { read: products, to: { MARGIN: LOT } },
    },
  },
  {
    route: CONVERT,
    status: 400,
    says: 'more than there is',
    arrange: bought,
    call: { body: { ...MARGIN_CONVERSION, convertQty: 2 * LOT } },
    shows: javaError('DH-906'),
  },
  { route: CONVERT, status: 400, says: 'no JSON', call: { body: 'x' }, shows: javaError('DH-905') },
  {
    route: EXIT_ALL,
    status: 200,
    says: 'what waits is cancelled, what is open is sold',
    arrange: (mounted) => {
      place(mounted);
      buy(mounted);
    },
    shows: {
      keys: { '': ['status', 'message'] },
      values: { status: 'SUCCESS' },
      change: { read: statuses, to: ['CANCELLED', 'TRADED', 'TRADED'] },
    },
  },
  {
    route: EXIT_ALL,
    status: 400,
    says: 'after the close',
    arrange: (mounted) => {
      buy(mounted, { productType: 'MARGIN' });
      closeMarket(mounted);
    },
    shows: javaError('DH-906'),
  },
];

const RELEASE = { isin: 'INF204KB14I2', qty: 1, exchange: 'NSE', segment: 'EQ', bulk: false };

const EDIS_CASES: readonly RouteCase[] = [
  {
    route: 'GET /v2/edis/tpin',
    status: 202,
    says: 'without a word',
    shows: { reads: 'length', keys: { '': ['length'] }, values: { length: 0 } },
  },
  ...['POST /v2/edis/form', 'POST /v2/edis/bulkform'].flatMap((route): RouteCase[] => [
    {
      route,
      status: 200,
      says: 'a page',
      accounts: [HOLDER],
      call: { body: RELEASE },
      shows: { keys: { '': ['dhanClientId', 'edisFormHtml'] }, values: { dhanClientId: CLIENT_ID } },
    },
    { route, status: 400, says: 'nothing is held', call: { body: RELEASE }, shows: javaError('DH-905') },
    { route, status: 400, says: 'no JSON', call: { body: '' }, shows: javaError('DH-905') },
  ]),
  {
    route: 'GET /v2/edis/inquire/:isin',
    status: 200,
    says: 'a holding',
    accounts: [HOLDER],
    call: { parameters: { isin: RELEASE.isin } },
    shows: {
      keys: { '': ['clientId', 'isin', 'totalQty', 'aprvdQty', 'status', 'remarks'] },
      values: { isin: RELEASE.isin, totalQty: 2, aprvdQty: 0, status: 'SUCCESS' },
    },
  },
  {
    route: 'GET /v2/edis/inquire/:isin',
    status: 200,
    says: 'all of nothing',
    call: { parameters: { isin: 'ALL' } },
    shows: {
      keys: { '': ['clientId', 'isin', 'totalQty', 'aprvdQty', 'status', 'remarks'] },
      values: { isin: 'ALL', totalQty: 0 },
    },
  },
  {
    route: 'GET /v2/edis/inquire/:isin',
    status: 400,
    says: 'what nobody holds',
    shows: javaError('DH-905'),
  },
];

export const PORTFOLIO_CASES: readonly RouteCase[] = [...HOLDING_CASES, ...POSITION_CASES, ...EDIS_CASES];

function bought(mounted: RestMount): void {
  buy(mounted);
}

function products({ exchange }: RestMount): Record<string, number> {
  const positions = exchange.trading.portfolio.positions(CLIENT_ID);
  return Object.fromEntries(positions.map(({ productType, netQuantity }) => [productType, netQuantity]));
}

function statuses({ exchange, clock }: RestMount): string[] {
  clock.advanceTo(clock.nowMs() + 60);
  return exchange.trading.orders.book(CLIENT_ID).map(({ status }) => status);
}
