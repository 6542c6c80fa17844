import type { Candle, Timeframe } from '../candles/candle.ts';
import { computeIndicator } from '../indicators/compute-indicator.ts';
import type { IndicatorValue } from '../indicators/indicator.ts';
import { istIso } from '../market/ist-time.ts';
import type { AskedIndicator } from './indicator-request.ts';
import { invalid, OFFSET } from './indicator-request.ts';
import { Refusal } from './refusal.ts';

/** Candles of one symbol and timeframe, as errors name them. */
export interface CandleWindow {
  readonly symbol: string;
  readonly timeframe: Timeframe;
  /** Oldest first, at least one. */
  readonly candles: readonly Candle[];
}

/** One entry of a series, oldest first; `candles_back` is 0 for the newest candle. */
export interface SeriesEntry {
  readonly time: string;
  readonly value: IndicatorValue;
  readonly candles_back: number;
}

/** Errors: Refusal 409 with how many candles are needed, and where there is no volume or nothing to divide by. */
export function seriesOf(
  asked: AskedIndicator,
  window: CandleWindow,
  lookback: number,
): readonly SeriesEntry[] {
  const { candles } = window;
  const values = computed(asked, window);
  const series = values.slice(-lookback).flatMap((value, index, kept): SeriesEntry[] => {
    const back = kept.length - 1 - index;
    return value === undefined
      ? []
      : [{ time: istIso(candles[candles.length - 1 - back]!.startMs), value, candles_back: back }];
  });
  if (series.length === 0) throw withoutValue(asked, window, `in the last ${lookback} candles`);
  return series;
}

/** Values at `offset` candles before the newest, under the ids as asked. Errors: Refusal 422 for an offset beyond the data, and those of a series. */
export function valuesAt(
  all: readonly AskedIndicator[],
  window: CandleWindow,
  offset: number,
): Readonly<Record<string, IndicatorValue>> {
  const series = all.map((asked) => ({ asked, values: computed(asked, window) }));
  const { length } = window.candles;
  const needed = Math.max(...all.map(neededBy));
  if (offset > length - needed)
    throw invalid(
      'int_range',
      ['query', OFFSET.name],
      `Input should be a whole number from ${OFFSET.min} to ${Math.min(OFFSET.max, length - needed)}: there are ${length} ${named(window)} candles, of which the first ${needed - 1} warm up`,
      String(offset),
    );
  const at = length - 1 - offset;
  return Object.fromEntries(
    series.map(({ asked, values }) => {
      const value = values[at];
      if (value === undefined) throw withoutValue(asked, window, `at ${istIso(window.candles[at]!.startMs)}`);
      return [asked.id, value];
    }),
  );
}

function computed(asked: AskedIndicator, window: CandleWindow): readonly (IndicatorValue | undefined)[] {
  const { candles } = window;
  const needed = neededBy(asked);
  if (candles.length < needed)
    throw new Refusal(
      409,
      `${asked.id} needs ${needed} ${named(window)} candles, there are ${candles.length} so far. Ask again later or for a shorter length.`,
    );
  if (asked.indicator.definition.needsVolume && candles.every(({ volume }) => volume === 0))
    throw new Refusal(
      409,
      `${asked.id} needs traded volume, the ${candles.length} ${named(window)} candles have none (an index never has).`,
    );
  return computeIndicator(asked.indicator, candles);
}

function neededBy({ indicator }: AskedIndicator): number {
  return indicator.definition.candlesNeeded(indicator.values);
}

function withoutValue({ id }: AskedIndicator, window: CandleWindow, where: string): Refusal {
  return new Refusal(409, `${id} has no value ${where} of ${named(window)}: no volume was traded there.`);
}

function named({ symbol, timeframe }: CandleWindow): string {
  return `${symbol} ${timeframe}`;
}
