import { AVERAGES } from './families/averages.ts';
import { MOMENTUM } from './families/momentum.ts';
import { TREND } from './families/trend.ts';
import { VOLATILITY } from './families/volatility.ts';
import { VOLUME } from './families/volume.ts';
import type { IndicatorDefinition } from './indicator.ts';

/** Every indicator that the platform documents, all of them computed. Source: seed-requirements B8. */
export const INDICATORS: readonly IndicatorDefinition[] = [
  ...MOMENTUM,
  ...AVERAGES,
  ...VOLATILITY,
  ...VOLUME,
  ...TREND,
];

const byName = new Map(INDICATORS.map((definition) => [definition.name, definition]));

/** Upper and lower case are the same; undefined for a name that is not documented. */
export function indicatorNamed(name: string): IndicatorDefinition | undefined {
  return byName.get(name.toUpperCase());
}
