/** Ledger and trade history. Source: dhan-v2-wire 4.12. */
import type { RestMount } from '#test/support/msw-mount.ts';
import type { RouteCase } from '#test/support/route-case.ts';
import { LOT, buy, closeExpiryDay } from '#test/support/trading-account.ts';
import { EMPTY_LIST, javaError, keysIn } from './answer-shapes.ts';

const LEDGER = 'GET /v2/ledger';
const HISTORY = 'GET /v2/trades/:from/:to/:page';
const TODAY = { from: '2026-02-04', to: '2026-02-04', page: '0' };
const LEDGER_KEYS = keysIn(`dhanClientId narration voucherdate exchange voucherdesc vouchernumber debit credit
      runbal`);

export const STATEMENT_CASES: readonly RouteCase[] = [
  {
    route: LEDGER,
    status: 200,
    says: 'an empty month has its two balances',
    call: { query: { 'from-date': '2026-01-01', 'to-date': '2026-02-01' } },
    shows: {
      keys: { '': ['0', '1'], '0': LEDGER_KEYS, '1': LEDGER_KEYS },
      values: {
        '0/narration': 'CLOSING BALANCE',
        '1/narration': 'OPENING BALANCE',
        '1/runbal': '1000000.00',
      },
    },
  },
  {
    route: LEDGER,
    status: 200,
    says: 'the bill of a day',
    arrange: bought,
    call: { query: { 'from-date': TODAY.from, 'to-date': TODAY.to } },
    shows: {
      keys: { '': ['0', '1', '2'], '1': LEDGER_KEYS },
      values: { '1/voucherdate': 'Feb 04, 2026', '1/credit': '0.00', '1/exchange': 'NSE_FNO' },
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
  { route: HISTORY, status: 200, says: 'no trades', call: { parameters: TODAY }, shows: EMPTY_LIST },
  {
    route: HISTORY,
    status: 200,
    says: 'a trade and what it cost',
    arrange: bought,
    call: { parameters: TODAY },
    shows: {
      keys: {
        '': ['0'],
        '0': keysIn(`dhanClientId orderId exchangeOrderId exchangeTradeId transactionType exchangeSegment
      productType orderType customSymbol securityId tradedQuantity tradedPrice isin
      instrument sebiTax stt brokerageCharges serviceTax exchangeTransactionCharges
      stampDuty createTime updateTime exchangeTime drvExpiryDate drvOptionType
      drvStrikePrice`),
      },
      values: {
        '0/customSymbol': 'NIFTY 10 FEB 24950 CALL',
        '0/brokerageCharges': 20,
        '0/createTime': 'NA',
        '0/drvExpiryDate': '2026-02-10 00:00:00',
      },
    },
  },
  {
    route: HISTORY,
    status: 200,
    says: 'an option that was settled at its expiry',
    arrange: (mounted) => {
      buy(mounted, { productType: 'MARGIN' });
      closeExpiryDay(mounted);
    },
    call: { parameters: { ...TODAY, to: '2026-02-10' } },
    shows: {
      keys: { '': ['0', '1'] },
      values: {
        '0/orderId': '0',
        '0/transactionType': 'SELL',
        '0/tradedQuantity': LOT,
        '0/tradedPrice': 50,
        '0/brokerageCharges': 0,
        '0/stt': 4,
        '0/exchangeTime': '2026-02-10 15:30:00',
        '1/transactionType': 'BUY',
      },
    },
  },
  {
    route: HISTORY,
    status: 200,
    says: 'past the end',
    arrange: bought,
    call: { parameters: { ...TODAY, page: '1' } },
    shows: EMPTY_LIST,
  },
  {
    route: HISTORY,
    status: 400,
    says: 'a date that is none',
    call: { parameters: { ...TODAY, to: '2026-02-31' } },
    shows: javaError('DH-905'),
  },
  {
    route: HISTORY,
    status: 400,
    says: 'a page that is no number',
    call: { parameters: { ...TODAY, page: 'first' } },
    shows: javaError('DH-905'),
  },
];

function bought(mounted: RestMount): void {
  buy(mounted);
}
