/** Prices and clean greeks one double at a time: what the WebAssembly kernel is tested against, and what prices where that does not run. */
import { tailRatio } from '../normal-distribution.ts';
import type { PriceColumns } from './greek-columns.ts';
import { greekScales } from './greek-scales.ts';
import type { ExpiryMarket, StrikeColumns } from './strike-pairs.ts';

/** See pairGreeks. */
export function greeksByScalars(columns: StrikeColumns, market: ExpiryMarket, out: PriceColumns): void {
  const { strikes, logStrikes, volatilities } = columns;
  const { price, delta, gamma, theta, vega } = out;
  const { forward, discount } = market;
  const { logForward, rootYears, dailyRate, densityScale, gammaScale, decayScale, vegaScale } =
    greekScales(market);
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
