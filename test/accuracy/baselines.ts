/** What the model must be at least as good as: the old price, and two plain rules for how a smile moves with the forward. */
import { black76Price } from '#engine/pricing/black76.ts';
import { discountFactor } from '#engine/pricing/discounting.ts';
import { impliedVolatility } from '#engine/pricing/implied-vol.ts';
import type { ExpirySession, MarketMoment } from './recorded-market.ts';

const MS_PER_YEAR = 365 * 86_400_000;
/** Volatilities that the rules look for. */
const VOLATILITY_MIN = 0.005;
const VOLATILITY_MAX = 5;

/** What a moment's chain is worth leg by leg, and the volatilities it implies at its forward; NaN where nothing is known. */
export interface PricedMoment {
  readonly moment: MarketMoment;
  readonly prices: Float64Array;
  readonly volatilities: Float64Array;
}

/** The leg's market price, rupees: quote middle or last price; NaN where it has none. */
export function marketPrice(moment: MarketMoment, leg: number, quote: 'mid' | 'last'): number {
  const bid = moment.bid[leg]!;
  const ask = moment.ask[leg]!;
  const ltp = moment.ltp[leg]!;
  if (quote === 'last') return ltp > 0 ? ltp : Number.NaN;
  return bid > 0 && ask > 0 ? (bid + ask) / 2 : Number.NaN;
}

/** Prices and implied volatilities of a moment; a leg that implies none takes that of its strike's other leg. */
export function pricedMoment(
  session: ExpirySession,
  moment: MarketMoment,
  quote: 'mid' | 'last',
): PricedMoment {
  const prices = moment.ltp.map((_, leg) => marketPrice(moment, leg, quote));
  const years = yearsBetween(moment.atMs, session.expiresAtMs);
  const own = prices.map((price, leg) =>
    volatilityOf(session, leg, { price, forward: moment.forward, years }),
  );
  const volatilities = own.map((volatility, leg) => (Number.isNaN(volatility) ? own[leg ^ 1]! : volatility));
  return { moment, prices, volatilities };
}

function volatilityOf(
  session: ExpirySession,
  leg: number,
  { price, forward, years }: { readonly price: number; readonly forward: number; readonly years: number },
): number {
  if (!(price > 0 && forward > 0 && years > 0)) return Number.NaN;
  const volatility = impliedVolatility({
    price,
    forward,
    strike: session.strikes[leg >>> 1]!,
    yearsToExpiry: years,
    discount: discountFactor(years),
    optionType: leg % 2 === 0 ? 'CE' : 'PE',
  });
  return volatility > VOLATILITY_MIN && volatility < VOLATILITY_MAX ? volatility : Number.NaN;
}

/** Where the market is taken to be when a price is worked out. */
export interface Target {
  readonly forward: number;
  readonly atMs: number;
}

/** The strike keeps its volatility. NaN where it has none. */
export function stickyStrikePrice(
  session: ExpirySession,
  from: PricedMoment,
  leg: number,
  target: Target,
): number {
  return priceOf(session, leg, from.volatilities[leg]!, target);
}

/** The distance from the forward keeps its volatility: the leg's side's smile moves with it, straight between strikes, flat beyond. */
export function stickyMoneynessPrice(
  session: ExpirySession,
  from: PricedMoment,
  leg: number,
  target: Target,
): number {
  const asIf = (session.strikes[leg >>> 1]! * from.moment.forward) / target.forward;
  return priceOf(session, leg, smileAt(session, from, leg, asIf), target);
}

function smileAt(
  { strikes }: ExpirySession,
  { volatilities }: PricedMoment,
  leg: number,
  strike: number,
): number {
  const side = leg % 2;
  const own = volatilities[leg]!;
  const ascends = strike > strikes[leg >>> 1]!;
  const step = ascends ? 1 : -1;
  let inner = leg >>> 1;
  if (Number.isNaN(own)) return Number.NaN;
  for (let index = inner + step; index >= 0 && index < strikes.length; index += step) {
    const volatility = volatilities[index * 2 + side]!;
    if (Number.isNaN(volatility)) continue;
    const isBeyond = ascends ? strikes[index]! >= strike : strikes[index]! <= strike;
    if (isBeyond) {
      const share = Math.log(strike / strikes[inner]!) / Math.log(strikes[index]! / strikes[inner]!);
      const innerVolatility = volatilities[inner * 2 + side]!;
      return innerVolatility + share * (volatility - innerVolatility);
    }
    inner = index;
  }
  return volatilities[inner * 2 + side]!;
}

function priceOf(session: ExpirySession, leg: number, volatility: number, target: Target): number {
  const years = yearsBetween(target.atMs, session.expiresAtMs);
  if (Number.isNaN(volatility) || !(years > 0)) return Number.NaN;
  return black76Price({
    forward: target.forward,
    strike: session.strikes[leg >>> 1]!,
    yearsToExpiry: years,
    volatility,
    discount: discountFactor(years),
    optionType: leg % 2 === 0 ? 'CE' : 'PE',
  });
}

function yearsBetween(fromMs: number, toMs: number): number {
  return (toMs - fromMs) / MS_PER_YEAR;
}
