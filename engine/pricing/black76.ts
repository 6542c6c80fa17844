/** Black (1976): European options on a forward. */
import type { OptionType } from '../market/instrument.ts';
import { logGapOf, timeValueOf } from './time-value.ts';

/** What a price follows from; rupees and years. */
export interface Black76Inputs {
  readonly forward: number;
  readonly strike: number;
  readonly yearsToExpiry: number;
  /** Yearly, as a fraction: 0.12 for 12 %. */
  readonly volatility: number;
  readonly discount: number;
  readonly optionType: OptionType;
}

/** Present value of one option, rupees: to twelve digits however far out of the money. Without volatility the discounted intrinsic value. */
export function black76Price(inputs: Black76Inputs): number {
  const { forward, strike, yearsToExpiry, volatility, discount, optionType } = inputs;
  const timeValue = timeValueOf(
    Math.min(forward, strike),
    logGapOf(forward, strike),
    volatility * Math.sqrt(yearsToExpiry),
  );
  const intrinsic = optionType === 'CE' ? forward - strike : strike - forward;
  return discount * (timeValue + Math.max(0, intrinsic));
}
