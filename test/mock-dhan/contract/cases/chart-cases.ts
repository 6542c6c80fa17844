/** Daily, intraday and rolling-option bars, and the quote of the first original system. Source: dhan-v2-wire 4.4; design decision 2. */
import { istToEpochMs } from '#engine/market/ist-time.ts';
import type { WireProfile } from '#engine/wire/wire-profile.ts';
import { CALL_SERIES } from '#test/support/rest-calls.ts';
import type { RestMount } from '#test/support/msw-mount.ts';
import type { RouteCase, Shown } from '#test/support/route-case.ts';
import { SMALL_DATE } from '#test/support/small-world.ts';
import { javaError } from './answer-shapes.ts';

const DAILY = 'POST /v2/charts/historical';
const INTRADAY = 'POST /v2/charts/intraday';
const ROLLING = 'POST /v2/charts/rollingoption';

const INDEX = { securityId: '13', exchangeSegment: 'IDX_I', instrument: 'INDEX' };
const DAYS = { ...INDEX, fromDate: '2026-02-01', toDate: '2026-02-05' };
const MINUTES = { ...INDEX, interval: '1', fromDate: SMALL_DATE, toDate: SMALL_DATE };
const SERIES = { ...CALL_SERIES, toDate: '2026-02-05' };
const SERIES_KEYS = ['iv', 'oi', 'strike', 'spot', 'open', 'high', 'low', 'close', 'volume', 'timestamp'];

export const CHART_CASES: readonly RouteCase[] = [
  {
    route: DAILY,
    status: 200,
    says: "the day's own bar once it has closed",
    arrange: ({ clock }) => clock.advanceTo(istToEpochMs(SMALL_DATE, '15:30:00')),
    call: { body: { ...DAYS, fromDate: SMALL_DATE } },
    shows: (mounted) => bars(mounted, { close: [25_000], timestamp: [istToEpochMs(SMALL_DATE) / 1000] }),
  },
  refused(DAILY, 'no JSON', '', 'DH-905'),
  refused(DAILY, 'a time of day', { ...DAYS, fromDate: `${SMALL_DATE} 09:15:00` }, 'DH-905'),
  refused(DAILY, 'an index among equities', { ...DAYS, exchangeSegment: 'NSE_EQ' }, 'DH-907'),
  {
    route: INTRADAY,
    status: 200,
    says: 'one bar a minute with a trade',
    arrange: ({ clock }) => clock.advanceTo(istToEpochMs(SMALL_DATE, '09:21:00')),
    call: { body: MINUTES },
    shows: (mounted) =>
      bars(mounted, { close: [25_000], timestamp: [istToEpochMs(SMALL_DATE, '09:19') / 1000] }),
  },
  {
    route: INTRADAY,
    status: 200,
    says: 'open interest when asked for',
    call: { body: { ...MINUTES, oi: true } },
    shows: { keys: { '': [...barKeys(), 'open_interest'] }, values: { open_interest: [0] } },
  },
  refused(INTRADAY, 'an interval nobody draws', { ...MINUTES, interval: 7 }, 'DH-905'),
  refused(INTRADAY, 'a date that is none', { ...MINUTES, toDate: '2026-02-30' }, 'DH-905'),
  refused(INTRADAY, 'more than 90 days', { ...MINUTES, fromDate: '2025-10-01' }, 'DH-905'),
  refused(INTRADAY, 'an index that is an equity', { ...MINUTES, instrument: 'EQUITY' }, 'DH-907'),
  {
    route: ROLLING,
    status: 200,
    says: 'the leg at the money, the other null',
    arrange: ({ clock }) => clock.advanceTo(istToEpochMs(SMALL_DATE, '09:21:00')),
    call: { body: SERIES },
    shows: {
      keys: { '': ['data'], data: ['ce', 'pe'], 'data/ce': SERIES_KEYS },
      values: {
        'data/pe': null,
        'data/ce/strike': [25_000],
        'data/ce/spot': [25_000],
        'data/ce/close': [200],
      },
    },
  },
  refused(ROLLING, 'no expiry code', { ...SERIES, expiryCode: 0 }, 'DH-905'),
  refused(ROLLING, 'a strike that is none', { ...SERIES, strike: 'ITM' }, 'DH-905'),
  ...seedQuoteCases('GET /v2/market-data/quote/:securityId'),
];

function seedQuoteCases(route: string): RouteCase[] {
  const on = ({ seedNames }: WireProfile): boolean => seedNames === 'accepted';
  return [
    {
      route,
      on,
      status: 200,
      says: 'NIFTY by its other id',
      call: { parameters: { securityId: '13626' } },
      shows: {
        keys: { '': ['data', 'status'], data: ['ltp'] },
        values: { 'data/ltp': 25_000, status: 'success' },
      },
    },
    { route, on, status: 400, says: 'an unknown id', shows: javaError('DH-905') },
    {
      route,
      on: ({ seedNames }) => seedNames === 'unknown',
      status: 404,
      says: 'a path Dhan does not have',
      call: { headers: {} },
      shows: {
        keys: { '': ['timestamp', 'status', 'error', 'path'] },
        values: { status: 404, error: 'Not Found', path: '/v2/market-data/quote/1' },
      },
    },
  ];
}

function refused(route: string, says: string, body: unknown, code: string): RouteCase {
  return { route, status: 400, says, call: { body }, shows: javaError(code) };
}

function bars({ exchange }: RestMount, values: Readonly<Record<string, readonly number[]>>): Shown {
  const always = exchange.wire.openInterestList === 'always' ? ['open_interest'] : [];
  return { keys: { '': [...barKeys(), ...always] }, values };
}

function barKeys(): string[] {
  return ['open', 'high', 'low', 'close', 'volume', 'timestamp'];
}
