import type { Candle } from '../candles/candle.ts';
import type { IndicatorValue } from './indicator.ts';
import type { Indicator } from './indicator-ids.ts';

/**
 * A value for each candle (oldest first); undefined within the warm-up, and where the formula divides by nothing, such as a
 * volume weighted average without volume.
 */
export function computeIndicator(
  { definition, values }: Indicator,
  candles: readonly Candle[],
): readonly (IndicatorValue | undefined)[] {
  const next = definition.calculator(values);
  const warmUp = definition.candlesNeeded(values) - 1;
  return candles.map((candle, index) => {
    const value = next(candle);
    return index >= warmUp && value !== undefined && isFinite(value) ? value : undefined;
  });
}

function isFinite(value: IndicatorValue): boolean {
  return typeof value === 'number'
    ? Number.isFinite(value)
    : Object.values(value).every((part) => Number.isFinite(part));
}
