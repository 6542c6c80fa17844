/** The clean greeks of a chain: Black-76 on its forward, one strike's call and put at a time, without allocation. */
import type { PriceColumns, RiskColumns } from './greek-columns.ts';
import { POINTS } from './greek-scales.ts';
import { greeksByScalars } from './scalar-pair-greeks.ts';
import { createSimdGreeks } from './simd-pair-greeks.ts';
import type { ExpiryMarket, StrikeColumns } from './strike-pairs.ts';

let greeks: typeof greeksByScalars | undefined;

/**
 * Writes price and greeks of every leg from the volatility of its strike, the same for call and put; with `risk` also volatility, rho, vanna
 * and volga. A strike without volatility is worth its discounted intrinsic value and has no greeks.
 *
 * Clean convention: with respect to the forward, and as time or the rate changes the forward stands still. As an index future
 * moves rupee for rupee with its index while the basis stands, delta and gamma hold for the spot too.
 *
 * Two strikes at a time as WebAssembly where the machine can, one by one where it cannot, as in priceStrikePairs.
 */
export function pairGreeks(
  columns: StrikeColumns,
  market: ExpiryMarket,
  out: PriceColumns,
  risk?: RiskColumns,
): void {
  greeks ??= createSimdGreeks() ?? greeksByScalars;
  greeks(columns, market, out);
  if (risk) writeRisk(columns, market, out, risk);
}

/** What follows from the figures written before. */
function writeRisk(
  { strikes, logStrikes, volatilities }: StrikeColumns,
  { forward, years }: ExpiryMarket,
  { price, vega }: PriceColumns,
  { impliedVolatility, rho, vanna, volga }: RiskColumns,
): void {
  const rootYears = Math.sqrt(years);
  const logForward = Math.log(forward);
  for (let leg = 0; leg < strikes.length * 2; leg += 1) {
    const volatility = volatilities[leg >>> 1]!;
    const total = volatility * rootYears;
    if (!(total > 0)) {
      impliedVolatility[leg] = rho[leg] = vanna[leg] = volga[leg] = 0;
      continue;
    }
    const d1 = (logForward - logStrikes[leg >>> 1]!) / total + total * 0.5;
    const d2 = d1 - total;
    const slope = vega[leg]! / total;
    impliedVolatility[leg] = volatility * POINTS;
    rho[leg] = (-years * price[leg]!) / POINTS;
    vanna[leg] = (-slope * d2) / forward;
    volga[leg] = (slope * rootYears * d1 * d2) / POINTS;
  }
}
