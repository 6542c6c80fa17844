import type { Exchange } from '../market/instrument.ts';
import { TIMEFRAMES } from './candle.ts';
import type { Candle, Timeframe } from './candle.ts';
import { CandleBuilder } from './candle-builder.ts';
import type { CandleTick, TickOutcome } from './candle-builder.ts';
import { SessionGrid } from './candle-start.ts';

/** How much a book holds. */
export interface CandleBookLimits {
  /** Per symbol and timeframe. */
  readonly candlesMax: number;
  readonly symbolsMax: number;
}

/** A lookback of 1,000 candles at an offset of 1,000, and as many before them for an indicator to settle on. */
const CANDLE_BOOK_LIMITS: CandleBookLimits = { candlesMax: 3000, symbolsMax: 5000 };

type Series = Readonly<Record<Timeframe, CandleBuilder>>;

/** The candles of many symbols in every timeframe. A symbol beyond `symbolsMax` is not taken and counted. */
export class CandleBook {
  readonly #limits: CandleBookLimits;
  readonly #grids = new Map<Exchange, SessionGrid>();
  readonly #series = new Map<string, Series>();
  readonly #counts = new Map<TickOutcome | 'book-full', number>();

  constructor(limits: CandleBookLimits = CANDLE_BOOK_LIMITS) {
    this.#limits = limits;
  }

  /** Symbols with at least one tick, in the order they came. */
  symbols(): readonly string[] {
    return [...this.#series.keys()];
  }

  /** Oldest first, the last may be unfinished; empty for a symbol that nothing is known of. */
  candles(symbol: string, timeframe: Timeframe): readonly Candle[] {
    return this.#series.get(symbol)?.[timeframe].candles ?? [];
  }

  /** How many ticks were taken, and how many were not and why. */
  count(outcome: TickOutcome | 'book-full'): number {
    return this.#counts.get(outcome) ?? 0;
  }

  add(symbol: string, exchange: Exchange, tick: CandleTick): void {
    this.#each(symbol, exchange, (builder) => builder.add(tick));
  }

  /** Takes in one-minute candles of earlier, from which every timeframe is made. */
  load(symbol: string, exchange: Exchange, minutes: readonly Candle[]): void {
    for (const minute of minutes) this.#each(symbol, exchange, (builder) => builder.addCandle(minute));
  }

  #each(symbol: string, exchange: Exchange, add: (builder: CandleBuilder) => TickOutcome): void {
    const series = this.#seriesOf(symbol, exchange);
    if (!series) {
      this.#note('book-full');
      return;
    }
    const [first, ...others] = TIMEFRAMES;
    this.#note(add(series[first]));
    for (const timeframe of others) add(series[timeframe]);
  }

  #note(outcome: TickOutcome | 'book-full'): void {
    this.#counts.set(outcome, this.count(outcome) + 1);
  }

  #seriesOf(symbol: string, exchange: Exchange): Series | undefined {
    const known = this.#series.get(symbol);
    if (known || this.#series.size >= this.#limits.symbolsMax) return known;
    const grid = this.#gridOf(exchange);
    const builder = (timeframe: Timeframe): CandleBuilder =>
      new CandleBuilder(grid, timeframe, this.#limits.candlesMax);
    const series = {
      '1min': builder('1min'),
      '5min': builder('5min'),
      '15min': builder('15min'),
      '60min': builder('60min'),
      day: builder('day'),
    };
    this.#series.set(symbol, series);
    return series;
  }

  #gridOf(exchange: Exchange): SessionGrid {
    const grid = this.#grids.get(exchange) ?? new SessionGrid(exchange);
    this.#grids.set(exchange, grid);
    return grid;
  }
}
