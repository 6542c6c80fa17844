/**
 * One-minute candles of every instrument that has traded, kept while the market plays. The board writes them with each trade, so that
 * they agree with what the feed sends by construction; playing the day a second time for every chart request would cost about a second each.
 */
import { MS_PER_MINUTE } from '#engine/market/ist-time.ts';

/** One instrument's candles, oldest first; a minute without a trade has none. Rows from `count` on are unused. */
export interface CandleColumns {
  readonly count: number;
  /** Epoch minutes. */
  readonly minute: Float64Array;
  /** Rupees. */
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  /** Units traded in the session up to the minute's last trade. */
  readonly cumulativeVolume: Float64Array;
  /** Units, at the minute's last trade. */
  readonly oi: Float64Array;
}

/** A day has no more; a world plays one day. */
const CANDLES_MAX = 1440;
const FIRST_CAPACITY = 32;

/** The candles of a board, by instrument index. */
export class MinuteCandles {
  readonly #byInstrument: (MutableColumns | undefined)[];

  constructor(size: number) {
    this.#byInstrument = Array.from({ length: size }, () => undefined);
  }

  /** Undefined before an instrument's first trade. */
  of(index: number): CandleColumns | undefined {
    return this.#byInstrument[index];
  }

  /** A trade (or an index value), in order of time; one that comes late counts to the newest candle. */
  note(
    index: number,
    trade: {
      readonly price: number;
      readonly atMs: number;
      readonly cumulativeVolume: number;
      readonly oi: number;
    },
  ): void {
    const columns = this.#columnsAt(index, Math.floor(trade.atMs / MS_PER_MINUTE), trade.price);
    const row = columns.count - 1;
    const { price } = trade;
    if (price > columns.high[row]!) columns.high[row] = price;
    if (price < columns.low[row]!) columns.low[row] = price;
    columns.close[row] = price;
    columns.cumulativeVolume[row] = trade.cumulativeVolume;
    columns.oi[row] = trade.oi;
  }

  /** The columns with a last row for `minute`, opened at `price` when it is new. */
  #columnsAt(index: number, minute: number, price: number): MutableColumns {
    const columns = (this.#byInstrument[index] ??= createColumns(FIRST_CAPACITY));
    const { count } = columns;
    if (count > 0 && (minute <= columns.minute[count - 1]! || count === CANDLES_MAX)) return columns;
    if (count === columns.minute.length) grow(columns);
    columns.minute[count] = minute;
    columns.open[count] = price;
    columns.high[count] = price;
    columns.low[count] = price;
    columns.count += 1;
    return columns;
  }
}

type MutableColumns = { -readonly [Key in keyof CandleColumns]: CandleColumns[Key] };

const COLUMN_NAMES = ['minute', 'open', 'high', 'low', 'close', 'cumulativeVolume', 'oi'] as const;

function createColumns(capacity: number): MutableColumns {
  return {
    count: 0,
    minute: new Float64Array(capacity),
    open: new Float64Array(capacity),
    high: new Float64Array(capacity),
    low: new Float64Array(capacity),
    close: new Float64Array(capacity),
    cumulativeVolume: new Float64Array(capacity),
    oi: new Float64Array(capacity),
  };
}

function grow(columns: MutableColumns): void {
  const capacity = Math.min(columns.minute.length * 2, CANDLES_MAX);
  for (const name of COLUMN_NAMES) {
    const wider = new Float64Array(capacity);
    wider.set(columns[name]);
    columns[name] = wider;
  }
}
