/** Bodies of ledger and trade history. Source: dhan-v2-wire 4.12. */
import { z } from 'zod';
import { renderJavaBody } from './java-body.ts';
import { DRV_OPTION_TYPES, ORDER_TYPES, PRODUCT_TYPES, TRANSACTION_TYPES, UNSET } from './trading-names.ts';

/** `GET /ledger`: its two balances at least, every value a text. */
export const LedgerSchema = z.array(
  z.object({
    dhanClientId: z.string(),
    narration: z.string(),
    voucherdate: z.string(),
    exchange: z.string(),
    voucherdesc: z.string(),
    vouchernumber: z.string(),
    debit: z.string(),
    credit: z.string(),
    runbal: z.string(),
  }),
);

/** One page of `GET /trades/{from}/{to}/{page}`. The two times that nobody kept are always NA. */
export const TradeHistorySchema = z.array(
  z.object({
    dhanClientId: z.string(),
    orderId: z.string(),
    exchangeOrderId: z.string(),
    exchangeTradeId: z.string(),
    transactionType: z.enum(TRANSACTION_TYPES),
    exchangeSegment: z.string(),
    productType: z.enum(PRODUCT_TYPES),
    orderType: z.enum(ORDER_TYPES),
    customSymbol: z.string(),
    securityId: z.string(),
    tradedQuantity: z.int(),
    tradedPrice: z.number(),
    isin: z.string(),
    instrument: z.string(),
    sebiTax: z.number(),
    stt: z.number(),
    brokerageCharges: z.number(),
    serviceTax: z.number(),
    exchangeTransactionCharges: z.number(),
    stampDuty: z.number(),
    createTime: z.literal(UNSET.text),
    updateTime: z.literal(UNSET.text),
    exchangeTime: z.string(),
    drvExpiryDate: z.string(),
    drvOptionType: z.enum(DRV_OPTION_TYPES),
    drvStrikePrice: z.number(),
  }),
);

export type LedgerRowBody = z.output<typeof LedgerSchema>[number];
export type HistoryTradeBody = z.output<typeof TradeHistorySchema>[number];

/** The balance before, or after, the span of a ledger; rupees. */
export function balanceRow(
  dhanClientId: string,
  narration: 'CLOSING BALANCE' | 'OPENING BALANCE',
  rupees: number,
): LedgerRowBody {
  return {
    dhanClientId,
    narration,
    voucherdate: 'Jan 01, 1970',
    exchange: 'NSE_CASH',
    voucherdesc: narration,
    vouchernumber: '',
    debit: '0.00',
    credit: '0.0',
    runbal: rupees === 0 ? '0' : rupees.toFixed(2),
  };
}

/** The answer of `GET /ledger`. */
export function renderLedger(rows: readonly LedgerRowBody[]): string {
  return renderJavaBody(LedgerSchema, [...rows]);
}

/** The answer of `GET /trades/{from}/{to}/{page}`. */
export function renderTradeHistory(trades: readonly HistoryTradeBody[]): string {
  return renderJavaBody(TradeHistorySchema, [...trades]);
}
