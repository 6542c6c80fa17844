/** What a condition compares, read off the board. Source: dhan-v2-wire 4.8. */
import { MS_PER_DAY, MS_PER_MINUTE, istToEpochMs } from '#engine/market/ist-time.ts';
import { computeIndicator } from '#engine/indicators/compute-indicator.ts';
import { parseIndicatorId } from '#engine/indicators/indicator-ids.ts';
import { barsOf } from '../candle-bars.ts';
import type { Bar } from '../candle-bars.ts';
import type { EarlierDays } from '../earlier-days.ts';
import { sessionOn } from '../market/session-steps.ts';
import type { Candles } from '../minute-candles.ts';
import type { QuoteBoard } from '../quote-board.ts';
import type { AlertCondition } from './alert.ts';

/** Each name of a condition as an indicator of the catalogue, and which of its numbers is meant. The two MACD lines are its averages. */
const INDICATORS: Readonly<Record<string, { readonly id: string; readonly output?: string }>> = {
  ...Object.fromEntries(
    ['SMA', 'EMA'].flatMap((name) =>
      [5, 10, 20, 50, 100, 200].map((length) => [`${name}_${length}`, { id: `${name}_${length}` }] as const),
    ),
  ),
  RSI_14: { id: 'RSI_14' },
  ATR_14: { id: 'ATR_14' },
  BB_UPPER: { id: 'BBANDS', output: 'upper' },
  BB_LOWER: { id: 'BBANDS', output: 'lower' },
  STOCHASTIC: { id: 'STOCH', output: 'k' },
  STOCHRSI_14: { id: 'STOCHRSI', output: 'k' },
  MACD_26: { id: 'EMA_26' },
  MACD_12: { id: 'EMA_12' },
  MACD_HIST: { id: 'MACD', output: 'histogram' },
};

/** Names that a condition may give an indicator. */
export const ALERT_INDICATORS = Object.keys(INDICATORS);

/** How long a candle is, and how many days back there are enough of them for 200. */
const FRAMES: Readonly<
  Record<NonNullable<AlertCondition['timeFrame']>, { readonly minutes: number; readonly daysBack: number }>
> = {
  ONE_MIN: { minutes: 1, daysBack: 5 },
  FIVE_MIN: { minutes: 5, daysBack: 8 },
  FIFTEEN_MIN: { minutes: 15, daysBack: 20 },
  DAY: { minutes: 1440, daysBack: 320 },
};

/** When and of what the values are read. */
export interface AlertView {
  readonly board: QuoteBoard;
  /** The watched index, and the days before this one in its charts. */
  readonly index: number;
  readonly symbol: string;
  readonly earlier: EarlierDays;
  readonly nowMs: number;
  /** Open of the session, from which candles are counted. */
  readonly openMs: number;
}

/**
 * How far the watched value is above what it is compared with; undefined while one of them has no value yet. Indicators are of candles that
 * are closed, those of earlier days included.
 */
export function distanceOf(condition: AlertCondition, view: AlertView): number | undefined {
  const { comparisonType, comparingValue, comparingIndicatorName } = condition;
  if (comparisonType === 'PRICE_WITH_VALUE') return view.board.ltp[view.index]! - (comparingValue ?? 0);
  const candles = closedCandles(condition, view);
  const watched = indicatorOf(condition.indicatorName, candles);
  const compared = {
    TECHNICAL_WITH_VALUE: () => comparingValue,
    TECHNICAL_WITH_INDICATOR: () => indicatorOf(comparingIndicatorName, candles),
    TECHNICAL_WITH_CLOSE: () => candles.at(-1)?.close,
  }[comparisonType]();
  return watched === undefined || compared === undefined ? undefined : watched - compared;
}

/** Whether the distance is what the operator asks for. `before`: the last one, for crossings; none: nothing has crossed. */
export function isMet(
  operator: AlertCondition['operator'],
  distance: number,
  before: number | undefined,
): boolean {
  const hasRisen = before !== undefined && before < 0 && distance >= 0;
  const hasFallen = before !== undefined && before > 0 && distance <= 0;
  return {
    CROSSING_UP: hasRisen,
    CROSSING_DOWN: hasFallen,
    CROSSING_ANY_SIDE: hasRisen || hasFallen,
    GREATER_THAN: distance > 0,
    LESS_THAN: distance < 0,
    GREATER_THAN_EQUAL: distance >= 0,
    LESS_THAN_EQUAL: distance <= 0,
    EQUAL: distance === 0,
    NOT_EQUAL: distance !== 0,
  }[operator];
}

function closedCandles({ timeFrame = 'DAY' }: AlertCondition, view: AlertView): readonly Bar[] {
  const { board, index, symbol, earlier, nowMs, openMs } = view;
  const { minutes: intervalMinutes, daysBack } = FRAMES[timeFrame];
  const fromMs = nowMs - daysBack * MS_PER_DAY;
  const toMs = nowMs - intervalMinutes * MS_PER_MINUTE;
  const isDaily = timeFrame === 'DAY';
  const barsFrom = (candles: Candles | undefined, originMs: number): Bar[] =>
    barsOf(candles, { originMs, intervalMinutes, fromMs, toMs });
  const bars = earlier
    .of(symbol, board.previousClose[index]!, fromMs)
    .flatMap(({ date, candles }) => barsFrom(candles, isDaily ? istToEpochMs(date) : sessionOn(date).openMs));
  // The day that is being played has no candle of its own before it is over.
  return isDaily ? bars : [...bars, ...barsFrom(board.candles.of(index), openMs)];
}

function indicatorOf(name: string | undefined, candles: readonly Bar[]): number | undefined {
  const meant = INDICATORS[name ?? ''];
  const parsed = meant && parseIndicatorId(meant.id);
  if (!parsed?.ok || candles.length === 0) return undefined;
  const value = computeIndicator(parsed.value, candles).at(-1);
  if (value === undefined || typeof value === 'number') return value;
  return value[meant?.output ?? ''];
}
