/** Candles of one option, or of the index, a row. */
import type { OptionType } from '../../market/instrument.ts';
import { MS_PER_MINUTE } from '../../market/ist-time.ts';
import { closeOffsetMs, quotesOfCandles } from './candle-quotes.ts';
import type { TableCandle } from './candle-quotes.ts';
import { marksOf } from './straddle-candles.ts';
import type { TableQuote } from './table-quote.ts';
import type { Table, TableRow } from './table-rows.ts';

/** Labelled by their start; `type` is CE, PE or INDEX. */
export const LEG_CANDLE_COLUMNS = [
  'ts_iso',
  'underlying',
  'expiry',
  'strike',
  'type',
  'open',
  'high',
  'low',
  'close',
  'volume',
] as const;

export function readLegCandles({ rows }: Table): TableQuote[] {
  const candles: TableCandle[] = [];
  for (const row of rows) {
    const isIndex = row.text('type') === 'INDEX';
    candles.push({
      atMs: row.time('ts_iso'),
      underlying: row.index('underlying'),
      leg: isIndex ? undefined : legOf(row, { expiry: 'expiry', side: 'type', sides: SHORT_SIDES }),
      ...pricesOf(row),
      volume: isIndex ? 0 : row.quantity('volume'),
      oi: 0,
    });
  }
  return quotesOfCandles(candles);
}

/** Minutes of the broker's rolling options with their real contract, labelled by their start; `provider_spot` is the index at the end. */
export const ROLLING_OPTION_COLUMNS = [
  'timestamp_ist',
  'underlying',
  'actual_expiry_date',
  'strike',
  'option_type',
  'open',
  'high',
  'low',
  'close',
  'volume',
  'open_interest',
  'provider_spot',
] as const;

export function readRollingOptions({ rows }: Table): TableQuote[] {
  const candles: TableCandle[] = [];
  const marks: Pick<TableQuote, 'atMs' | 'underlying' | 'ltp'>[] = [];
  for (const row of rows) {
    const head = { atMs: row.time('timestamp_ist'), underlying: row.index('underlying') };
    marks.push({ ...head, ltp: row.price('provider_spot') });
    candles.push({
      ...head,
      leg: legOf(row, { expiry: 'actual_expiry_date', side: 'option_type', sides: LONG_SIDES }),
      ...pricesOf(row),
      volume: row.quantity('volume'),
      oi: row.quantity('open_interest'),
    });
  }
  return [
    ...marksOf(marks, closeOffsetMs(MS_PER_MINUTE)),
    ...quotesOfCandles(candles, { lengthMs: MS_PER_MINUTE }),
  ];
}

const SHORT_SIDES: ReadonlyMap<string, OptionType> = new Map([
  ['CE', 'CE'],
  ['PE', 'PE'],
]);
const LONG_SIDES: ReadonlyMap<string, OptionType> = new Map([
  ['CALL', 'CE'],
  ['PUT', 'PE'],
]);

function legOf(
  row: TableRow,
  columns: {
    readonly expiry: string;
    readonly side: string;
    readonly sides: ReadonlyMap<string, OptionType>;
  },
): NonNullable<TableQuote['leg']> {
  const optionType = columns.sides.get(row.text(columns.side));
  return {
    expiry: row.date(columns.expiry),
    strike: row.price('strike'),
    optionType: optionType ?? row.fail(columns.side, [...columns.sides.keys()].join(' or ')),
  };
}

function pricesOf(row: TableRow): Pick<TableCandle, 'open' | 'high' | 'low' | 'close'> {
  return {
    open: row.price('open'),
    high: row.price('high'),
    low: row.price('low'),
    close: row.price('close'),
  };
}
