/** Ledger and trade history. Source: dhan-v2-wire 4.12; 11.2, row 31. */
import { z } from 'zod';
import { INSTRUMENT_NAMES } from '#engine/market/instrument.ts';
import { MONTH_NAMES } from '#engine/market/ist-time.ts';
import { balanceRow, renderLedger, renderTradeHistory } from '#engine/wire/statement-bodies.ts';
import type { HistoryTradeBody, LedgerRowBody } from '#engine/wire/statement-bodies.ts';
import { UNSET } from '#engine/wire/trading-names.ts';
import { rupees } from '../../world/portfolio/paise.ts';
import type { LedgerEntry, StatementTrade, TradeCharges } from '../../world/portfolio/portfolio.ts';
import type { StatementSpan } from '../../world/portfolio/statements.ts';
import { inputError } from '../answers.ts';
import { averageRupees, contractFields, wireTime } from './contract-fields.ts';
import { answered, pathPart } from './trading-call.ts';
import type { TradingAnswers, TradingCall } from './trading-call.ts';

export const STATEMENT_ANSWERS: TradingAnswers = {
  'GET /v2/ledger': ledger,
  'GET /v2/trades/:from/:to/:page': tradeHistory,
};

/** Rows of a page, as both captures have them. */
const PAGE_ROWS = 20;

/** Newest first, between its two balances. */
function ledger(call: TradingCall): Response {
  const { context, clientId, floor } = call;
  const span = spanOf(context.req.query('from-date'), context.req.query('to-date'));
  if (!span) return inputError(context);
  const { openingPaise, entries, closingPaise } = floor.portfolio.ledger(clientId, span);
  return answered(
    call,
    renderLedger([
      balanceRow(clientId, 'CLOSING BALANCE', rupees(closingPaise)),
      ...entries.toReversed().map((entry) => billRow(clientId, entry)),
      balanceRow(clientId, 'OPENING BALANCE', rupees(openingPaise)),
    ]),
  );
}

function billRow(dhanClientId: string, entry: LedgerEntry): LedgerRowBody {
  const { date, exchange, debitPaise, creditPaise, balancePaise } = entry;
  const [year = '', month = '', day = ''] = date.split('-');
  return {
    dhanClientId,
    narration: `${exchange} F&O BILL`,
    voucherdate: `${MONTH_NAMES[Number(month) - 1]} ${day}, ${year}`,
    exchange: `${exchange}_FNO`,
    voucherdesc: 'BILL',
    vouchernumber: `${year}${month}${day}${exchange}`,
    debit: rupees(debitPaise).toFixed(2),
    credit: rupees(creditPaise).toFixed(2),
    runbal: rupees(balancePaise).toFixed(2),
  };
}

/** Newest order first. */
function tradeHistory(call: TradingCall): Response {
  const span = spanOf(pathPart(call, 'from'), pathPart(call, 'to'));
  const page = pathPart(call, 'page');
  if (!span || !/^\d{1,9}$/.test(page)) return inputError(call.context);
  const first = Number(page) * PAGE_ROWS;
  const trades = call.floor.portfolio.tradeHistory(call.clientId, span);
  const byOrder = [...Map.groupBy(trades, ({ trade }) => trade.orderId).values()].toReversed();
  return answered(call, renderTradeHistory(byOrder.slice(first, first + PAGE_ROWS).map(historyBodyOf)));
}

/** Both captures have one row for each order, and no trade's id. */

function historyBodyOf(trades: readonly StatementTrade[]): HistoryTradeBody {
  const { trade } = trades.at(-1)!;
  const contract = contractFields(trade.contract);
  const quantity = sumOf(trades, (each) => each.trade.quantity);
  const valuePaise = sumOf(trades, (each) => each.trade.quantity * each.trade.pricePaise);
  return {
    dhanClientId: trade.clientId,
    orderId: trade.orderId,
    exchangeOrderId: trade.exchangeOrderId,
    exchangeTradeId: '0',
    transactionType: trade.transactionType,
    productType: trade.productType,
    orderType: trade.orderType,
    ...contract,
    tradedQuantity: quantity,
    tradedPrice: averageRupees(valuePaise, quantity),
    isin: '',
    instrument: INSTRUMENT_NAMES[trade.contract.instrument.kind],
    ...chargesOf(trades),
    createTime: UNSET.text,
    updateTime: UNSET.text,
    exchangeTime: wireTime(trade.atMs),
    drvExpiryDate: `${contract.drvExpiryDate} 00:00:00`,
  };
}

/** Each with four decimals, as the captures have them. */
function chargesOf(trades: readonly StatementTrade[]) {
  const total = (name: keyof TradeCharges): number =>
    Math.round(sumOf(trades, ({ charges }) => charges[name]) * 10_000) / 10_000;
  return {
    sebiTax: total('sebiTax'),
    stt: total('stt'),
    brokerageCharges: total('brokerage'),
    serviceTax: total('serviceTax'),
    exchangeTransactionCharges: total('exchangeTransaction'),
    stampDuty: total('stampDuty'),
  };
}

function sumOf(trades: readonly StatementTrade[], read: (each: StatementTrade) => number): number {
  return trades.reduce((sum, each) => sum + read(each), 0);
}

const DateSchema = z.iso.date();

function spanOf(fromDate: string | undefined, toDate: string | undefined): StatementSpan | undefined {
  const from = DateSchema.safeParse(fromDate).data;
  const to = DateSchema.safeParse(toDate).data;
  return from === undefined || to === undefined ? undefined : { fromDate: from, toDate: to };
}
