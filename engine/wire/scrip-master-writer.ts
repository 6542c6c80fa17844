/** Writes both scrip masters for the mock exchange. Source: dhan-v2-wire 5. */
import { INSTRUMENT_NAMES, instrumentType } from '../market/instrument.ts';
import type { ContractInstrument, IndexInstrument, Instrument, Underlying } from '../market/instrument.ts';
import { customSymbol, tradingSymbol } from '../market/symbol/format-symbol.ts';
import { contractSymbol } from '../market/symbol/market-symbol.ts';

/** Weekly, monthly, quarterly or half-yearly contract. */
export type ExpiryFlag = 'W' | 'M' | 'Q' | 'H';

/** An instrument with what only the master tells about it. */
export interface MasterSource {
  readonly instrument: Instrument;
  /** Of an index: itself. */
  readonly underlying: Underlying;
  /** Of an index: not written. */
  readonly expiryFlag: ExpiryFlag;
}

/** `api-scrip-master-detailed.csv` as of 2026: 32 columns and a trailing comma. */
export function renderDetailedMaster(sources: readonly MasterSource[]): string {
  return renderRows(DETAILED_HEADER, sources, detailedIndexRow, detailedContractRow);
}

/** `api-scrip-master.csv`, 16 columns. */
export function renderCompactMaster(sources: readonly MasterSource[]): string {
  return renderRows(COMPACT_HEADER, sources, compactIndexRow, compactContractRow);
}

/** Every column of either master. */
export function masterColumns(): string[] {
  return [...DETAILED_HEADER.split(','), ...COMPACT_HEADER.split(',')].filter((name) => name !== '');
}

/**
 * The flag of an expiry among those listed for its underlying: the last of a month is monthly, later than two months after the first one
 * quarterly, later than a year half-yearly. Source: the pattern of the expiry list, dhan-v2-wire 4.2.
 */
export function expiryFlagOf(expiry: string, listed: readonly string[]): ExpiryFlag {
  const month = expiry.slice(0, 7);
  if (listed.some((other) => other > expiry && other.startsWith(month))) return 'W';
  const first = listed.reduce((earliest, other) => (other < earliest ? other : earliest), expiry);
  const monthsAhead = monthNumber(expiry) - monthNumber(first);
  if (monthsAhead <= 2) return 'M';
  return monthsAhead <= 12 ? 'Q' : 'H';
}

const DETAILED_HEADER =
  'EXCH_ID,SEGMENT,SECURITY_ID,ISIN,INSTRUMENT,UNDERLYING_SECURITY_ID,UNDERLYING_SYMBOL,SYMBOL_NAME,DISPLAY_NAME,INSTRUMENT_TYPE,SERIES,' +
  'LOT_SIZE,SM_EXPIRY_DATE,STRIKE_PRICE,OPTION_TYPE,TICK_SIZE,EXPIRY_FLAG,BRACKET_FLAG,COVER_FLAG,ASM_GSM_FLAG,ASM_GSM_CATEGORY,' +
  'BUY_SELL_INDICATOR,BUY_CO_MIN_MARGIN_PER,BUY_CO_SL_RANGE_MAX_PERC,BUY_CO_SL_RANGE_MIN_PERC,BUY_BO_MIN_MARGIN_PER,' +
  'BUY_BO_PROFIT_RANGE_MAX_PERC,BUY_BO_PROFIT_RANGE_MIN_PERC,MTF_LEVERAGE,SM_UPPER_LIMIT,SM_LOWER_LIMIT,SM_FREEZE_QTY,';

const COMPACT_HEADER =
  'SEM_EXM_EXCH_ID,SEM_SEGMENT,SEM_SMST_SECURITY_ID,SEM_INSTRUMENT_NAME,SEM_EXPIRY_CODE,SEM_TRADING_SYMBOL,SEM_LOT_UNITS,SEM_CUSTOM_SYMBOL,' +
  'SEM_EXPIRY_DATE,SEM_STRIKE_PRICE,SEM_OPTION_TYPE,SEM_TICK_SIZE,SEM_EXPIRY_FLAG,SEM_EXCH_INSTRUMENT_TYPE,SEM_SERIES,SM_SYMBOL_NAME';

