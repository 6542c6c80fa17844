/** Calls of orders and portfolio that are good, family by family, for the fuzz to spoil. Source: dhan-v2-wire 4.5 to 4.13. */
import { CLIENT_ID, LOT, ORDER_BODY } from '#test/support/trading-account.ts';

/** Which paths, and bodies and queries that they take. */
interface TradingFamily {
  readonly name: string;
  readonly paths: RegExp;
  readonly bodies?: readonly Readonly<Record<string, unknown>>[];
  readonly queries?: readonly Readonly<Record<string, string>>[];
}

const { dhanClientId: _whose, ...LEG } = ORDER_BODY;
const WHOSE = { dhanClientId: CLIENT_ID };
const CHANGE = { ...WHOSE, orderType: 'LIMIT', validity: 'DAY' };
const CONDITION = {
  comparisonType: 'PRICE_WITH_VALUE',
  exchangeSegment: 'IDX_I',
  securityId: '13',
  operator: 'GREATER_THAN',
  comparingValue: 26_000,
};

export const TRADING_FAMILIES: readonly TradingFamily[] = [
  {
    name: 'orders and trades',
    paths: /^\/v2\/(orders|trades)(\/:orderId|\/slicing|\/external\/:correlationId|\/)?$/,
    bodies: [
      ORDER_BODY,
      { ...ORDER_BODY, orderType: 'MARKET', quantity: '130', correlationId: '1' },
      { ...ORDER_BODY, productType: 'BO', boProfitValue: 10, boStopLossValue: 10 },
      { ...CHANGE, quantity: LOT, price: 191, legName: '' },
    ],
  },
  {
    name: 'super and forever orders',
    paths: /^\/v2\/(super|forever)\//,
    bodies: [
      { ...ORDER_BODY, targetPrice: 210, stopLossPrice: 180, trailingJump: 1 },
      { ...WHOSE, legName: 'TARGET_LEG', targetPrice: 212 },
      { ...ORDER_BODY, orderFlag: 'OCO', triggerPrice: 189, price1: 1, triggerPrice1: 1, quantity1: LOT },
      { ...CHANGE, orderFlag: 'SINGLE', legName: 'TARGET_LEG', triggerPrice: 188 },
    ],
  },
  {
    name: 'alerts and baskets',
    paths: /^\/v2\/alerts\//,
    bodies: [
      { ...WHOSE, condition: CONDITION, orders: [{ ...LEG, discQuantity: '0' }] },
      { ...WHOSE, orders: [{ ...LEG, sequence: '1' }] },
    ],
  },
  {
    name: 'portfolio, funds and eDIS',
    paths: /^\/v2\/(holdings|positions|fundlimit|margincalculator|edis)/,
    bodies: [
      {
        ...WHOSE,
        fromProductType: 'INTRADAY',
        toProductType: 'MARGIN',
        exchangeSegment: 'NSE_FNO',
        positionType: 'LONG',
        securityId: '40000',
        convertQty: LOT,
      },
      { ...WHOSE, ...LEG },
      { includePosition: true, includeOrder: 'true', scripList: [LEG] },
      { isin: '1', qty: 1, exchange: 'NSE', segment: 'EQ', bulk: true },
    ],
  },
  {
    name: 'kill switch, exits and statements',
    paths: /^\/v2\/(killswitch|pnlExit|ledger|trades\/:from)/,
    bodies: [{ ...WHOSE, profitValue: '1500', lossValue: 500, productType: ['INTRADAY'] }],
    queries: [{ killSwitchStatus: 'DEACTIVATE' }, { 'from-date': '2026-01-01', 'to-date': '2026-02-28' }],
  },
];
