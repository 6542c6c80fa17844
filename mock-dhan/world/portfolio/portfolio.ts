/** What an account holds, owes and may spend. Money in paise. Source: dhan-v2-wire 4.9 to 4.12. */
import type { ExchangeSegment } from '#engine/market/instrument.ts';
import type { Contract } from '../orders/contract.ts';
import type { ProductType, Trade, TransactionType } from '../orders/order.ts';

/** What an account begins the day with. */
export interface OpeningBalance {
  readonly clientId: string;
  readonly cashPaise: number;
  readonly holdings: readonly Holding[];
}

/** Shares in the demat account. They are shown and stand as they are: this exchange lists no shares to trade. */
export interface Holding {
  readonly tradingSymbol: string;
  readonly securityId: string;
  readonly isin: string;
  readonly quantity: number;
  /** Of `quantity`, bought yesterday and not yet delivered. */
  readonly t1Quantity: number;
  readonly averagePricePaise: number;
  readonly lastPricePaise: number;
}

/** What was traded in one contract and product today, and what is left of it. */
export interface Position {
  readonly clientId: string;
  readonly contract: Contract;
  readonly productType: ProductType;
  readonly buyQuantity: number;
  readonly buyValuePaise: number;
  readonly sellQuantity: number;
  readonly sellValuePaise: number;
  /** Bought less sold. */
  readonly netQuantity: number;
  /**
   * What the open units cost: paid for a long position (positive), received for a short one (negative). Each closed unit takes its even
   * share of it along, whole paise, so that open cost and realised profit add up to what was paid.
   */
  readonly openCostPaise: number;
  readonly realizedPaise: number;
  /** At the contract's last price. */
  readonly unrealizedPaise: number;
}

/**
 * An account's money, always `availablePaise = sodPaise + realizedPaise - openCostPaise - blockedPaise`: what came in and went out is
 * either spent on open positions, earned, or still there.
 */
export interface Funds {
  /** At the start of the day. */
  readonly sodPaise: number;
  readonly availablePaise: number;
  /** Premium of buy orders that wait, margin of what is or may be sold short, and of futures either way. */
  readonly blockedPaise: number;
  /** Paid for open positions less received for them; nothing for futures. */
  readonly openCostPaise: number;
  readonly realizedPaise: number;
}

/** One order whose margin is asked for. Price in rupees, 0: at the market. */
export interface MarginRequest {
  readonly clientId: string;
  readonly exchangeSegment: ExchangeSegment;
  readonly transactionType: TransactionType;
  readonly quantity: number;
  readonly productType: ProductType;
  readonly securityId: number;
  readonly price: number;
  readonly triggerPrice?: number | undefined;
}

/** What an order would need. */
export interface Margin {
  readonly totalPaise: number;
  readonly spanPaise: number;
  readonly exposurePaise: number;
  /** For shares: the part that is neither span nor exposure. */
  readonly variablePaise: number;
  readonly availablePaise: number;
  readonly insufficientPaise: number;
  readonly brokeragePaise: number;
  /** `1X`, `5X`: what is bought for each rupee of margin. */
  readonly leverage: string;
}

/** Part of a position that becomes one of another product. */
export interface ConversionRequest {
  readonly clientId: string;
  readonly exchangeSegment: ExchangeSegment;
  readonly securityId: number;
  readonly fromProductType: ProductType;
  readonly toProductType: ProductType;
  readonly positionType: 'LONG' | 'SHORT';
  readonly quantity: number;
}

/** Limits at which everything is sold off. */
export interface PnlExit {
  readonly profitPaise: number;
  readonly lossPaise: number;
  /** INTRADAY: products of the day; DELIVERY: the others. */
  readonly productTypes: readonly ('INTRADAY' | 'DELIVERY')[];
  readonly enableKillSwitch: boolean;
}

/** An account's ledger over a span of days. */
export interface Ledger {
  /** Before the first day of the span. */
  readonly openingPaise: number;
  /** Oldest first; empty when nothing was traded. */
  readonly entries: readonly LedgerEntry[];
  readonly closingPaise: number;
}

/** The bill of one day and exchange. */
export interface LedgerEntry {
  /** IST, `YYYY-MM-DD`. */
  readonly date: string;
  readonly exchange: 'NSE' | 'BSE';
  readonly debitPaise: number;
  readonly creditPaise: number;
  readonly balancePaise: number;
}

/** A trade with what it cost besides its price; each in rupees, as the statement prints them. */
export interface StatementTrade {
  readonly trade: Trade;
  readonly charges: TradeCharges;
}

/** Source: the rates printed on a contract note; see trade-charges.ts. */
export interface TradeCharges {
  readonly brokerage: number;
  readonly stt: number;
  readonly exchangeTransaction: number;
  readonly sebiTax: number;
  readonly stampDuty: number;
  /** GST on brokerage, exchange and SEBI charges. */
  readonly serviceTax: number;
}
