/** How each genuine body of the exchange is asked for here: the same call, in a small world of that day, and what differs from it. */
import type { ScenarioAccount } from '#engine/scenario.ts';
import type { WireProfile } from '#engine/wire/wire-profile.ts';
import type { MountedExchange } from '#test/support/mounted-exchange.ts';
import { CLIENT_ID, buy, place } from '#test/support/trading-account.ts';

type Arranged = Pick<MountedExchange, 'exchange' | 'clock'>;

/** What stands between a recorded call and the same call here; nothing, mostly. */
export interface Reproduction {
  /** Which recorded files: the beginnings of their names. */
  readonly files: readonly string[];
  /** Day of the scenario; without it the last trading day up to the recording. */
  readonly date?: string;
  /** Where the wire of that time differs from the observed one. */
  readonly wire?: Partial<WireProfile>;
  /** What the exchange lists that day. */
  readonly expiries?: readonly string[];
  /** Keys of the recorded request that are asked for otherwise, and why. */
  readonly instead?: { readonly body: Readonly<Record<string, unknown>>; readonly because: string };
  readonly login?: 'none' | 'replaced';
  /** What the account begins the day with; a million and nothing else without it. */
  readonly account?: Pick<ScenarioAccount, 'cash' | 'holdings'>;
  /** Scenario time, IST, when another than that of the recording. */
  readonly at?: string;
  /** What the account has done before the call; returns what the path's id is then. */
  readonly arrange?: (mounted: Arranged) => string;
  /** Calls made before, to spend a budget. */
  readonly callsBefore?: number;
  /** The leg that is asked for has never traded. */
  readonly isUntraded?: true;
  /** Lines of the shape that only one side has, and why. */
  readonly apart?: { readonly lines: readonly string[]; readonly because: string };
}

const NIFTY = { UnderlyingScrip: 13, UnderlyingSeg: 'IDX_I' };
const INDEX = { securityId: '13', exchangeSegment: 'IDX_I', instrument: 'INDEX' };
const LEG_OF_THE_SMALL_WORLD = {
  because: 'the small world lists no such id',
  body: { NSE_EQ: undefined, NSE_FNO: [40_000] },
};
const NO_EQUITIES = { body: INDEX, because: 'this exchange lists no equities' };
const NIFTY_BY_INDEX_ID = {
  body: { ...NIFTY, underlyingScrip: undefined, underlyingSeg: undefined },
  because: "the recording client's 26000 in NSE_FNO is no id of an index here",
};

/** Same call, same answer, whatever the day. */
const AS_RECORDED = [
  'GET_invalid_endpoint_404_',
  'GET_server_error_endpoint_404_',
  'GET_unknown_error_endpoint_404_',
  'GET_orders_200_20250216T052726Z',
  'GET_positions_200_',
  'GET_profile_200_20250315T103651Z',
  'GET_trades-range_200_20250315T103838Z',
  'POST_marketfeed_ltp_200_20250125T095131Z',
  'POST_marketfeed_ltp_200_20250315T102859Z',
  'POST_marketfeed_ltp_200_20251129T051540Z',
  'POST_marketfeed_ohlc_200_20250125T083917Z',
  'POST_marketfeed_ohlc_200_20260309T132324Z',
  'POST_marketfeed_quote_200_20250125T091837Z',
  'POST_marketfeed_quote_200_20250202T110900Z',
  'POST_orders_400_20250125T091745Z',
  'PUT_orders_400_20250216T072553Z',
];

/** What a chain was before February 2026, when a leg came to tell its id and its average price. */
const OLD_LEGS = { chainLegs: 'before-2026-02' } as const;

/** The recorded orders are of shares, which are not traded here. */
const AN_OPTION = {
  because: 'this exchange lists no equities',
  body: { exchangeSegment: 'NSE_FNO', productType: 'MARGIN', securityId: '40000', quantity: 65 },
};

const AN_OPTION_ORDER = {
  lines: ['/*/tradingSymbol text', '/*/tradingSymbol text a-a9999-99999-a'],
  because: 'this exchange lists no equities',
};
const LAST_DAY_OF_2024 = {
  date: '2024-12-31',
  at: '14:00:00',
  arrange: (mounted: Arranged) => buy(mounted, { productType: 'MARGIN' }),
};

const TRADING_REPRODUCTIONS: readonly Reproduction[] = [
  { files: ['GET_orders_400_20250125T'], wire: { unknownOrder: 'dh-905' } },
  { files: ['POST_orders_200_20250216T'], instead: AN_OPTION },
  {
    files: ['GET_orders_200_20250216T110531Z', 'GET_orders_200_20250216T111321Z'],
    arrange: afterMarket,
    apart: AN_OPTION_ORDER,
  },
  {
    files: ['GET_orders_200_20250216T154154Z'],
    arrange: cancelled,
    apart: AN_OPTION_ORDER,
  },
  { files: ['PUT_orders_400_20250216T154154Z'], arrange: cancelled },
  {
    files: ['GET_trades_200_20250707T'],
    arrange: (mounted) => buy(mounted, { productType: 'MARGIN' }),
    apart: { lines: ['/*/tradingSymbol text'], because: 'this exchange lists no equities' },
  },
  {
    files: ['GET_trades-range_200_20250315T104254Z'],
    ...LAST_DAY_OF_2024,
    apart: {
      lines: ['/*/drvExpiryDate text', '/*/drvExpiryDate text 9999-99-99 99:99:99'],
      because: 'it was NA in March 2025 and has been a time since',
    },
  },
  { files: ['GET_trades-range_200_20251018T'], ...LAST_DAY_OF_2024 },
  { files: ['GET_fundlimit_200_'] },
  { files: ['GET_ledger_200_'], account: { cash: 0 } },
  {
    files: ['GET_holdings_200_'],
    wire: { holdingMtf: 'none' },
    account: {
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
    },
  },
  { files: ['POST_margincalculator_200_'], account: { cash: 0 } },
];

