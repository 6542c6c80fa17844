/** Candles as the prices they were made of, as far as four numbers tell. */
import { MS_PER_MINUTE, MS_PER_SECOND, istDay } from '../../market/ist-time.ts';
import { instrumentName, quoteOf } from './table-quote.ts';
import type { TableQuote } from './table-quote.ts';
import { UINT32_MAX } from './table-rows.ts';

/** Rupees; units traded within the candle; open interest at its end. */
export interface TableCandle extends Pick<TableQuote, 'underlying' | 'leg'> {
  /** Epoch ms of the candle's label. */
  readonly atMs: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
  readonly oi: number;
}

/** How long a layout's candles are, and which end their times name. */
export interface CandleTimes {
  /** The shortest time between two of them unless given. */
  readonly lengthMs?: number;
  readonly isLabelledByEnd?: boolean;
}

/**
 * Each candle as four prices: its open at the start, the extreme nearer to it after a third, the other after two, the close a second before the end, where
 * volume and open interest stand too. An instrument's volume grows over the day by what its candles say, up to
 * what the wire holds.
 */
export function quotesOfCandles(candles: readonly TableCandle[], times: CandleTimes = {}): TableQuote[] {
  const lengthMs = times.lengthMs ?? shortestGap(candles);
  const labelMs = times.isLabelledByEnd ? lengthMs : 0;
  const days = new Map<string, Day>();
  return candles.flatMap((candle) => pathOf(candle, candle.atMs - labelMs, lengthMs, days));
}

/** The moment of a candle's close. */
export function closeOffsetMs(lengthMs: number): number {
  return lengthMs - MS_PER_SECOND;
}

/** Of an instrument so far. */
interface Day {
  readonly day: number;
  readonly volume: number;
  readonly oi: number;
}

function pathOf(
  candle: TableCandle,
  startMs: number,
  lengthMs: number,
  days: Map<string, Day>,
): TableQuote[] {
  const { underlying, leg, open, high, low, close, oi } = candle;
  const name = instrumentName(candle);
  const before = days.get(name);
  const day = istDay(startMs);
  const soFar = before?.day === day ? before : { day, volume: 0, oi: before?.oi ?? 0 };
  const after = { day, volume: Math.min(soFar.volume + candle.volume, UINT32_MAX), oi };
  days.set(name, after);
  const isHighFirst = high - open <= open - low;
  const thirdMs = Math.floor(lengthMs / 3 / MS_PER_SECOND) * MS_PER_SECOND;
  const at = (afterMs: number, ltp: number, said: Day): TableQuote =>
    quoteOf({ atMs: startMs + afterMs, underlying, leg, ltp, volume: said.volume, oi: said.oi });
  return [
    at(0, open, soFar),
    at(thirdMs, isHighFirst ? high : low, soFar),
    at(2 * thirdMs, isHighFirst ? low : high, soFar),
    at(closeOffsetMs(lengthMs), close, after),
  ];
}

/** The shortest time between two candles of one index and its options; a minute where there is but one. */
export function shortestGap(candles: readonly Pick<TableCandle, 'atMs' | 'underlying'>[]): number {
  const lastAtMs = new Map<string, number>();
  let shortestMs = Infinity;
  for (const { atMs, underlying } of candles) {
    const beforeMs = lastAtMs.get(underlying.symbol);
    if (beforeMs !== undefined && atMs > beforeMs) shortestMs = Math.min(shortestMs, atMs - beforeMs);
    lastAtMs.set(underlying.symbol, atMs);
  }
  return Number.isFinite(shortestMs) ? shortestMs : MS_PER_MINUTE;
}
