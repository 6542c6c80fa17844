import type { Candle, Timeframe } from './candle.ts';

/** Where candles are read, such as the CandleBook. */
export interface CandleSource {
  /** Symbols that candles are known of. */
  symbols(): readonly string[];
  /** Oldest first, the last may be unfinished; empty when there is none. */
  candles(symbol: string, timeframe: Timeframe): readonly Candle[];
}
