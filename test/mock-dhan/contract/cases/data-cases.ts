/** Option chain and market quotes: the Go tier. Source: dhan-v2-wire 4.2, 4.3. */
import { NIFTY, NIFTY_CHAIN } from '#test/support/rest-calls.ts';
import type { RouteCase, Shown } from '#test/support/route-case.ts';
import { FIRST_LEG_ID, SMALL_EXPIRY } from '#test/support/small-world.ts';
import { dataError } from './answer-shapes.ts';

const LEG_KEYS = [
  'average_price',
  'greeks',
  'implied_volatility',
  'last_price',
  'oi',
  'previous_close_price',
  'previous_oi',
  'previous_volume',
  'security_id',
  'top_ask_price',
  'top_ask_quantity',
  'top_bid_price',
  'top_bid_quantity',
  'volume',
];

const CHAIN = 'POST /v2/optionchain';
const EXPIRIES = 'POST /v2/optionchain/expirylist';
const LEG = String(FIRST_LEG_ID);

const OPTION_CHAIN_CASES: readonly RouteCase[] = [
  {
    route: CHAIN,
    status: 200,
    says: 'every strike with both legs',
    call: { body: NIFTY_CHAIN },
    shows: {
      keys: {
        '': ['data', 'status'],
        data: ['last_price', 'oc'],
        'data/oc': ['24950.000000', '25000.000000', '25050.000000'],
        'data/oc/25000.000000': ['ce', 'pe'],
        'data/oc/25000.000000/ce': LEG_KEYS,
        'data/oc/25000.000000/pe': LEG_KEYS,
        'data/oc/25000.000000/ce/greeks': ['delta', 'theta', 'gamma', 'vega'],
      },
      values: {
        status: 'success',
        'data/last_price': 25_000,
        'data/oc/25000.000000/ce/security_id': FIRST_LEG_ID + 2,
        'data/oc/25000.000000/ce/top_bid_price': 199.95,
      },
    },
  },
  refused(CHAIN, 'no JSON', 'not json', '814'),
  refused(CHAIN, 'no underlying', { UnderlyingSeg: 'IDX_I', Expiry: SMALL_EXPIRY }, '814'),
  refused(CHAIN, 'an unknown id', { ...NIFTY_CHAIN, UnderlyingScrip: 99_999 }, '813'),
  refused(CHAIN, 'a date in another form', { ...NIFTY_CHAIN, Expiry: '10-02-2026' }, '812'),
  refused(CHAIN, 'an expiry that is not listed', { ...NIFTY_CHAIN, Expiry: '2026-02-11' }, '811'),
  {
    route: CHAIN,
    status: 429,
    says: 'the same chain within three seconds',
    arrange: async ({ exchange }) => {
      const { accessToken, clientId } = exchange.accounts.credentialsOf()!;
      const headers = { 'access-token': accessToken, 'client-id': clientId };
      await exchange.app.request('/v2/optionchain', {
        method: 'POST',
        headers,
        body: JSON.stringify(NIFTY_CHAIN),
      });
    },
    call: { body: NIFTY_CHAIN },
    shows: {
      ...dataError('805'),
      change: { read: ({ exchange }) => exchange.counters().rateLimited['option-chain'], to: 1 },
    },
  },
  {
    route: EXPIRIES,
    status: 200,
    says: "the underlying's own dates",
    call: { body: NIFTY },
    shows: { keys: { '': ['data', 'status'] }, values: { data: [SMALL_EXPIRY], status: 'success' } },
  },
  refused(EXPIRIES, 'a list', '[]', '814'),
  refused(EXPIRIES, 'an unknown id', { ...NIFTY, UnderlyingScrip: 99_999 }, '813'),
];

const DEPTH_KEYS = ['quantity', 'orders', 'price'];
const QUOTE_KEYS = [
  'average_price',
  'buy_quantity',
  'depth',
  'last_price',
  'last_quantity',
  'last_trade_time',
  'lower_circuit_limit',
  'net_change',
  'ohlc',
  'oi',
  'oi_day_high',
  'oi_day_low',
  'sell_quantity',
  'upper_circuit_limit',
  'volume',
];

const OHLC = { open: 200, close: 190, high: 200, low: 200 };

const QUOTE_CASES: readonly RouteCase[] = [
  quoted('ltp', ['last_price'], { last_price: 200 }),
  quoted('ohlc', ['last_price', 'ohlc'], { last_price: 200, ohlc: OHLC }),
  quoted('quote', QUOTE_KEYS, {
    volume: 65_000,
    ohlc: OHLC,
    net_change: 10,
    oi: 6500,
    'depth/buy/0/price': 199.95,
    last_trade_time: '04/02/2026 09:19:59',
  }),
  ...(['ltp', 'ohlc', 'quote'] as const).flatMap((path) => {
    const route = `POST /v2/marketfeed/${path}`;
    const tooMany = { NSE_FNO: Array.from({ length: 1001 }, (_, id) => id) };
    return [
      refused(route, 'no JSON', '{', '814'),
      refused(route, 'ids that are texts', { NSE_FNO: [LEG] }, '814'),
      refused(route, 'more than 1000 instruments', tooMany, '804'),
      {
        route,
        status: 200,
        says: 'unknown ids and segments are left out',
        call: { body: { NSE_FNO: [999_999], NOWHERE: [1] } },
        shows: { keys: { data: ['NSE_FNO'], 'data/NSE_FNO': [] }, values: { status: 'success' } },
      } as const,
    ];
  }),
];

export const DATA_CASES: readonly RouteCase[] = [...OPTION_CHAIN_CASES, ...QUOTE_CASES];

function refused(route: string, says: string, body: unknown, code: string): RouteCase {
  return { route, status: 400, says, call: { body }, shows: dataError(code) };
}

/** One leg's quote; `values` are told from the leg on. */
function quoted(
  path: string,
  legKeys: readonly string[],
  values: Readonly<Record<string, unknown>>,
): RouteCase {
  const leg = `data/NSE_FNO/${LEG}`;
  const depth =
    path === 'quote' ? { [`${leg}/depth`]: ['buy', 'sell'], [`${leg}/depth/buy/4`]: DEPTH_KEYS } : {};
  const shows: Shown = {
    keys: { '': ['data', 'status'], data: ['NSE_FNO'], 'data/NSE_FNO': [LEG], [leg]: legKeys, ...depth },
    values: Object.fromEntries(Object.entries(values).map(([key, value]) => [`${leg}/${key}`, value])),
  };
  const call = { body: { NSE_FNO: [FIRST_LEG_ID] } };
  return { route: `POST /v2/marketfeed/${path}`, status: 200, says: 'the quote of a leg', call, shows };
}
