import { ROOT_TWO_PI } from '../normal-distribution.ts';
import type { ExpiryMarket } from './strike-pairs.ts';

const DAYS_PER_YEAR = 365;
/** Points in a whole. */
export const POINTS = 100;

/** What the greeks of all strikes of one expiry have in common; units as in GreekColumns. */
export interface GreekScales {
  readonly logForward: number;
  readonly rootYears: number;
  readonly dailyRate: number;
  /** From exp(-d * d / 2) to the discounted density. */
  readonly densityScale: number;
  readonly gammaScale: number;
  readonly decayScale: number;
  readonly vegaScale: number;
}

/** The scales at one moment. */
export function greekScales({ forward, years, discount }: ExpiryMarket): GreekScales {
  const rootYears = Math.sqrt(years);
  return {
    logForward: Math.log(forward),
    rootYears,
    dailyRate: -Math.log(discount) / years / DAYS_PER_YEAR,
    densityScale: discount / ROOT_TWO_PI,
    gammaScale: 1 / (forward * forward),
    decayScale: 1 / (2 * DAYS_PER_YEAR * rootYears),
    vegaScale: rootYears / POINTS,
  };
}
