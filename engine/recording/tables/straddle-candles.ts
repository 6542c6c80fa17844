/** Candles of a strike's call and put in one row: tables of options around the money, whose strike moves with the index. */
import type { OptionType, Underlying } from '../../market/instrument.ts';
import { MS_PER_DAY, istToEpochMs } from '../../market/ist-time.ts';
import { closeOffsetMs, quotesOfCandles, shortestGap } from './candle-quotes.ts';
import type { TableCandle } from './candle-quotes.ts';
import { quoteOf } from './table-quote.ts';
import type { TableQuote } from './table-quote.ts';
import type { Table, TableRow } from './table-rows.ts';

const SIDE_COLUMNS = ['open', 'high', 'low', 'ltp', 'vol', 'oi'] as const;
const STRADDLE_COLUMNS = [
  'ts_iso',
  'underlying',
  'expiry',
  'strike',
  ...['ce', 'pe'].flatMap((side) => SIDE_COLUMNS.map((column) => `${side}_${column}`)),
];
const SPOT_COLUMNS = ['spot_open', 'spot_high', 'spot_low', 'spot_close'] as const;

/** One minute of the strike at the money, labelled by its start, with the index's own candle. */
export const ATM_COLUMNS: readonly string[] = [...STRADDLE_COLUMNS, ...SPOT_COLUMNS];
/** The same without the index; `fwd` is its forward at the minute's end. */
export const ATM_FORWARD_COLUMNS: readonly string[] = [...STRADDLE_COLUMNS, 'fwd'];
/** Fifteen minutes of strikes around the money, labelled by their end; `spot` is the index then. */
export const ROLLING_15M_COLUMNS: readonly string[] = [...STRADDLE_COLUMNS, 'spot'];

const QUARTER_HOUR_MS = 900_000;

export function readAtmCandles({ rows }: Table): TableQuote[] {
  const candles: TableCandle[] = [];
  for (const row of rows) {
    const { atMs, underlying } = headOf(row);
    const [open, high, low, close] = SPOT_COLUMNS.map((column) => row.price(column)) as Four;
    candles.push({ atMs, underlying, leg: undefined, open, high, low, close, volume: 0, oi: 0 });
    candles.push(...legCandles(row));
  }
  return quotesOfCandles(candles);
}

type Four = [number, number, number, number];

export function readAtmForwardCandles({ rows }: Table): TableQuote[] {
  const candles: TableCandle[] = [];
  const marks: Mark[] = [];
  for (const row of rows) {
    marks.push({ ...headOf(row), ltp: discountedForward(row) });
    candles.push(...legCandles(row));
  }
  const endMs = closeOffsetMs(shortestGap(candles));
  return [...marksOf(marks, endMs), ...quotesOfCandles(candles)];
}

export function readRolling15m({ rows }: Table): TableQuote[] {
  const candles: TableCandle[] = [];
  const marks: Mark[] = [];
  for (const row of rows) {
    marks.push({ ...headOf(row), ltp: row.price('spot') });
    candles.push(...legCandles(row));
  }
  const endMs = closeOffsetMs(QUARTER_HOUR_MS) - QUARTER_HOUR_MS;
  return [
    ...marksOf(marks, endMs),
    ...quotesOfCandles(candles, { lengthMs: QUARTER_HOUR_MS, isLabelledByEnd: true }),
  ];
}

/** What the index stood at at a candle's end. */
type Mark = Pick<TableQuote, 'atMs' | 'underlying' | 'ltp'>;

/** One quote for all rows of a moment, `afterMs` behind their label. */
export function marksOf(marks: readonly Mark[], afterMs: number): TableQuote[] {
  const byMoment = new Map<string, Mark>();
  for (const mark of marks) byMoment.set(`${mark.underlying.symbol} ${mark.atMs}`, mark);
  return [...byMoment.values()].map(({ atMs, underlying, ltp }) =>
    quoteOf({ atMs: atMs + afterMs, underlying, leg: undefined, ltp }),
  );
}

function headOf(row: TableRow): { readonly atMs: number; readonly underlying: Underlying } {
  return { atMs: row.time('ts_iso'), underlying: row.index('underlying') };
}

/** A side that was not traded is left empty in the table, and out. */
function legCandles(row: TableRow): TableCandle[] {
  const expiry = row.date('expiry');
  const strike = row.price('strike');
  const sides: readonly (readonly [string, OptionType])[] = [
    ['ce', 'CE'],
    ['pe', 'PE'],
  ];
  return sides.flatMap(([side, optionType]) =>
    row.isEmpty(`${side}_ltp`)
      ? []
      : [
          {
            ...headOf(row),
            leg: { expiry, strike, optionType },
            open: row.price(`${side}_open`),
            high: row.price(`${side}_high`),
            low: row.price(`${side}_low`),
            close: row.price(`${side}_ltp`),
            volume: row.quantity(`${side}_vol`),
            oi: row.quantity(`${side}_oi`),
          },
        ],
  );
}

/** The rate behind the column `fwd`: put-call parity at 6.5 % a year. */
const FORWARD_RATE = 0.065;
const MS_PER_YEAR = 365 * MS_PER_DAY;

/** The index that the forward of the row's expiry comes from; not printed by the exchange. */
function discountedForward(row: TableRow): number {
  const years = (istToEpochMs(row.date('expiry'), '15:30') - row.time('ts_iso')) / MS_PER_YEAR;
  return Math.round(row.price('fwd') * Math.exp(-FORWARD_RATE * Math.max(years, 0)) * 100) / 100;
}
