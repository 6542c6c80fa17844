/** What is served without a login: files, health, and the surfaces that are not there. Source: dhan-v2-wire 1.1, 5. */
import { ROUTES, routeKey } from '#mock-dhan/rest/route-table.ts';
import type { RouteCase } from '#test/support/route-case.ts';
import { javaError } from './answer-shapes.ts';

const COMPACT_COLUMNS =
  'SEM_EXM_EXCH_ID,SEM_SEGMENT,SEM_SMST_SECURITY_ID,SEM_INSTRUMENT_NAME,SEM_EXPIRY_CODE,SEM_TRADING_SYMBOL,SEM_LOT_UNITS,SEM_CUSTOM_SYMBOL,SEM_EXPIRY_DATE,SEM_STRIKE_PRICE,SEM_OPTION_TYPE,SEM_TICK_SIZE,SEM_EXPIRY_FLAG,SEM_EXCH_INSTRUMENT_TYPE,SEM_SERIES,SM_SYMBOL_NAME'.split(
    ',',
  );
const DETAILED_COLUMNS =
  'EXCH_ID,SEGMENT,SECURITY_ID,ISIN,INSTRUMENT,UNDERLYING_SECURITY_ID,UNDERLYING_SYMBOL,SYMBOL_NAME,DISPLAY_NAME,INSTRUMENT_TYPE,SERIES,LOT_SIZE,SM_EXPIRY_DATE,STRIKE_PRICE,OPTION_TYPE,TICK_SIZE,EXPIRY_FLAG,BRACKET_FLAG,COVER_FLAG,ASM_GSM_FLAG,ASM_GSM_CATEGORY,BUY_SELL_INDICATOR,BUY_CO_MIN_MARGIN_PER,BUY_CO_SL_RANGE_MAX_PERC,BUY_CO_SL_RANGE_MIN_PERC,BUY_BO_MIN_MARGIN_PER,BUY_BO_PROFIT_RANGE_MAX_PERC,BUY_BO_PROFIT_RANGE_MIN_PERC,MTF_LEVERAGE,SM_UPPER_LIMIT,SM_LOWER_LIMIT,SM_FREEZE_QTY,'.split(
    ',',
  );
const SEGMENT = 'GET /v2/instrument/:exchangeSegment';

export const FILE_CASES: readonly RouteCase[] = [
  {
    route: 'GET /healthz',
    status: 200,
    says: 'the scenario and its time',
    call: { headers: {} },
    shows: {
      keys: { '': ['status', 'scenario', 'now'] },
      values: { status: 'ok', scenario: 'small', now: '2026-02-04T09:20:00.000+05:30' },
    },
  },
  {
    route: 'GET /v2/v3/api-docs',
    status: 200,
    says: 'the REST surface',
    call: { headers: {} },
    shows: {
      keys: { '': ['openapi', 'info', 'servers', 'tags', 'paths', 'components'] },
      values: { openapi: '3.1.1', 'components/securitySchemes/access-token/in': 'header' },
    },
  },
  {
    route: 'GET /asyncapi.json',
    status: 200,
    says: 'the sockets',
    call: { headers: {} },
    shows: {
      keys: { channels: ['live', 'depth-20', 'depth-200', 'order-update'] },
      values: { asyncapi: '3.0.0', 'channels/live/address': '/' },
    },
  },
  {
    route: 'GET /api-data/api-scrip-master.csv',
    status: 200,
    says: 'every instrument',
    call: { headers: {} },
    shows: {
      reads: 'csv',
      keys: { first: COMPACT_COLUMNS },
      values: { rows: 14, 'first/SEM_SMST_SECURITY_ID': '13', 'first/SEM_TRADING_SYMBOL': 'NIFTY' },
    },
  },
  {
    route: 'GET /api-data/api-scrip-master-detailed.csv',
    status: 200,
    says: 'every instrument',
    call: { headers: {} },
    shows: {
      reads: 'csv',
      keys: { first: DETAILED_COLUMNS },
      values: { rows: 14, 'first/SECURITY_ID': '13', 'first/UNDERLYING_SYMBOL': 'NIFTY' },
    },
  },
  {
    route: SEGMENT,
    status: 200,
    says: "a segment's instruments",
    call: { headers: {}, parameters: { exchangeSegment: 'NSE_FNO' } },
    shows: {
      reads: 'csv',
      keys: { first: DETAILED_COLUMNS },
      values: { rows: 12, 'first/SECURITY_ID': '40000', 'first/OPTION_TYPE': 'CE' },
    },
  },
  { route: SEGMENT, status: 400, says: 'no segment', call: { headers: {} }, shows: javaError('DH-905') },
  ...ROUTES.filter(({ answer }) => answer === 'out-of-scope').map((route): RouteCase => ({
    route: routeKey(route),
    status: 501,
    says: 'out of scope, by name',
    call: { headers: {} },
    shows: { keys: { '': ['error'] }, values: { error: `${route.name}: not simulated` } },
  })),
];
