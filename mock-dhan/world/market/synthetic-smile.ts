/**
 * A volatility surface without static arbitrage: SSVI with phi(theta) = ETA / sqrt(theta).
 * Source: J. Gatheral, A. Jacquier, Arbitrage-free SVI volatility surfaces (2014), theorems 4.1 and 4.2: no calendar arbitrage while theta grows with
 * time, no butterfly arbitrage while ETA^2 (1 + |RHO|) <= 4.
 */

/** Curvature of the wings. */
const ETA = 1;
/** Skew: puts dearer than calls. */
const RHO = -0.3;

/** Yearly volatility (fraction) at `strike`. `atmVolatility` is the fraction at the money. */
export function smileVolatility(at: {
  readonly atmVolatility: number;
  readonly forward: number;
  readonly strike: number;
  readonly years: number;
}): number {
  const rootTheta = at.atmVolatility * Math.sqrt(at.years);
  const scaled = (ETA * Math.log(at.strike / at.forward)) / rootTheta;
  const variance = 0.5 * (1 + RHO * scaled + Math.sqrt((scaled + RHO) * (scaled + RHO) + 1 - RHO * RHO));
  return at.atmVolatility * Math.sqrt(variance);
}
