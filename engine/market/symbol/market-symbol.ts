import type {
  Exchange,
  ExchangeSegment,
  FutureInstrument,
  OptionInstrument,
  OptionType,
} from '../instrument.ts';

/** What something is that a contract is written on. */
export type UnderlyingKind = 'index' | 'equity' | 'commodity';

/** An index, a share, or a commodity as such, which only its contracts trade. */
export interface PlainSymbol {
  readonly kind: UnderlyingKind;
  readonly exchange: Exchange;
  readonly symbol: string;
}

interface ContractParts {
  /** Of the contract. */
  readonly exchange: Exchange;
  readonly underlying: string;
  readonly underlyingKind: UnderlyingKind;
  /** `YYYY-MM`. */
  readonly month: string;
  /** `YYYY-MM-DD`; undefined where only the month was written and no calendar tells the day (MCX). */
  readonly expiry: string | undefined;
}

/** A future. */
export interface FutureSymbol extends ContractParts {
  readonly kind: 'future';
}

/** An option. */
export interface OptionSymbol extends ContractParts {
  readonly kind: 'option';
  /** Rupees. */
  readonly strike: number;
  readonly optionType: OptionType;
}

/** What expires. */
export type ContractSymbol = FutureSymbol | OptionSymbol;

/** What a symbol names, whatever the form it is written in. */
export type MarketSymbol = PlainSymbol | ContractSymbol;

export function isContract(symbol: MarketSymbol): symbol is ContractSymbol {
  return symbol.kind === 'future' || symbol.kind === 'option';
}

/** What of an index contract its symbol tells. */
export type NamedContract =
  | Pick<OptionInstrument, 'kind' | 'underlying' | 'expiry' | 'strike' | 'optionType'>
  | Pick<FutureInstrument, 'kind' | 'underlying' | 'expiry'>;

/** An index option or future as the exchange lists it. */
export function contractSymbol(contract: NamedContract, exchange: Exchange): ContractSymbol {
  const { underlying, expiry } = contract;
  const parts = { exchange, underlying, underlyingKind: 'index', month: expiry.slice(0, 7), expiry } as const;
  if (contract.kind === 'future') return { kind: 'future', ...parts };
  const { strike, optionType } = contract;
  return { kind: 'option', ...parts, strike, optionType };
}

/** What a contract is written on. */
export function underlyingOf({ underlyingKind, exchange, underlying }: ContractSymbol): PlainSymbol {
  return { kind: underlyingKind, exchange, symbol: underlying };
}

/** Where it is quoted. */
export function segmentOf(symbol: MarketSymbol): ExchangeSegment {
  if (symbol.kind === 'index') return 'IDX_I';
  if (symbol.exchange === 'MCX') return 'MCX_COMM';
  if (symbol.kind === 'equity') return symbol.exchange === 'BSE' ? 'BSE_EQ' : 'NSE_EQ';
  return symbol.exchange === 'BSE' ? 'BSE_FNO' : 'NSE_FNO';
}

/** In words: `NIFTY option, 24500 call, expiry 2025-11-25`. */
export function spokenSymbol(symbol: MarketSymbol): string {
  if (!isContract(symbol)) return `${symbol.symbol}, ${PLAIN_WORDS[symbol.kind]} of ${symbol.exchange}`;
  const when = symbol.expiry === undefined ? `expiry in ${symbol.month}` : `expiry ${symbol.expiry}`;
  if (symbol.kind === 'future') return `${symbol.underlying} future of ${symbol.exchange}, ${when}`;
  const right = symbol.optionType === 'CE' ? 'call' : 'put';
  return `${symbol.underlying} option of ${symbol.exchange}, ${symbol.strike} ${right}, ${when}`;
}

const PLAIN_WORDS: Readonly<Record<UnderlyingKind, string>> = {
  index: 'an index',
  equity: 'a share',
  commodity: 'a commodity',
};
