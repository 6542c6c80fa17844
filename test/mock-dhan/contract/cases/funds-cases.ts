/** Funds, margins, kill switch and exits at a profit or a loss. Source: dhan-v2-wire 4.10, 4.11; 11.2, rows 51, 52 and 66. */
import type { RestMount } from '#test/support/msw-mount.ts';
import type { RouteCase } from '#test/support/route-case.ts';
import { FIRST_LEG_ID } from '#test/support/small-world.ts';
import { CLIENT_ID, LOT, ORDER_BODY, buy, place } from '#test/support/trading-account.ts';
import { javaError, keysIn } from './answer-shapes.ts';

const MARGIN = 'POST /v2/margincalculator';
const MULTI = 'POST /v2/margincalculator/multi';
const SWITCH = 'POST /v2/killswitch';
const EXIT = 'POST /v2/pnlExit';

const SCRIPT = {
  exchangeSegment: 'NSE_FNO',
  transactionType: 'BUY',
  quantity: LOT,
  productType: 'INTRADAY',
  securityId: ORDER_BODY.securityId,
  price: 200,
};
/** The call of the next strike. */
const HEDGE = String(FIRST_LEG_ID + 2);
const SHARE = { ...SCRIPT, exchangeSegment: 'NSE_EQ', quantity: 10, productType: 'CNC', price: '100.0' };
const MULTI_KEYS = keysIn(`total_margin span_margin exposure_margin equity_margin fo_margin commodity_margin
      currency hedge_benefit`);
const FUND_KEYS = keysIn(`dhanClientId availabelBalance sodLimit collateralAmount receiveableAmount
      utilizedAmount blockedPayoutAmount withdrawableBalance`);

const MONEY_CASES: readonly RouteCase[] = [
  {
    route: 'GET /v2/fundlimit',
    status: 200,
    says: 'cash alone',
    shows: { keys: { '': FUND_KEYS }, values: { availabelBalance: 1_000_000, utilizedAmount: 0 } },
  },
  {
    route: 'GET /v2/fundlimit',
    status: 200,
    says: 'an order that waits blocks its premium',
    arrange: (mounted) => void place(mounted),
    shows: {
      keys: { '': FUND_KEYS },
      values: { availabelBalance: 1_000_000 - 190 * LOT, sodLimit: 1_000_000, utilizedAmount: 190 * LOT },
    },
  },
  {
    route: MARGIN,
    status: 200,
    says: 'the premium of an option',
    call: { body: { dhanClientId: CLIENT_ID, ...SCRIPT } },
    shows: {
      keys: {
        '': keysIn(`totalMargin spanMargin exposureMargin availableBalance variableMargin
      insufficientBalance brokerage leverage`),
      },
      values: { totalMargin: 200 * LOT, spanMargin: 0, availableBalance: 1_000_000, leverage: '1X' },
    },
  },
  {
    route: MARGIN,
    status: 400,
    says: 'half a lot',
    call: { body: { dhanClientId: CLIENT_ID, ...SCRIPT, quantity: 30 } },
    shows: javaError('DH-905'),
  },
  { route: MARGIN, status: 400, says: 'no JSON', call: { body: '' }, shows: javaError('DH-905') },
  ...[
    { includePosition: true, includeOrder: false, scripList: [SCRIPT, SHARE] },
    { includeOrders: 'false', scripts: [SCRIPT, SHARE] },
  ].map((body): RouteCase => ({
    route: MULTI,
    status: 200,
    says: `an option and shares as ${Object.keys(body).join(', ')}`,
    call: { body },
    shows: {
      keys: { '': MULTI_KEYS },
      values: { total_margin: '14000.00', equity_margin: '1000.00', fo_margin: '13000.00', currency: 'INR' },
    },
  })),
  {
    route: MULTI,
    status: 200,
    says: 'a spread, and what its hedge saves',
    call: {
      body: {
        scripList: [
          { ...SCRIPT, transactionType: 'SELL' },
          { ...SCRIPT, securityId: HEDGE },
        ],
      },
    },
    shows: {
      keys: { '': MULTI_KEYS },
      // The width of 50 and 2 % of 24,980 for each unit, and the premium of 200; uncovered, the call pays 3,027.60 after a rise of 12 %.
      values: {
        span_margin: '3250.00',
        exposure_margin: '32474.00',
        total_margin: '48724.00',
        fo_margin: '48724.00',
        hedge_benefit: '193544.00',
      },
    },
  },
  { route: MULTI, status: 400, says: 'no orders', call: { body: {} }, shows: javaError('DH-905') },
];

