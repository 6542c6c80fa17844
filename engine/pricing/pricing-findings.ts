/** What a pricer was given and could not use, counted since it was created. Every one has a defined outcome, and none reaches a price. */
export interface PricingFindings {
  /** Spots that were zero, negative or no number: nothing was repriced. */
  spotsRefused: number;
  /** Own ticks whose bid stood at or above the ask, or whose price was no number: the last price was taken, or none. */
  quotesRefused: number;
  /** Own prices that no volatility explains, below intrinsic value or above what an option can be worth: the strike kept its volatility. */
  pricesUnexplained: number;
  /** Volatilities between quoted strikes that would have let a butterfly be had for less than nothing, and were moved. */
  butterfliesMended: number;
}

/** Nothing found yet. */
export function noPricingFindings(): PricingFindings {
  return { spotsRefused: 0, quotesRefused: 0, pricesUnexplained: 0, butterfliesMended: 0 };
}

/** Their names. */
export const PRICING_FINDINGS = Object.keys(noPricingFindings()) as readonly (keyof PricingFindings)[];
