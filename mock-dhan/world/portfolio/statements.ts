/** What is written down about an account: its ledger, and its trades with what they cost. Source: dhan-v2-wire 4.12. */
import { istDate } from '#engine/market/ist-time.ts';
import type { Trade } from '../orders/order.ts';
import { toPaise } from './paise.ts';
import type { Ledger, LedgerEntry, StatementTrade } from './portfolio.ts';
import { TradeCash } from './trade-cash.ts';
import { chargesOf, totalCharges } from './trade-charges.ts';

/** IST dates, both included. */
export interface StatementSpan {
  readonly fromDate: string;
  readonly toDate: string;
}

/** Trades of the span with their charges, oldest first. */
export function statementTrades(trades: readonly Trade[], span: StatementSpan): StatementTrade[] {
  const charged = new Set<string>();
  return trades.flatMap((trade) => {
    const isFirst = !charged.has(trade.orderId);
    charged.add(trade.orderId);
    const isWithin = isInSpan(istDate(trade.atMs), span);
    return isWithin ? [{ trade, charges: chargesOf(trade, isFirst) }] : [];
  });
}

/** One bill for each day and exchange that was traded on: what came in less what was paid and what it cost. */
export function ledgerOf(trades: readonly Trade[], sodPaise: number, span: StatementSpan): Ledger {
  const cash = new TradeCash();
  const bills = new Map<string, { date: string; exchange: Trade['contract']['exchange']; paise: number }>();
  for (const { trade, charges } of statementTrades(trades, { fromDate: '', toDate: span.toDate })) {
    const date = istDate(trade.atMs);
    const { exchange } = trade.contract;
    const bill = bills.get(`${date} ${exchange}`) ?? { date, exchange, paise: 0 };
    bills.set(`${date} ${exchange}`, bill);
    bill.paise += cash.of(trade);
    bill.paise -= toPaise(totalCharges(charges));
  }
  let openingPaise = sodPaise;
  let balancePaise = sodPaise;
  const entries: LedgerEntry[] = [];
  for (const { date, exchange, paise } of bills.values()) {
    balancePaise += paise;
    if (date < span.fromDate) openingPaise = balancePaise;
    else
      entries.push({
        date,
        exchange,
        debitPaise: Math.max(0, -paise),
        creditPaise: Math.max(0, paise),
        balancePaise,
      });
  }
  return { openingPaise, entries, closingPaise: balancePaise };
}

function isInSpan(date: string, { fromDate, toDate }: StatementSpan): boolean {
  return date >= fromDate && date <= toDate;
}
