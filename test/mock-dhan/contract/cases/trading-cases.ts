/** An account that has never traded: books, statements, and what is not simulated. Source: dhan-v2-wire 4.5 to 4.13. */
import { ROUTES, routeKey } from '#mock-dhan/rest/route-table.ts';
import type { Route } from '#mock-dhan/rest/route-table.ts';
import type { RouteCase } from '#test/support/route-case.ts';
import { EMPTY_LIST, javaError } from './answer-shapes.ts';

const LEDGER = 'GET /v2/ledger';
const HISTORY = 'GET /v2/trades/:from/:to/:page';
const JANUARY = { from: '2026-01-01', to: '2026-02-01', page: '0' };
const LEDGER_KEYS = [
  'dhanClientId',
  'narration',
  'voucherdate',
  'exchange',
  'voucherdesc',
  'vouchernumber',
  'debit',
  'credit',
  'runbal',
];

export const TRADING_CASES: readonly RouteCase[] = [
  ...routesThat('empty').map((route): RouteCase => ({
    route,
    status: 200,
    says: 'an empty list',
    shows: EMPTY_LIST,
  })),
  ...routesThat('not-simulated').map((route): RouteCase => ({
    route,
    status: 400,
    says: 'not simulated yet',
    shows: javaError('DH-905', 'This mock does not simulate orders yet.'),
  })),
  {
    route: 'GET /v2/orders/external/:correlationId',
    status: 404,
    says: 'an order nobody placed',
    shows: javaError('DH-906'),
  },
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
    route: 'GET /v2/fundlimit',
    status: 200,
    says: 'cash alone',
    shows: {
      keys: {
        '': [
          'dhanClientId',
          'availabelBalance',
          'sodLimit',
          'collateralAmount',
          'receiveableAmount',
          'utilizedAmount',
          'blockedPayoutAmount',
          'withdrawableBalance',
        ],
      },
      values: { availabelBalance: 1_000_000, utilizedAmount: 0 },
    },
  },
  {
    route: LEDGER,
    status: 200,
    says: 'an empty month has its two balances',
    call: { query: { 'from-date': '2026-01-01', 'to-date': '2026-02-01' } },
    shows: {
      keys: { '': ['0', '1'], '0': LEDGER_KEYS, '1': LEDGER_KEYS },
      values: { '0/narration': 'CLOSING BALANCE', '1/narration': 'OPENING BALANCE', '1/runbal': '0' },
    },
  },
  { route: LEDGER, status: 400, says: 'no dates', shows: javaError('DH-905') },
  {
    route: LEDGER,
    status: 400,
    says: 'a date in another form',
    call: { query: { 'from-date': '01-01-2026', 'to-date': '2026-02-01' } },
    shows: javaError('DH-905'),
  },
  { route: HISTORY, status: 200, says: 'no trades', call: { parameters: JANUARY }, shows: EMPTY_LIST },
  {
    route: HISTORY,
    status: 400,
    says: 'a date that is none',
    call: { parameters: { ...JANUARY, to: '2026-02-31' } },
    shows: javaError('DH-905'),
  },
  {
    route: HISTORY,
    status: 400,
    says: 'a page that is no number',
    call: { parameters: { ...JANUARY, page: 'first' } },
    shows: javaError('DH-905'),
  },
];

function routesThat(answer: Route['answer']): string[] {
  return ROUTES.filter((route) => route.answer === answer).map(routeKey);
}
