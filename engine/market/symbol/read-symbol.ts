/** Reads a symbol in whatever form it is written; the calendar decides between two readings, and the notes say so. */
import { isCovered } from '../trading-calendar.ts';
import type { ContractSymbol, MarketSymbol, PlainSymbol } from './market-symbol.ts';
import { spokenSymbol, underlyingOf } from './market-symbol.ts';
import { nearestSymbol, resemblesIndex } from './nearest-symbol.ts';
import {
  expiriesWithin,
  hasWeeklies,
  isDate,
  monthWithoutYear,
  monthlyExpiry,
  nearestExpiry,
  padded,
  withoutYear,
} from './symbol-expiry.ts';
import { cutContracts, normalized } from './symbol-grammar.ts';
import type { SymbolForm, WrittenContract } from './symbol-grammar.ts';
import { CURRENCY_PAIRS, isShareName, knownUnderlying } from './underlying-names.ts';

/** One meaning of a text. */
export interface SymbolReading {
  readonly symbol: MarketSymbol;
  readonly form: SymbolForm;
  /** What was decided that the text leaves open, in sentences. */
  readonly notes: readonly string[];
  /** Whether the text names a day or only a month. */
  readonly names: 'day' | 'month';
}

/** The readings of a text, the likeliest first; what is wrong with it, and the nearest symbol, otherwise. */
export type SymbolReadings =
  | { readonly ok: true; readonly readings: readonly [SymbolReading, ...SymbolReading[]] }
  | { readonly ok: false; readonly error: string; readonly nearest: string | undefined };

/** The forms that are read, for messages. */
const SYMBOL_FORMS =
  'NIFTY25NOVFUT, NIFTY25NOV24500CE (monthly), NIFTY25N1124500PE (weekly; months 1 to 9, O, N, D), NIFTY-Nov2025-24000-CE, ' +
  'NIFTY 27 NOV 24000 CALL, NIFTY NOV FUT, or the name of an index (NIFTY 50), share or commodity';

/**
 * Reads one symbol, in either case, as on the day `asOf` (`YYYY-MM-DD`): a date without a year is the next one, and expiries are those the
 * calendar knew that day.
 */
export function readSymbol(text: string, asOf: string): SymbolReadings {
  const name = normalized(text);
  const contracts = cutContracts(name).flatMap((cut) => contractReading(cut, asOf) ?? []);
  const [best, ...others] = contracts.length > 1 ? ranked(contracts, asOf) : contracts;
  if (best) return { ok: true, readings: [withNotes(best, others, asOf), ...others] };
  const plain = plainReading(name);
  if (plain) return { ok: true, readings: [plain] };
  const nearest = nearestSymbol(name, asOf);
  const hint = nearest === undefined ? '' : ` The nearest is ${nearest}.`;
  return {
    ok: false,
    error: `symbol "${text}": expected one of the forms ${SYMBOL_FORMS}.${hint}`,
    nearest,
  };
}

type ContractReading = SymbolReading & {
  readonly symbol: ContractSymbol;
  readonly cut: WrittenContract;
};

function contractReading(cut: WrittenContract, asOf: string): ContractReading | undefined {
  const underlying = knownUnderlying(cut.name) ?? shareOf(cut.name);
  const when = underlying && expiryOf(cut, underlying, asOf);
  if (!underlying || !when) return undefined;
  const parts = {
    exchange: underlying.exchange,
    underlying: underlying.symbol,
    underlyingKind: underlying.kind,
    ...when,
  };
  const { strike, optionType } = cut;
  const symbol: ContractSymbol =
    strike === undefined || optionType === undefined
      ? { kind: 'future', ...parts }
      : { kind: 'option', ...parts, strike, optionType };
  return { symbol, cut, form: cut.form, notes: [], names: cut.day === undefined ? 'month' : 'day' };
}

/** No share with contracts has a name that ends in a digit, which would be taken for a year. */
function shareOf(name: string): PlainSymbol | undefined {
  const isShare = isShareName(name) && !/\d$/.test(name) && !CURRENCY_PAIRS.has(name);
  return isShare && !resemblesIndex(name) ? { kind: 'equity', exchange: 'NSE', symbol: name } : undefined;
}

