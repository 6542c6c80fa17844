/** Reads both scrip masters by column name, since their columns came and went. Source: dhan-v2-wire 5. */
import type { ExchangeSegment, OptionType } from '../market/instrument.ts';
import type { MasterRow } from '../market/instrument-master.ts';
import { csvRows, findColumns } from './csv-table.ts';

/** The sound rows, and one line for each kind of problem with its count and first line; bad rows are left out. */
export interface MasterReading {
  readonly rows: MasterRow[];
  readonly problems: string[];
}

/** Reads `api-scrip-master-detailed.csv`: 31, 32 or 39 columns, ISO or spreadsheet dates. `tradingSymbol` is SYMBOL_NAME, on BSE a product code. */
export function parseDetailedMaster(text: string): MasterReading {
  return parseMaster(text, DETAILED_COLUMNS);
}

/** Reads `api-scrip-master.csv`. It has no underlying: a derivative's is taken from the head of its trading symbol. */
export function parseCompactMaster(text: string): MasterReading {
  return parseMaster(text, COMPACT_COLUMNS);
}

const DETAILED_COLUMNS = {
  exchange: 'EXCH_ID',
  segment: 'SEGMENT',
  securityId: 'SECURITY_ID',
  instrument: 'INSTRUMENT',
  underlyingSymbol: 'UNDERLYING_SYMBOL',
  tradingSymbol: 'SYMBOL_NAME',
  displayName: 'DISPLAY_NAME',
  lotSize: 'LOT_SIZE',
  tickSize: 'TICK_SIZE',
  expiry: 'SM_EXPIRY_DATE',
  strike: 'STRIKE_PRICE',
  optionType: 'OPTION_TYPE',
} as const;

const COMPACT_COLUMNS = {
  exchange: 'SEM_EXM_EXCH_ID',
  segment: 'SEM_SEGMENT',
  securityId: 'SEM_SMST_SECURITY_ID',
  instrument: 'SEM_INSTRUMENT_NAME',
  underlyingSymbol: 'SEM_TRADING_SYMBOL',
  tradingSymbol: 'SEM_TRADING_SYMBOL',
  displayName: 'SEM_CUSTOM_SYMBOL',
  lotSize: 'SEM_LOT_UNITS',
  tickSize: 'SEM_TICK_SIZE',
  expiry: 'SEM_EXPIRY_DATE',
  strike: 'SEM_STRIKE_PRICE',
  optionType: 'SEM_OPTION_TYPE',
} as const;

type ColumnRole = keyof typeof DETAILED_COLUMNS;
type Cells = Readonly<Record<ColumnRole, string>>;

/** API segment by exchange and the file's segment letter. */
const SEGMENTS: ReadonlyMap<string, ExchangeSegment> = new Map([
  ['NSE/I', 'IDX_I'],
  ['BSE/I', 'IDX_I'],
  ['NSE/E', 'NSE_EQ'],
  ['BSE/E', 'BSE_EQ'],
  ['NSE/D', 'NSE_FNO'],
  ['BSE/D', 'BSE_FNO'],
  ['NSE/C', 'NSE_CURRENCY'],
  ['BSE/C', 'BSE_CURRENCY'],
  ['MCX/M', 'MCX_COMM'],
]);

const PAISE_PER_RUPEE = 100;
const ROLES = Object.keys(DETAILED_COLUMNS) as ColumnRole[];

function parseMaster(text: string, columns: Readonly<Record<ColumnRole, string>>): MasterReading {
  const rows: MasterRow[] = [];
  const problems = new ProblemTally();
  const lines = csvRows(text);
  const first = lines.next();
  const header = findColumns(first.done ? [] : first.value.fields, Object.values(columns));
  if (!header.ok)
    return { rows, problems: [`scrip master: expected the columns ${header.missing.join(', ')}.`] };
  for (const { line, fields } of lines) {
    const cells = Object.fromEntries(
      ROLES.map((role) => [role, fields[header.positions[columns[role]]!]?.trim() ?? '']),
    ) as Cells;
    const row = toMasterRow(cells);
    if (typeof row === 'string') problems.add(row, line);
    else rows.push(row);
  }
  return { rows, problems: problems.lines() };
}

/** The row, or what is wrong with it. */
function toMasterRow(cells: Cells): MasterRow | string {
  const exchangeSegment = SEGMENTS.get(`${cells.exchange}/${cells.segment}`);
  if (!exchangeSegment) return `unknown segment ${cells.exchange}/${cells.segment}`;
  const securityId = Number(cells.securityId);
  if (cells.securityId === '' || !Number.isSafeInteger(securityId)) return 'security id is no integer';
  const lotSize = Number(cells.lotSize);
  const tick = Number(cells.tickSize);
  if (!(lotSize >= 0) || !(tick >= 0)) return 'lot size or tick size is no number';
  const expiry = expiryOf(cells.expiry);
  if (expiry === null) return 'expiry is no date';
  const optionType = optionTypeOf(cells.optionType);
  const strike = Number(cells.strike);
  if (optionType && !(strike > 0 && expiry !== undefined)) return 'option without strike or expiry';
  return {
    exchange: cells.exchange,
    exchangeSegment,
    securityId,
    instrument: cells.instrument,
    underlyingSymbol: underlyingOf(cells.underlyingSymbol),
    tradingSymbol: cells.tradingSymbol,
    displayName: cells.displayName,
    lotSize,
    // Only index rows give their tick in rupees.
    tickSize: exchangeSegment === 'IDX_I' ? tick : tick / PAISE_PER_RUPEE,
    expiry,
    strike: optionType && strike,
    optionType,
  };
}

/** `NIFTY` of `NIFTY-Oct2026-FUT`, `CRUDEOIL` of `CRUDEOIL-19Oct2026-FUT`; a symbol that is no contract's stays itself. */
function underlyingOf(symbol: string): string {
  return symbol.replace(/-(\d{2})?[A-Z][a-z]{2}\d{4}-.*$/, '');
}

function optionTypeOf(text: string): OptionType | undefined {
  return text === 'CE' || text === 'PE' ? text : undefined;
}

/** Undefined for a row that does not expire, null for text that is no date. Spreadsheets re-save dates as dd/mm/yy. */
function expiryOf(text: string): string | undefined | null {
  if (text === '' || text === 'NA' || text.startsWith('0001-01-01')) return undefined;
  const iso = /^\d{4}-\d{2}-\d{2}(?=$|[ T])/.exec(text);
  if (iso) return iso[0];
  const [, day, month, year] = /^(\d{1,2})[/-](\d{1,2})[/-](\d{4}|\d{2})(?=$| )/.exec(text) ?? [];
  if (day === undefined || month === undefined || year === undefined) return null;
  return `${year.length === 2 ? '20' : ''}${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
}

/** Counts rows by problem, so that a file full of them reports a few lines. */
class ProblemTally {
  readonly #tally = new Map<string, { rows: number; readonly firstLine: number }>();

  add(problem: string, line: number): void {
    const entry = this.#tally.get(problem);
    if (entry) entry.rows += 1;
    else this.#tally.set(problem, { rows: 1, firstLine: line });
  }

  lines(): string[] {
    return [...this.#tally].map(
      ([problem, { rows, firstLine }]) =>
        `scrip master: ${problem} (${rows} ${rows === 1 ? 'row' : 'rows'}, first on line ${firstLine}).`,
    );
  }
}
