import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { ConfigError } from '#engine/errors.ts';
import { underlyingBySymbol } from '#engine/market/instrument.ts';
import type { ExchangeSegment } from '#engine/market/instrument.ts';
import type { MasterRow } from '#engine/market/instrument-master.ts';
import { istDate } from '#engine/market/ist-time.ts';
import { lotSizeOn } from '#engine/market/lot-size.ts';
import { symbolForms } from '#engine/market/symbol/format-symbol.ts';
import type { MarketSymbol } from '#engine/market/symbol/market-symbol.ts';
import { isContract, segmentOf } from '#engine/market/symbol/market-symbol.ts';
import { readSymbol } from '#engine/market/symbol/read-symbol.ts';
import { indexOfId, resolveSymbol, symbolOfRow } from '#engine/market/symbol/resolve-symbol.ts';
import { parseCompactMaster, parseDetailedMaster, renderDetailedMaster } from '#engine/wire/scrip-master.ts';
import { listUniverse } from '#mock-dhan/world/listing.ts';
import { masterSources } from '#mock-dhan/world/master-sources.ts';
import { loadScenario } from '#scenarios/catalogue.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import type { ReportFormat } from '../option-values.ts';
import { type SymbolReport, renderSymbols } from '../reporters/symbol-report.ts';
import { writeReports } from '../reporters/write-reports.ts';

/** The flags of `preopen symbol`, as commander names them. */
export interface SymbolFlags {
  readonly date?: string;
  readonly segment?: string;
  readonly scenario?: string;
  readonly master?: string;
  readonly format: readonly ReportFormat[];
}

/**
 * `preopen symbol NAME...`: what each names, its other forms, expiry, lot size, and its security id where a scrip master is given. Returns 2
 * when one cannot be read or found. Errors: ConfigError for a bad flag.
 */
export async function symbol(texts: readonly string[], flags: SymbolFlags): Promise<number> {
  const master = givenMaster(flags);
  const asOf = flags.date ?? master?.date ?? istDate(Date.now());
  if (!z.iso.date().safeParse(asOf).success)
    throw new ConfigError(`symbol --date: expected a date YYYY-MM-DD that the calendar has, was "${asOf}".`);
  const segment = givenSegment(texts, flags);
  const reports = texts.map((text) =>
    segment ? reportOfId(text, segment, { asOf, master }) : reportOfText(text, { asOf, master }),
  );
  await writeReports(flags.format, (format) => renderSymbols(format, reports));
  for (const report of reports) if ('error' in report) process.stderr.write(`preopen: ${report.error}\n`);
  return reports.some((report) => 'error' in report) ? EXIT_CODES.usage : EXIT_CODES.ok;
}

interface Master {
  readonly name: string;
  /** The day it is of; undefined where it is a file's. */
  readonly date: string | undefined;
  readonly rows: readonly MasterRow[];
}

interface Setting {
  readonly asOf: string;
  readonly master: Master | undefined;
}

function givenMaster({ scenario, master }: SymbolFlags): Master | undefined {
  if (scenario !== undefined) {
    const loaded = loadScenario(scenario);
    const listed = masterSources(listUniverse(loaded.scenario, loaded.session));
    const { rows } = parseDetailedMaster(renderDetailedMaster(listed));
    return { name: `scenario ${loaded.scenario.name}`, date: loaded.scenario.clock.date, rows };
  }
  if (master === undefined) return undefined;
  const text = masterText(master);
  const { rows, problems } = text.startsWith('SEM_') ? parseCompactMaster(text) : parseDetailedMaster(text);
  if (rows.length === 0)
    throw new ConfigError(
      `symbol --master ${master}: expected a scrip master of Dhan, compact or detailed, was none. ${problems.join(' ')}`,
    );
  return { name: master, date: undefined, rows };
}

function masterText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new ConfigError(`symbol --master: expected a file that can be read, was "${file}".`, { cause });
  }
}

