/** The clean greeks of a chain: Black-76 on its forward, one strike's call and put at a time, without allocation. */
import { ROOT_TWO_PI, tailRatio } from '../normal-distribution.ts';
import type { PriceColumns, RiskColumns } from './greek-columns.ts';
import type { ExpiryMarket, StrikeColumns } from './strike-pairs.ts';

const DAYS_PER_YEAR = 365;
const POINTS = 100;

/**
 * Writes price and greeks of every leg from the volatility of its strike, the same for call and put; with `risk` also volatility, rho, vanna
 * and volga. A strike without volatility is worth its discounted intrinsic value and has no greeks.
 *
 * Clean convention: with respect to the forward, and as time or the rate changes the forward stands still. As an index future
 * moves rupee for rupee with its index while the basis stands, delta and gamma hold for the spot too.
 */
export function pairGreeks(
  columns: StrikeColumns,
  market: ExpiryMarket,
  out: PriceColumns,
  risk?: RiskColumns,
): void {
  const { strikes, logStrikes, volatilities } = columns;
  const { price, delta, gamma, theta, vega } = out;
  const { forward, years, discount } = market;
  const rootYears = Math.sqrt(years);
  const logForward = Math.log(forward);
  const dailyRate = -Math.log(discount) / years / DAYS_PER_YEAR;
  const densityScale = discount / ROOT_TWO_PI;
  const gammaScale = 1 / (forward * forward);
  const decayScale = 1 / (2 * DAYS_PER_YEAR * rootYears);
  const vegaScale = rootYears / POINTS;
  for (let index = 0; index < strikes.length; index += 1) {
    const call = index * 2;
    const put = call + 1;
    const strike = strikes[index]!;
    const volatility = volatilities[index]!;
    const total = volatility * rootYears;
    if (!(total > 0)) {
      writeIntrinsic(out, call, discount * (forward - strike));
      continue;
    }
    // `low` is the lesser of forward and strike, `high` the other: low * density(dLow) = high * density(dHigh), so one exponential serves all.
    const isCallOut = forward <= strike;
    const low = isCallOut ? forward : strike;
    const perTotal = 1 / total;
    const dLow = total * 0.5 - Math.abs(logForward - logStrikes[index]!) * perTotal;
    const dHigh = total - dLow;
    const exponential = low * Math.exp(-0.5 * dLow * dLow);
    const tailLow = exponential * tailRatio(Math.abs(dLow));
    const tailHigh = exponential * tailRatio(dHigh);
    const belowLow = dLow > 0 ? low - tailLow : tailLow;
    const timeValue = belowLow - tailHigh;
    const callValue = discount * (timeValue + forward - low);
    const putValue = discount * (timeValue + strike - low);
    const callDelta = (discount * (isCallOut ? belowLow : forward - tailHigh)) / forward;
    const weight = densityScale * exponential;
    const curvature = weight * gammaScale * perTotal;
    const decay = weight * volatility * decayScale;
    const pointValue = weight * vegaScale;
    price[call] = callValue;
    price[put] = putValue;
    delta[call] = callDelta;
    delta[put] = callDelta - discount;
    gamma[call] = curvature;
    gamma[put] = curvature;
    theta[call] = dailyRate * callValue - decay;
    theta[put] = dailyRate * putValue - decay;
    vega[call] = pointValue;
    vega[put] = pointValue;
  }
  if (risk) writeRisk(columns, market, out, risk);
}

/** A pair without volatility. `gain`: what exercising the call now would bring, negative where it is the put that does. */
function writeIntrinsic(
  { price, delta, gamma, theta, vega }: PriceColumns,
  call: number,
  gain: number,
): void {
  price[call] = Math.max(0, gain);
  price[call + 1] = Math.max(0, -gain);
  for (const column of [delta, gamma, theta, vega]) column.fill(0, call, call + 2);
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
