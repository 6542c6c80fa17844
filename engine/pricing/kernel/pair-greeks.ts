/** The clean greeks of a chain: Black-76 on its forward, one strike's call and put at a time, without allocation. */
import { ROOT_TWO_PI, tailRatio } from '../normal-distribution.ts';
import { clearGreeks } from './greek-columns.ts';
import type { GreekColumns } from './greek-columns.ts';
import type { ExpiryMarket, StrikeColumns } from './strike-pairs.ts';

const DAYS_PER_YEAR = 365;
const POINTS = 100;

/**
 * Writes implied volatility and greeks of every leg from the volatility of its strike, the same for call and put.
 *
 * Clean convention: with respect to the forward, and as time or the rate changes the forward stands still. As an index future
 * moves rupee for rupee with its index while the basis stands, delta and gamma hold for the spot too.
 */
export function pairGreeks(columns: StrikeColumns, market: ExpiryMarket, out: GreekColumns): void {
  const { strikes, logStrikes, volatilities } = columns;
  const { forward, years, discount } = market;
  const rootYears = Math.sqrt(years);
  const logForward = Math.log(forward);
  const rate = -Math.log(discount) / years;
  for (let index = 0; index < strikes.length; index += 1) {
    const call = index * 2;
    const put = call + 1;
    const volatility = volatilities[index]!;
    const total = volatility * rootYears;
    if (!(total > 0)) {
      clearGreeks(out, call);
      clearGreeks(out, put);
      continue;
    }
    // `low` is the lesser of forward and strike, `high` the other: low * density(dLow) = high * density(dHigh), as in timeValueOf.
    const strike = strikes[index]!;
    const isCallOut = forward <= strike;
    const low = isCallOut ? forward : strike;
    const dLow = total * 0.5 - Math.abs(logForward - logStrikes[index]!) / total;
    const dHigh = total - dLow;
    const exponential = Math.exp(-0.5 * dLow * dLow);
    const ratioLow = tailRatio(Math.abs(dLow));
    const ratioHigh = tailRatio(dHigh);
    const timeValue =
      low * (dLow > 0 ? 1 - exponential * (ratioLow + ratioHigh) : exponential * (ratioLow - ratioHigh));
    const belowLow = dLow > 0 ? 1 - exponential * ratioLow : exponential * ratioLow;
    const aboveHigh = (exponential * low * ratioHigh) / (isCallOut ? strike : forward);
    const weight = (discount * low * exponential) / ROOT_TWO_PI;
    const d1 = isCallOut ? dLow : dHigh;
    const d2 = isCallOut ? -dHigh : -dLow;
    const gamma = weight / (forward * forward * total);
    const decay = (weight * volatility) / (2 * rootYears);
    const vega = (weight * rootYears) / POINTS;
    const vanna = (-weight * d2) / (forward * volatility * POINTS);
    const volga = (vega * d1 * d2) / (volatility * POINTS);
    const callPrice = discount * (timeValue + forward - low);
    const putPrice = discount * (timeValue + strike - low);
    out.impliedVolatility[call] = out.impliedVolatility[put] = volatility * POINTS;
    out.delta[call] = discount * (isCallOut ? belowLow : 1 - aboveHigh);
    out.delta[put] = -discount * (isCallOut ? 1 - belowLow : aboveHigh);
    out.gamma[call] = out.gamma[put] = gamma;
    out.theta[call] = (rate * callPrice - decay) / DAYS_PER_YEAR;
    out.theta[put] = (rate * putPrice - decay) / DAYS_PER_YEAR;
    out.vega[call] = out.vega[put] = vega;
    out.rho[call] = (-years * callPrice) / POINTS;
    out.rho[put] = (-years * putPrice) / POINTS;
    out.vanna[call] = out.vanna[put] = vanna;
    out.volga[call] = out.volga[put] = volga;
  }
}
