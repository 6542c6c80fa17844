/** Finds a symbol in a scrip master. */
import { UNDERLYINGS } from '../instrument.ts';
import type { Exchange, ExchangeSegment } from '../instrument.ts';
import type { MasterRow } from '../instrument-master.ts';
import { istToEpochMs } from '../ist-time.ts';
import type { ContractSymbol, MarketSymbol, UnderlyingKind } from './market-symbol.ts';
import { isContract, segmentOf, spokenSymbol, underlyingOf } from './market-symbol.ts';
import type { SymbolReading } from './read-symbol.ts';
import { hasWeeklies } from './symbol-expiry.ts';
import { knownUnderlying } from './underlying-names.ts';

/** The row a text names, and those it names as well (a trading symbol is the same for every expiry of a month). */
export type SymbolResolution =
  | {
      readonly ok: true;
      readonly reading: SymbolReading;
      /** What the row is. */
      readonly symbol: MarketSymbol;
      readonly row: MasterRow;
      readonly others: readonly MasterRow[];
    }
  | { readonly ok: false; readonly error: string; readonly nearest: MasterRow | undefined };

/** The first reading that the master lists; the nearest row and what was looked for otherwise. */
export function resolveSymbol(
  readings: readonly [SymbolReading, ...SymbolReading[]],
  rows: readonly MasterRow[],
): SymbolResolution {
  for (const reading of readings) {
    const [row, ...others] = rowsOf(reading, rows);
    const symbol = row && symbolOfRow(row);
    if (row && symbol) return { ok: true, reading, symbol, row, others };
  }
  const [{ symbol }] = readings;
  const nearest = nearestRow(symbol, rows);
  const hint =
    nearest === undefined ? 'it lists none of that name and kind' : `the nearest is ${spokenRow(nearest)}`;
  return {
    ok: false,
    error: `scrip master: expected ${spokenSymbol(symbol)} among its ${rows.length} rows, was not there; ${hint}.`,
    nearest,
  };
}

/** What a row of either master is; undefined for currency rows and others that no symbol here names. */
export function symbolOfRow(row: MasterRow): MarketSymbol | undefined {
  const kind = ROW_KINDS[row.instrument];
  const exchange = EXCHANGES.find((known) => known === row.exchange);
  if (!kind || !exchange) return undefined;
  const { underlyingSymbol, expiry, strike, optionType } = row;
  if (kind.contract === undefined)
    return { kind: kind.underlying, exchange, symbol: underlyingSymbol || row.tradingSymbol };
  if (expiry === undefined) return undefined;
  const parts = {
    exchange,
    underlying: underlyingSymbol,
    underlyingKind: kind.underlying,
    month: expiry.slice(0, 7),
    expiry,
  };
  if (kind.contract === 'future') return { kind: 'future', ...parts };
  return strike === undefined || optionType === undefined
    ? undefined
    : { kind: 'option', ...parts, strike, optionType };
}

/** What has that security id without a scrip master: one of the six indices, in IDX_I alone. */
export function indexOfId(exchangeSegment: ExchangeSegment, securityId: number): MarketSymbol | undefined {
  const index = UNDERLYINGS.find((underlying) => underlying.securityId === securityId);
  return exchangeSegment === 'IDX_I' && index ? knownUnderlying(index.symbol) : undefined;
}

const EXCHANGES: readonly Exchange[] = ['NSE', 'BSE', 'MCX'];

/** By the master's instrument. */
const ROW_KINDS: Readonly<
  Record<string, { readonly underlying: UnderlyingKind; readonly contract?: 'future' | 'option' }>
> = {
  INDEX: { underlying: 'index' },
  EQUITY: { underlying: 'equity' },
  FUTIDX: { underlying: 'index', contract: 'future' },
  OPTIDX: { underlying: 'index', contract: 'option' },
  FUTSTK: { underlying: 'equity', contract: 'future' },
  OPTSTK: { underlying: 'equity', contract: 'option' },
  FUTCOM: { underlying: 'commodity', contract: 'future' },
  OPTFUT: { underlying: 'commodity', contract: 'option' },
};

/** The row meant first. */
function rowsOf(reading: SymbolReading, rows: readonly MasterRow[]): MasterRow[] {
  const { symbol } = reading;
  const alike = rows.filter((row) => isSameButExpiry(row, symbol));
  if (!isContract(symbol)) return alike;
  const exact = alike.filter(({ expiry }) => expiry === symbol.expiry);
  if (reading.names === 'day') return exact;
  const ofMonth = alike.filter(({ expiry }) => expiry?.startsWith(symbol.month));
  if (reading.form === 'trading') return [...exact, ...ofMonth.filter((row) => !exact.includes(row))];
  // Where weeklies are listed the month alone means its last one; elsewhere the master knows the day better than the calendar.
  return exact.length > 0 || hasWeeklies(underlyingOf(symbol)) ? exact : ofMonth.slice(-1);
}

function isSameButExpiry(row: MasterRow, symbol: MarketSymbol): boolean {
  if (row.exchangeSegment !== segmentOf(symbol)) return false;
  const listed = symbolOfRow(row);
  if (listed?.kind !== symbol.kind) return false;
  if (!isContract(listed)) return !isContract(symbol) && listed.symbol === symbol.symbol;
  if (!isContract(symbol) || listed.underlying !== symbol.underlying) return false;
  if (listed.kind === 'future' || symbol.kind === 'future') return true;
  return listed.strike === symbol.strike && listed.optionType === symbol.optionType;
}

/** The row of the same underlying and kind that is nearest in expiry, then in strike. */
function nearestRow(symbol: MarketSymbol, rows: readonly MasterRow[]): MasterRow | undefined {
  if (!isContract(symbol)) return undefined;
  const ranked = rows.flatMap((row) => {
    const listed = symbolOfRow(row);
    return listed?.kind === symbol.kind && listed.underlying === symbol.underlying
      ? [{ row, ...distance(listed, symbol) }]
      : [];
  });
  return ranked.sort((a, b) => a.ms - b.ms || a.rupees - b.rupees || a.type - b.type)[0]?.row;
}

function distance(
  listed: ContractSymbol,
  wanted: ContractSymbol,
): { readonly ms: number; readonly rupees: number; readonly type: number } {
  const dateOf = ({ expiry, month }: ContractSymbol): number => istToEpochMs(expiry ?? `${month}-28`);
  const ms = Math.abs(dateOf(listed) - dateOf(wanted));
  if (listed.kind === 'future' || wanted.kind === 'future') return { ms, rupees: 0, type: 0 };
  const rupees = Math.abs(listed.strike - wanted.strike);
  return { ms, rupees, type: listed.optionType === wanted.optionType ? 0 : 1 };
}

function spokenRow(row: MasterRow): string {
  const symbol = symbolOfRow(row);
  return `${symbol ? spokenSymbol(symbol) : row.tradingSymbol} (security id ${row.securityId})`;
}