const LIMITS = {
  dhanClientId: CLIENT_ID,
  profitValue: '1500.00',
  lossValue: 500,
  productType: ['INTRADAY', 'DELIVERY'],
  enableKillSwitch: true,
};
const EXIT_KEYS = ['pnlExitStatus', 'profit', 'loss', 'productType', 'enable_kill_switch'];

const CONTROL_CASES: readonly RouteCase[] = [
  ...(['query', 'headers'] as const).map((place): RouteCase => ({
    route: SWITCH,
    status: 200,
    says: `activated by its ${place}`,
    call: ({ exchange }) => {
      const { accessToken } = exchange.accounts.credentialsOf()!;
      const status = { killSwitchStatus: 'ACTIVATE' };
      return place === 'query' ? { query: status } : { headers: { 'access-token': accessToken, ...status } };
    },
    shows: {
      keys: { '': ['dhanClientId', 'killSwitchStatus'] },
      values: { killSwitchStatus: 'Kill Switch has been successfully activated' },
      change: { read: isKillSwitchOn, to: true },
    },
  })),
  {
    route: SWITCH,
    status: 400,
    says: 'while a position is open',
    arrange: (mounted) => void buy(mounted),
    call: { query: { killSwitchStatus: 'ACTIVATE' } },
    shows: javaError('DH-906'),
  },
  { route: SWITCH, status: 400, says: 'neither on nor off', shows: javaError('DH-905') },
  {
    route: 'GET /v2/killswitch',
    status: 200,
    says: 'off',
    shows: {
      keys: { '': ['dhanClientId', 'killSwitchStatus'] },
      values: { dhanClientId: CLIENT_ID, killSwitchStatus: 'DEACTIVATE' },
    },
  },
  {
    route: EXIT,
    status: 200,
    says: 'values as texts or numbers',
    call: { body: LIMITS },
    shows: {
      keys: { '': ['pnlExitStatus', 'message'] },
      values: { pnlExitStatus: 'ACTIVE', message: 'P&L based exit configured successfully' },
      change: { read: profitPaise, to: 150_000 },
    },
  },
  {
    route: EXIT,
    status: 400,
    says: 'no client id',
    call: { body: { ...LIMITS, dhanClientId: undefined } },
    shows: javaError('DH-905', 'dhanClientId is required'),
  },
  {
    route: EXIT,
    status: 400,
    says: 'a loss of nothing',
    call: { body: { ...LIMITS, lossValue: 0 } },
    shows: javaError('DH-905'),
  },
  {
    route: 'GET /v2/pnlExit',
    status: 200,
    says: 'none is set',
    shows: { keys: { '': EXIT_KEYS }, values: { pnlExitStatus: 'DISABLED' } },
  },
  {
    route: 'GET /v2/pnlExit',
    status: 200,
    says: 'the one that is set',
    arrange: withLimits,
    shows: {
      keys: { '': EXIT_KEYS },
      values: { pnlExitStatus: 'ACTIVE', profit: '1500.00', loss: '500.00', enable_kill_switch: false },
    },
  },
  {
    route: 'DELETE /v2/pnlExit',
    status: 200,
    says: 'no more',
    arrange: withLimits,
    shows: {
      keys: { '': ['pnlExitStatus', 'message'] },
      values: { pnlExitStatus: 'DISABLED' },
      change: { read: profitPaise, to: undefined },
    },
  },
];

export const FUNDS_CASES: readonly RouteCase[] = [...MONEY_CASES, ...CONTROL_CASES];

function isKillSwitchOn({ exchange }: RestMount): boolean {
  return exchange.trading.control.isKillSwitchOn(CLIENT_ID);
}

function profitPaise({ exchange }: RestMount): number | undefined {
  return exchange.trading.control.pnlExit(CLIENT_ID)?.profitPaise;
}

function withLimits({ exchange }: RestMount): void {
  exchange.trading.control.setPnlExit(CLIENT_ID, {
    profitPaise: 150_000,
    lossPaise: 50_000,
    productTypes: ['INTRADAY'],
    enableKillSwitch: false,
  });
}
