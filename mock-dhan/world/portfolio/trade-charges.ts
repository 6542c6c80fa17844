/**
 * What a trade of options or futures costs besides its price, as a contract note of 2024 to 2026 prints it. The rates give back the recorded trade of
 * 2024-12-31 (brokerage 20, exchange 0.0153, tax 3.6028 on a premium of 43.75). Source: dhan-v2-wire 4.12.
 */
import type { Trade } from '../orders/order.ts';
import { rupees } from './paise.ts';
import type { TradeCharges } from './portfolio.ts';

/** Rupees, for each executed order. */
const BROKERAGE = 20;
/** Of what was paid. */
interface Rates {
  /** When sold. */
  readonly stt: number;
  readonly exchange: Readonly<Record<'NSE' | 'BSE', number>>;
  /** When bought. */
  readonly stamp: number;
}

const RATES: Readonly<Record<'option' | 'future', Rates>> = {
  option: { stt: 0.001, exchange: { NSE: 0.0003503, BSE: 0.000325 }, stamp: 0.00003 },
  future: { stt: 0.0002, exchange: { NSE: 0.0000173, BSE: 0 }, stamp: 0.00002 },
};
const SEBI_RATE = 0.000001;
/** GST on brokerage, exchange and SEBI charges. */
const GST_RATE = 0.18;

/** Charges of one trade; an order's brokerage is on its first. Taxes of whole rupees are rounded, the rest has four decimals. */
export function chargesOf(trade: Trade, isFirstOfOrder: boolean): TradeCharges {
  const { exchange, instrument } = trade.contract;
  const rates = RATES[instrument.kind];
  const value = rupees(trade.pricePaise) * trade.quantity;
  const isBuy = trade.transactionType === 'BUY';
  const brokerage = isFirstOfOrder ? BROKERAGE : 0;
  const exchangeTransaction = value * rates.exchange[exchange];
  const sebiTax = value * SEBI_RATE;
  return {
    brokerage,
    stt: isBuy ? 0 : Math.round(value * rates.stt),
    exchangeTransaction: inFourDecimals(exchangeTransaction),
    sebiTax: inFourDecimals(sebiTax),
    stampDuty: isBuy ? Math.round(value * rates.stamp) : 0,
    serviceTax: inFourDecimals((brokerage + exchangeTransaction + sebiTax) * GST_RATE),
  };
}

/** Rupees. */
export function totalCharges(charges: TradeCharges): number {
  const { brokerage, stt, exchangeTransaction, sebiTax, stampDuty, serviceTax } = charges;
  return brokerage + stt + exchangeTransaction + sebiTax + stampDuty + serviceTax;
}

function inFourDecimals(rupees: number): number {
  return Math.round(rupees * 10_000) / 10_000;
}