export const REPRODUCTIONS: readonly Reproduction[] = [
  { files: AS_RECORDED },
  ...TRADING_REPRODUCTIONS,
  { files: ['GET_orders_401_', 'POST_marketfeed_ltp_401_'], login: 'none' },
  { files: ['POST_charts_historical_400_20260307T061445Z'], login: 'replaced' },
  { files: ['POST_charts_intraday_429_'], callsBefore: 5 },
  {
    files: ['GET_profile_200_20260307T070427Z'],
    apart: {
      lines: ['/mtf text', '/dataValidity text 9999-99-99 99:99:99.9'],
      because: "the sandbox's profile leaves them out; this exchange is the real host's",
    },
  },
  {
    files: ['POST_marketfeed_ohlc_200_20250125T095057Z', 'POST_marketfeed_quote_200_20250125T095210Z'],
    wire: { neverTraded: 'empty' },
    isUntraded: true,
    instead: LEG_OF_THE_SMALL_WORLD,
  },
  {
    files: ['POST_marketfeed_ltp_200_20260309T192643Z'],
    isUntraded: true,
    instead: LEG_OF_THE_SMALL_WORLD,
    apart: {
      lines: [
        '/data/NSE_EQ object',
        '/data/NSE_EQ/* object',
        '/data/NSE_EQ/*/last_price number',
        ...legOfFno(),
      ],
      because: 'this exchange lists no equities, so the segment is another',
    },
  },
  {
    files: ['POST_marketfeed_ohlc_200_20250315T102920Z'],
  },
  {
    files: ['POST_optionchain_200_20250125T', 'POST_optionchain_200_20250128T'],
    expiries: ['2025-01-30'],
    wire: OLD_LEGS,
  },
  { files: ['POST_optionchain_200_20250201T'], expiries: ['2025-02-06'], wire: OLD_LEGS },
  { files: ['POST_optionchain_200_20251101T'], expiries: ['2025-11-04'], wire: OLD_LEGS },
  {
    files: ['POST_optionchain_200_20251130T'],
    expiries: ['2025-12-02'],
    wire: OLD_LEGS,
    instead: NIFTY_BY_INDEX_ID,
  },
  { files: ['POST_optionchain_200_20251204T'], expiries: ['2025-12-09'], wire: OLD_LEGS },
  {
    files: ['POST_optionchain_expirylist_200_20250125T', 'POST_optionchain_expirylist_200_20251101T'],
    expiries: ['2025-11-04', '2025-11-11'],
  },
  { files: ['POST_optionchain_expirylist_200_20251204T'], expiries: ['2025-12-09', '2025-12-16'] },
  {
    files: ['POST_optionchain_expirylist_200_20251130T'],
    expiries: ['2025-12-02', '2025-12-09'],
    instead: NIFTY_BY_INDEX_ID,
  },
  { files: ['POST_charts_historical_200_20250125T'], date: '2025-01-23', instead: NO_EQUITIES },
  { files: ['POST_charts_historical_200_20250128T'], date: '2022-01-10', instead: NO_EQUITIES },
  { files: ['POST_charts_historical_200_20260309T'], date: '2024-01-02', instead: NO_EQUITIES },
  {
    files: ['POST_charts_intraday_200_20250128T', 'POST_charts_intraday_200_20260309T194333Z'],
    date: '2024-09-11',
    instead: NO_EQUITIES,
  },
  {
    files: ['POST_charts_intraday_200_20251101T063448Z'],
    date: '2025-10-29',
    instead: {
      body: { ...INDEX, interval: '5', fromDate: '2025-10-29', toDate: '2025-10-31' },
      because: 'its request was not recorded',
    },
  },
  { files: ['POST_charts_intraday_200_20251101T1'], date: '2025-10-29' },
  { files: ['POST_charts_intraday_200_20251204T'], date: '2025-11-27' },
  { files: ['POST_charts_intraday_200_20260309T132328Z'], date: '2026-03-05' },
  { files: ['POST_charts_intraday_200_20260309T194831Z'], date: '2024-01-15' },
  {
    files: ['POST_charts_intraday_400_20260313T'],
    instead: {
      body: { exchangeSegment: 'IDX_I' },
      because:
        'an unknown id is an empty chart here (reference 11.2, row 47), a pair that cannot be is refused',
    },
  },
];

/** Genuine bodies that no route of this exchange answers, and why. */
export const NOT_REPRODUCED: readonly { readonly files: readonly string[]; readonly because: string }[] = [
  {
    files: [
      'GET_orders_200_20250124T',
      'POST_charts_intraday_400_20251012T',
      'POST_charts_intraday_500_20251012T',
    ],
    because: 'paths without /v2, which this exchange does not serve',
  },
];

function legOfFno(): string[] {
  return ['/data/NSE_FNO object', '/data/NSE_FNO/* object', '/data/NSE_FNO/*/last_price number'];
}

/** An order that waits for the next open. */
function afterMarket(mounted: Arranged): string {
  return place(mounted, { productType: 'MARGIN', afterMarketOrder: true });
}

function cancelled(mounted: Arranged): string {
  const orderId = afterMarket(mounted);
  mounted.exchange.trading.orders.cancel(CLIENT_ID, orderId);
  return orderId;
}
