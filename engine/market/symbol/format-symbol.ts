/** Writes a symbol in each form. Source: dhan-v2-wire 5.3; the compact form as the exchanges' members write it. */
import { MONTH_NAMES } from '../ist-time.ts';
import { isContract, underlyingOf } from './market-symbol.ts';
import type { ContractSymbol, MarketSymbol, OptionSymbol } from './market-symbol.ts';
import { monthlyExpiry } from './symbol-expiry.ts';
import type { SymbolForm } from './symbol-grammar.ts';
import { otherNamesOf } from './underlying-names.ts';

/** A symbol as text. */
export interface SymbolText {
  readonly form: SymbolForm;
  readonly text: string;
}

/**
 * Every form of a symbol; one that needs a day of expiry is left out where none is known. `asOf` is the day whose calendar tells a monthly
 * expiry from a weekly one.
 */
export function symbolForms(symbol: MarketSymbol, asOf: string): SymbolText[] {
  if (!isContract(symbol))
    return [symbol.symbol, ...otherNamesOf(symbol.symbol)].map((text) => ({ form: 'name', text }));
  const texts = {
    compact: compactSymbol(symbol, asOf),
    trading: tradingSymbol(symbol),
    custom: customSymbol(symbol),
  } as const;
  return (['compact', 'trading', 'custom'] as const).flatMap((form) => {
    const text = texts[form];
    return text === undefined ? [] : [{ form, text }];
  });
}

/** `NIFTY25NOVFUT`, `NIFTY25NOV24500CE`; an option that is not the month's last one `NIFTY25N1124500PE`. */
export function compactSymbol(symbol: ContractSymbol, asOf: string): string {
  const { underlying, month, expiry } = symbol;
  const year = month.slice(2, 4);
  const ofMonth = `${underlying}${year}${monthName(month).toUpperCase()}`;
  if (symbol.kind === 'future') return `${ofMonth}FUT`;
  const end = `${symbol.strike}${symbol.optionType}`;
  const isMonthly =
    expiry === undefined || (monthlyExpiry(underlyingOf(symbol), month, asOf) ?? expiry) === expiry;
  return isMonthly ? `${ofMonth}${end}` : `${underlying}${year}${monthLetter(month)}${expiry.slice(8)}${end}`;
}

/** `NIFTY-Nov2025-24000-CE`, `NIFTY-Nov2025-FUT`: the same for every expiry of a month, but on MCX, which writes the day: `CRUDEOIL-19Oct2026-FUT`. */
export function tradingSymbol(symbol: ContractSymbol): string | undefined {
  const { underlying, exchange, month, expiry } = symbol;
  if (exchange === 'MCX' && expiry === undefined) return undefined;
  const day = exchange === 'MCX' && expiry !== undefined ? expiry.slice(8) : '';
  const head = `${underlying}-${day}${monthName(month)}${month.slice(0, 4)}`;
  return symbol.kind === 'future' ? `${head}-FUT` : `${head}-${symbol.strike}-${symbol.optionType}`;
}

/** `NIFTY 25 NOV 24000 CALL`, `NIFTY NOV FUT`: without a year. */
export function customSymbol(symbol: ContractSymbol): string | undefined {
  const { underlying, month, expiry } = symbol;
  const name = monthName(month).toUpperCase();
  if (symbol.kind === 'future') return `${underlying} ${name} FUT`;
  if (expiry === undefined) return undefined;
  return `${underlying} ${expiry.slice(8)} ${name} ${symbol.strike} ${rightOf(symbol)}`;
}

function rightOf({ optionType }: OptionSymbol): string {
  return optionType === 'CE' ? 'CALL' : 'PUT';
}

/** `Nov` of `2025-11`. */
function monthName(month: string): string {
  return MONTH_NAMES[Number(month.slice(5)) - 1] ?? '';
}

/** `1` to `9`, `O`, `N`, `D`. */
function monthLetter(month: string): string {
  return '123456789OND'[Number(month.slice(5)) - 1] ?? '';
}