/** Heads of what BSE writes where NSE writes the trading symbol: `BSXOPT`, `BSXFUT`. */
const BSE_PRODUCTS: Readonly<Record<string, string>> = { SENSEX: 'BSX', BANKEX: 'BKX' };
/** Their tails. */
const BSE_PRODUCT_TAILS = { option: 'OPT', future: 'FUT' } as const;
const PAISE_PER_RUPEE = 100;

function renderRows(
  header: string,
  sources: readonly MasterSource[],
  indexRow: (index: IndexInstrument) => string,
  contractRow: (contract: ContractInstrument, source: MasterSource) => string,
): string {
  const lines = [header];
  for (const source of sources) {
    const { instrument } = source;
    lines.push(instrument.kind === 'index' ? indexRow(instrument) : contractRow(instrument, source));
  }
  return `${lines.join('\n')}\n`;
}

function detailedIndexRow(index: IndexInstrument): string {
  const { exchange, securityId, symbol, displayName } = index;
  const identity = `${exchange},I,${securityId},NA,INDEX,${securityId},${symbol},${symbol},${displayName},INDEX,NA`;
  return `${identity},1.0,0001-01-01,,XX,${index.tickSize.toFixed(4)},N,N,N,N,NA,A,0,0,0,0,0,0,0,0,0,0,`;
}

function detailedContractRow(contract: ContractInstrument, source: MasterSource): string {
  const { underlying, expiryFlag } = source;
  const { exchange, symbol } = underlying;
  const { instrument, trading, display, product, type, right } = contractCells(contract, source);
  return [
    `${exchange},D,${contract.securityId},NA,${instrument},${underlying.masterUnderlyingId},${symbol}`,
    `${product || trading},${display},${type},NA,${contract.lotSize.toFixed(1)},${contract.expiry}`,
    `${right},${tickInPaise(contract)},${expiryFlag},N,N,N,NA,A`,
    `0,0,0,0,0,0,0,0,0,${underlying.freezeQuantity},`,
  ].join(',');
}

function compactIndexRow(index: IndexInstrument): string {
  const { exchange, securityId, symbol, displayName } = index;
  const tickSize = index.tickSize.toFixed(4);
  return `${exchange},I,${securityId},INDEX,0,${symbol},1.0,${displayName},0001-01-01,,XX,${tickSize},,INDEX,X,${symbol}`;
}

function compactContractRow(contract: ContractInstrument, source: MasterSource): string {
  const { exchange } = source.underlying;
  const { instrument, trading, display, product, type, right } = contractCells(contract, source);
  return [
    `${exchange},D,${contract.securityId},${instrument},0,${trading},${contract.lotSize.toFixed(1)}`,
    `${display},${contract.expiry} 14:30:00,${right}`,
    `${tickInPaise(contract)},${source.expiryFlag},${type},,${product}`,
  ].join(',');
}

/** What both masters write of a contract. `product` is empty on NSE, `right` is strike and option type. */
function contractCells(contract: ContractInstrument, { underlying }: MasterSource) {
  const { kind } = contract;
  const { exchange } = underlying;
  const isNse = exchange === 'NSE';
  const instrument = INSTRUMENT_NAMES[kind];
  const symbol = contractSymbol(contract, exchange);
  const display = customSymbol(symbol) ?? '';
  const product = isNse ? undefined : BSE_PRODUCTS[underlying.symbol];
  return {
    instrument,
    trading: tradingSymbol(symbol) ?? '',
    // BSE writes a future's name with two spaces: SENSEX JUL  FUT.
    display: kind === 'future' && !isNse ? display.replace(/ FUT$/, '  FUT') : display,
    product: product === undefined ? '' : `${product}${BSE_PRODUCT_TAILS[kind]}`,
    type: instrumentType(kind, exchange),
    right: kind === 'option' ? `${contract.strike.toFixed(5)},${contract.optionType}` : '-0.01000,XX',
  };
}

function tickInPaise(contract: ContractInstrument): string {
  return (contract.tickSize * PAISE_PER_RUPEE).toFixed(4);
}

function monthNumber(date: string): number {
  const [year = 0, month = 0] = date.split('-').map(Number);
  return year * 12 + month;
}
