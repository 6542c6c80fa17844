/** Where the batch greeks of a chain are written. */

/**
 * Greeks of a chain, not rounded. Which convention they follow is said by the function that writes them (`pairGreeks`: clean,
 * on the forward; `dhanChainGreeks`: Dhan's, on the spot index).
 *
 * Shape: one entry per leg in each column: leg `2 * i` is the call of strike `i`, `2 * i + 1` its put.
 * Units: prices in rupees; a volatility point is 1 % a year, a rate point 1 % a year, a day a calendar day.
 */
export interface GreekColumns {
  /** Percent a year; 0 where there is none, and then every greek of the leg is 0. */
  readonly impliedVolatility: Float64Array;
  /** Rupees per rupee of the underlying. */
  readonly delta: Float64Array;
  /** Delta per rupee of the underlying. */
  readonly gamma: Float64Array;
  /** Rupees per calendar day that passes. */
  readonly theta: Float64Array;
  /** Rupees per volatility point. */
  readonly vega: Float64Array;
  /** Rupees per rate point. */
  readonly rho: Float64Array;
  /** Delta per volatility point. */
  readonly vanna: Float64Array;
  /** Vega per volatility point. */
  readonly volga: Float64Array;
}

/** Columns for `legCount` legs, all 0. */
export function createGreekColumns(legCount: number): GreekColumns {
  return {
    impliedVolatility: new Float64Array(legCount),
    delta: new Float64Array(legCount),
    gamma: new Float64Array(legCount),
    theta: new Float64Array(legCount),
    vega: new Float64Array(legCount),
    rho: new Float64Array(legCount),
    vanna: new Float64Array(legCount),
    volga: new Float64Array(legCount),
  };
}

/** Zeroes every figure of one leg. */
export function clearGreeks(columns: GreekColumns, leg: number): void {
  columns.impliedVolatility[leg] = 0;
  columns.delta[leg] = 0;
  columns.gamma[leg] = 0;
  columns.theta[leg] = 0;
  columns.vega[leg] = 0;
  columns.rho[leg] = 0;
  columns.vanna[leg] = 0;
  columns.volga[leg] = 0;
}
