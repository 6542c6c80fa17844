/**
 * One-minute candles of every instrument that has traded, kept while the market plays. The board writes them with each trade, so that
 * they agree with what the feed sends by construction; playing the day a second time would cost about a second per chart request. Keeping
 * them costs the recorded day about a fifth of its playing time and 15 MB.
 */
import { MS_PER_MINUTE } from '#engine/market/ist-time.ts';

/** Where a candle's values stand in its row. Prices in rupees, volume and open interest in units. */
export const CANDLE = {
  /** Epoch minutes. */
  minute: 0,
  open: 1,
  high: 2,
  low: 3,
  close: 4,
  /** Traded in the session up to the minute's last trade. */
  cumulativeVolume: 5,
  /** At the minute's last trade. */
  oi: 6,
} as const;

/** Values per candle. They stand side by side rather than in columns, because every trade writes most of them at once. */
export const CANDLE_WIDTH = 7;

/** One instrument's candles, oldest first, row after row; a minute without a trade has none. Rows from `count` on are unused. */
export interface Candles {
  readonly count: number;
  readonly rows: Float64Array;
}

/** A day has no more; a world plays one day. */
const CANDLES_MAX = 1440;
const FIRST_CAPACITY = 32;

/** The columns of the board that a candle is made of, by instrument. */
export interface TradedColumns {
  readonly ltp: Float64Array;
  readonly volume: Float64Array;
  readonly oi: Float64Array;
}

/** The candles of a board, by instrument index. */
export class MinuteCandles {
  readonly #board: TradedColumns;
  readonly #byInstrument: (GrowingCandles | undefined)[];

  constructor(board: TradedColumns) {
    this.#board = board;
    this.#byInstrument = Array.from(board.ltp, () => undefined);
  }

  /** Undefined before an instrument's first trade. */
  of(index: number): Candles | undefined {
    return this.#byInstrument[index];
  }

  /** The board shows a trade (or an index value) of `atMs`. Trades come in order of time; a late one counts to the newest candle. Hot. */
  note(index: number, atMs: number): void {
    const price = this.#board.ltp[index]!;
    const candles = (this.#byInstrument[index] ??= {
      count: 0,
      rows: new Float64Array(FIRST_CAPACITY * CANDLE_WIDTH),
    });
    const minute = Math.floor(atMs / MS_PER_MINUTE);
    let row = (candles.count - 1) * CANDLE_WIDTH;
    if (row < 0 || (minute > candles.rows[row + CANDLE.minute]! && candles.count < CANDLES_MAX))
      row = openCandle(candles, minute, price);
    const { rows } = candles;
    if (price > rows[row + CANDLE.high]!) rows[row + CANDLE.high] = price;
    else if (price < rows[row + CANDLE.low]!) rows[row + CANDLE.low] = price;
    rows[row + CANDLE.close] = price;
    rows[row + CANDLE.cumulativeVolume] = this.#board.volume[index]!;
    rows[row + CANDLE.oi] = this.#board.oi[index]!;
  }
}

interface GrowingCandles {
  count: number;
  rows: Float64Array;
}

/** Where the new candle's row begins. */
function openCandle(candles: GrowingCandles, minute: number, price: number): number {
  const row = candles.count * CANDLE_WIDTH;
  if (row === candles.rows.length) {
    const wider = new Float64Array(Math.min(row * 2, CANDLES_MAX * CANDLE_WIDTH));
    wider.set(candles.rows);
    candles.rows = wider;
  }
  candles.rows[row + CANDLE.minute] = minute;
  candles.rows[row + CANDLE.open] = price;
  candles.rows[row + CANDLE.high] = price;
  candles.rows[row + CANDLE.low] = price;
  candles.count += 1;
  return row;
}
