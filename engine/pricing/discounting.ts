/** Time to expiry and the discount factor, on one convention for every model: actual/365, continuous compounding. */

const MS_PER_YEAR = 365 * 86_400_000;

/** Keeps a chain priceable in its last moment and after it: an option is never nearer than a second to its expiry. */
const MS_TO_EXPIRY_MIN = 1000;

/** Yearly rate that parity forwards and discount factors assume. Source: recorded chains of 2025-08-29 (parity residual 0.3 points). */
export const RISK_FREE_RATE = 0.065;

/** Years (actual/365) until `expiresAtMs`, at least one second's worth. */
export function yearsToExpiry(expiresAtMs: number, nowMs: number): number {
  return Math.max(expiresAtMs - nowMs, MS_TO_EXPIRY_MIN) / MS_PER_YEAR;
}

/** What one rupee at expiry is worth now. */
export function discountFactor(years: number): number {
  return Math.exp(-RISK_FREE_RATE * years);
}
