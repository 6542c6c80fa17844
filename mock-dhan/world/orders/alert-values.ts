/** What a condition compares, read off the board. Source: dhan-v2-wire 4.8. */
import { MS_PER_MINUTE } from '#engine/market/ist-time.ts';
import { computeIndicator } from '#engine/indicators/compute-indicator.ts';
import { parseIndicatorId } from '#engine/indicators/indicator-ids.ts';
import { barsOf } from '../candle-bars.ts';
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

/** A day's candle is none before the day is over, and a world plays one day. */
const MINUTES: Readonly<Record<'ONE_MIN' | 'FIVE_MIN' | 'FIFTEEN_MIN', number>> = {
  ONE_MIN: 1,
  FIVE_MIN: 5,
  FIFTEEN_MIN: 15,
};

/** When and of what the values are read. */
export interface AlertView {
  readonly board: QuoteBoard;
  readonly index: number;
  readonly nowMs: number;
  /** Open of the session, from which candles are counted. */
  readonly openMs: number;
}

/**
 * How far the watched value is above what it is compared with; undefined while one of them has no value yet. Indicators are of candles that
 * are closed. A condition on days never has one.
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

function closedCandles({ timeFrame = 'DAY' }: AlertCondition, { board, index, nowMs, openMs }: AlertView) {
  if (timeFrame === 'DAY') return [];
  const intervalMinutes = MINUTES[timeFrame];
  const toMs = nowMs - intervalMinutes * MS_PER_MINUTE;
  return barsOf(board.candles.of(index), { originMs: openMs, intervalMinutes, fromMs: openMs, toMs });
}

function indicatorOf(
  name: string | undefined,
  candles: ReturnType<typeof closedCandles>,
): number | undefined {
  const meant = INDICATORS[name ?? ''];
  const parsed = meant && parseIndicatorId(meant.id);
  if (!parsed?.ok || candles.length === 0) return undefined;
  const value = computeIndicator(parsed.value, candles).at(-1);
  if (value === undefined || typeof value === 'number') return value;
  return value[meant?.output ?? ''];
}