function expiryOf(
  { year, month, day }: WrittenContract,
  underlying: PlainSymbol,
  asOf: string,
): { readonly month: string; readonly expiry: string | undefined } | undefined {
  if (day === undefined) {
    const ofYear =
      year === undefined ? monthWithoutYear(underlying, month, asOf) : `${year}-${padded(month)}`;
    return { month: ofYear, expiry: monthlyExpiry(underlying, ofYear, asOf) };
  }
  const expiry =
    year === undefined
      ? withoutYear(underlying, { month, day }, asOf)
      : `${year}-${padded(month)}-${padded(day)}`;
  return expiry !== undefined && isDate(expiry) ? { month: expiry.slice(0, 7), expiry } : undefined;
}

function ranked(contracts: readonly ContractReading[], asOf: string): ContractReading[] {
  return contracts
    .map((reading, position) => ({ reading, position, rank: rankOf(reading, asOf) }))
    .sort((a, b) => a.rank - b.rank || a.position - b.position)
    .map(({ reading }) => reading);
}

/** Known underlyings before shares, then dates that are expiries, then those that no calendar tells, then the rest. */
function rankOf({ symbol }: ContractReading, asOf: string): number {
  const isKnown = symbol.underlyingKind !== 'equity';
  return (isKnown ? 0 : UNKNOWN_NAME) + EXPIRY_RANK[standingOf(symbol, asOf)];
}

const UNKNOWN_NAME = 10;
const EXPIRY_RANK = { expiry: 0, untold: 1, 'no expiry': 2 } as const;

function standingOf(symbol: ContractSymbol, asOf: string): keyof typeof EXPIRY_RANK {
  const nearest =
    symbol.expiry === undefined ? undefined : nearestExpiry(underlyingOf(symbol), symbol.expiry, asOf);
  if (nearest === undefined) return 'untold';
  return nearest === symbol.expiry ? 'expiry' : 'no expiry';
}

function withNotes(
  { symbol, form, names, cut }: ContractReading,
  others: readonly ContractReading[],
  asOf: string,
): SymbolReading {
  const notes = [
    ...yearNote(symbol, cut, asOf),
    ...expiryNotes(symbol, cut, asOf),
    ...others.map(
      (other) =>
        `It could be read as ${spokenSymbol(other.symbol)} too, ` +
        `${standingOf(other.symbol, asOf) === 'expiry' ? 'an expiry as well' : 'which is no expiry of the calendar'}.`,
    ),
  ];
  return { symbol, form, names, notes };
}

function yearNote({ month, expiry }: ContractSymbol, { year }: WrittenContract, asOf: string): string[] {
  if (year !== undefined) return [];
  return [`No year is written: ${expiry ?? month} is the next one, seen from ${asOf}.`];
}

function expiryNotes(symbol: ContractSymbol, { form, day }: WrittenContract, asOf: string): string[] {
  const { underlying, month, expiry } = symbol;
  const plain = underlyingOf(symbol);
  if (expiry === undefined)
    return [`The calendar has no expiries of ${symbol.exchange}: a scrip master tells the day in ${month}.`];
  const notes: string[] = [];
  const nearest = nearestExpiry(plain, expiry, asOf);
  if (nearest !== undefined && nearest !== expiry)
    notes.push(`${expiry} is no expiry of ${underlying} by the calendar; the nearest is ${nearest}.`);
  if (form === 'trading' && day === undefined && symbol.kind === 'option' && hasWeeklies(plain)) {
    const ofMonth = expiriesWithin(plain, month, asOf).join(', ');
    notes.push(`It names every expiry of the month (${ofMonth}); taken for the last, ${expiry}.`);
  }
  if (nearest !== undefined && !isCovered(expiry))
    notes.push(`The holidays of ${expiry.slice(0, 4)} are not known: the expiry may be a day earlier.`);
  return notes;
}

/** An index, commodity or share by name; a text that looks like a broken contract is none. */
function plainReading(name: string): SymbolReading | undefined {
  const known = knownUnderlying(name);
  if (known) return { symbol: known, form: 'name', names: 'day', notes: [] };
  const isBroken = /FUT$|\d(?:CE|PE)$|\d{2}(?:[A-Z]{3}|[1-9OND]\d{2})\d/.test(name);
  if (isBroken || !isShareName(name) || CURRENCY_PAIRS.has(name) || resemblesIndex(name)) return undefined;
  return {
    symbol: { kind: 'equity', exchange: 'NSE', symbol: name },
    form: 'name',
    names: 'day',
    notes: [
      'Neither an index nor a commodity: taken for a share of NSE, which a scrip master would confirm.',
    ],
  };
}
