/** Bars of any length out of one-minute candles. */
import { MS_PER_MINUTE } from '#engine/market/ist-time.ts';
import { CANDLE, CANDLE_WIDTH } from './minute-candles.ts';
import type { Candles } from './minute-candles.ts';

/** One bar of a chart. */
export interface Bar {
  /** Epoch ms. */
  readonly startMs: number;
  /** Rupees. */
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  /** Units traded within the bar. */
  readonly volume: number;
  /** Units, at the bar's last trade. */
  readonly oi: number;
}

/**
 * The bars that contain a trade, oldest first. They are counted from `originMs`, the session's open: sixty-minute bars begin at 09:15.
 * `fromMs` and `toMs` bound the bars' starts, both included.
 */
export function barsOf(
  candles: Candles | undefined,
  span: {
    readonly originMs: number;
    readonly intervalMinutes: number;
    readonly fromMs: number;
    readonly toMs: number;
  },
): Bar[] {
  const bars: Bar[] = [];
  if (!candles) return bars;
  let first = 0;
  while (first < candles.count) {
    const startMs = barStart(candles, first, span);
    let end = first + 1;
    while (end < candles.count && barStart(candles, end, span) === startMs) end += 1;
    if (startMs >= span.fromMs && startMs <= span.toMs)
      bars.push(mergeCandles(candles, { first, end, startMs }));
    first = end;
  }
  return bars;
}

function barStart(
  candles: Candles,
  row: number,
  { originMs, intervalMinutes }: { readonly originMs: number; readonly intervalMinutes: number },
): number {
  const intervalMs = intervalMinutes * MS_PER_MINUTE;
  const sinceOrigin = valueAt(candles, row, 'minute') * MS_PER_MINUTE - originMs;
  return originMs + Math.floor(sinceOrigin / intervalMs) * intervalMs;
}

/** Rows `first` up to, not including, `end`. */
function mergeCandles(
  candles: Candles,
  rows: { readonly first: number; readonly end: number; readonly startMs: number },
): Bar {
  const { first, end, startMs } = rows;
  const last = end - 1;
  let high = Number.NEGATIVE_INFINITY;
  let low = Number.POSITIVE_INFINITY;
  for (let row = first; row < end; row += 1) {
    high = Math.max(high, valueAt(candles, row, 'high'));
    low = Math.min(low, valueAt(candles, row, 'low'));
  }
  const volumeBefore = first === 0 ? 0 : valueAt(candles, first - 1, 'cumulativeVolume');
  return {
    startMs,
    open: valueAt(candles, first, 'open'),
    high,
    low,
    close: valueAt(candles, last, 'close'),
    volume: valueAt(candles, last, 'cumulativeVolume') - volumeBefore,
    oi: valueAt(candles, last, 'oi'),
  };
}

function valueAt({ rows }: Candles, row: number, name: keyof typeof CANDLE): number {
  return rows[row * CANDLE_WIDTH + CANDLE[name]]!;
}