function givenSegment(texts: readonly string[], { segment }: SymbolFlags): ExchangeSegment | undefined {
  if (segment === undefined) {
    const id = texts.find((text) => /^\d+$/.test(text));
    if (id === undefined) return undefined;
    throw new ConfigError(
      `symbol ${id}: expected --segment with a security id, because ids are unique only within a segment. Try: preopen symbol ${id} --segment IDX_I.`,
    );
  }
  const name = texts.find((text) => !/^\d{1,15}$/.test(text));
  if (name !== undefined)
    throw new ConfigError(`symbol --segment: expected security ids, all digits, was "${name}".`);
  return segment as ExchangeSegment;
}

function reportOfText(text: string, { asOf, master }: Setting): SymbolReport {
  const read = readSymbol(text, asOf);
  if (!read.ok) return { input: text, error: read.error, nearest: read.nearest };
  if (!master) {
    const [{ symbol, notes }] = read.readings;
    return { input: text, ...described(symbol, { asOf, row: undefined }), notes };
  }
  const found = resolveSymbol(read.readings, master.rows);
  if (!found.ok)
    return {
      input: text,
      error: `symbol "${text}" in ${master.name}: ${found.error}`,
      nearest: found.nearest?.displayName,
    };
  const { reading, symbol, row, others } = found;
  // The master has decided what the calendar guessed.
  const notes = symbolsEqual(symbol, reading.symbol) ? reading.notes : [];
  const also = others.map((other) => `${other.securityId} (expiry ${other.expiry})`);
  return {
    input: text,
    ...described(symbol, { asOf, row }),
    notes: also.length === 0 ? notes : [...notes, `The same text names ${also.join(', ')}.`],
  };
}

function symbolsEqual(a: MarketSymbol, b: MarketSymbol): boolean {
  return !isContract(a) || !isContract(b) || a.expiry === b.expiry;
}

function reportOfId(text: string, segment: ExchangeSegment, { asOf, master }: Setting): SymbolReport {
  const securityId = Number(text);
  const row = master?.rows.find(
    (candidate) => candidate.exchangeSegment === segment && candidate.securityId === securityId,
  );
  const symbol = row ? symbolOfRow(row) : indexOfId(segment, securityId);
  if (symbol) return { input: text, ...described(symbol, { asOf, row, securityId }), notes: [] };
  const where = master
    ? `expected one that the scrip master of ${master.name} lists in ${segment}, was none of its ${master.rows.length} rows`
    : 'expected one of the six indices in IDX_I (13, 25, 27, 442, 51, 69), was none; for others give --scenario or --master';
  return { input: text, error: `security id ${text}: ${where}.`, nearest: undefined };
}

function described(
  symbol: MarketSymbol,
  known: { readonly asOf: string; readonly row: MasterRow | undefined; readonly securityId?: number },
): Omit<Extract<SymbolReport, { readonly kind: string }>, 'input' | 'notes'> {
  const { asOf, row } = known;
  const index = isContract(symbol)
    ? underlyingBySymbol(symbol.underlying)
    : underlyingBySymbol(symbol.symbol);
  const expiry = isContract(symbol) ? symbol.expiry : undefined;
  const indexLot = index && expiry !== undefined ? lotSizeOn(index, { expiry, asOf }) : undefined;
  const ownId = symbol.kind === 'index' ? index?.securityId : undefined;
  return {
    kind: symbol.kind,
    exchange: symbol.exchange,
    exchangeSegment: segmentOf(symbol),
    underlying: isContract(symbol) ? symbol.underlying : symbol.symbol,
    ...(isContract(symbol) ? { month: symbol.month } : {}),
    expiry,
    ...(symbol.kind === 'option' ? { strike: symbol.strike, optionType: symbol.optionType } : {}),
    lotSize: isContract(symbol) ? (row?.lotSize ?? indexLot) : undefined,
    securityId: row?.securityId ?? known.securityId ?? ownId,
    forms: symbolForms(symbol, asOf),
  };
}
