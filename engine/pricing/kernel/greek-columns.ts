/** Where the batch greeks of a chain are written. */

/** What a page of options shows. Shape and units: see GreekColumns. */
export interface PriceColumns {
  /** Rupees. */
  readonly price: Float64Array;
  /** Rupees per rupee of the underlying. */
  readonly delta: Float64Array;
  /** Delta per rupee of the underlying. */
  readonly gamma: Float64Array;
  /** Rupees per calendar day that passes. */
  readonly theta: Float64Array;
  /** Rupees per volatility point. */
  readonly vega: Float64Array;
}

/** What a risk book asks beyond that. Shape and units: see GreekColumns. */
export interface RiskColumns {
  /** Percent a year; 0 where there is none, and then every greek of the leg is 0. */
  readonly impliedVolatility: Float64Array;
  /** Rupees per rate point. */
  readonly rho: Float64Array;
  /** Delta per volatility point. */
  readonly vanna: Float64Array;
  /** Vega per volatility point. */
  readonly volga: Float64Array;
}

/**
 * Prices and greeks of a chain, not rounded. Which convention they follow is said by the function that writes them (`pairGreeks`: clean,
 * on the forward; `dhanChainGreeks`: Dhan's, on the spot index).
 *
 * Shape: one entry per leg in each column: leg `2 * i` is the call of strike `i`, `2 * i + 1` its put.
 * Units: prices in rupees; a volatility point is 1 % a year, a rate point 1 % a year, a day a calendar day.
 */
export interface GreekColumns extends PriceColumns, RiskColumns {}

/** Columns for `legCount` legs, all 0. */
export function createGreekColumns(legCount: number): GreekColumns {
  return {
    price: new Float64Array(legCount),
    delta: new Float64Array(legCount),
    gamma: new Float64Array(legCount),
    theta: new Float64Array(legCount),
    vega: new Float64Array(legCount),
    impliedVolatility: new Float64Array(legCount),
    rho: new Float64Array(legCount),
    vanna: new Float64Array(legCount),
    volga: new Float64Array(legCount),
  };
}

/** Zeroes every figure of one leg. */
export function clearGreeks(columns: GreekColumns, leg: number): void {
  for (const column of Object.values(columns) as Float64Array[]) column[leg] = 0;
}
