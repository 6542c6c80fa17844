/** What the quotes of one expiry imply: its forward and a volatility per strike, whatever model the chain is repriced by. */
import type { OptionType } from '../market/instrument.ts';
import type { ExpiryChain } from '../market/option-chain.ts';
import { discountFactor, yearsToExpiry } from '../pricing/discounting.ts';
import { impliedVolatility } from '../pricing/implied-vol.ts';
import { legPrice } from '../pricing/leg-price.ts';
import { cumulativeNormal } from '../pricing/normal-distribution.ts';
import { parityForward } from '../pricing/parity-forward.ts';

/** One strike of a smile. */
export interface SmilePoint {
  readonly strike: number;
  /** Yearly, as a fraction, by Black-76 on the forward. */
  readonly volatility: number;
  /** The leg whose price it follows from: the one out of the money, else the other. */
  readonly optionType: OptionType;
}

/** A smile as of the chain's last change. Rupees and years. */
export interface MarketSmile {
  readonly forward: number;
  readonly years: number;
  /** Ascending by strike; a strike whose prices imply no volatility is left out. */
  readonly points: readonly SmilePoint[];
}

/** Undefined where neither a pair of quotes nor the spot (0: unknown) gives a forward. */
export function marketSmile(chain: ExpiryChain, spot: number): MarketSmile | undefined {
  const asOfMs = chain.updatedAtMs;
  const forward = parityForward(chain, spot, asOfMs);
  if (!(forward > 0)) return undefined;
  const years = yearsToExpiry(chain.expiresAtMs, asOfMs);
  const discount = discountFactor(years);
  const points = [...chain.strikes.keys()].flatMap((index): SmilePoint[] => {
    const strike = chain.strikes[index]!;
    const sides: readonly OptionType[] = strike >= forward ? ['CE', 'PE'] : ['PE', 'CE'];
    for (const optionType of sides) {
      const price = legPrice(chain, index * 2 + (optionType === 'CE' ? 0 : 1));
      const volatility = impliedVolatility({
        price,
        forward,
        strike,
        yearsToExpiry: years,
        discount,
        optionType,
      });
      if (volatility > 0) return [{ strike, volatility, optionType }];
    }
    return [];
  });
  return { forward, years, points };
}

/** Volatility at any strike between two of the smile's, linear in variance along the logarithm of the strike; undefined beyond the ends. */
export function volatilityAt({ points }: MarketSmile, strike: number): number | undefined {
  const above = points.findIndex((point) => point.strike >= strike);
  const upper = points[above];
  if (upper?.strike === strike) return upper.volatility;
  const lower = points[above - 1];
  if (!upper || !lower) return undefined;
  const share = Math.log(strike / lower.strike) / Math.log(upper.strike / lower.strike);
  return Math.sqrt(lower.volatility ** 2 + share * (upper.volatility ** 2 - lower.volatility ** 2));
}

/**
 * Volatility of the out-of-the-money option whose delta (undiscounted, on the forward) has this size, 0.25 for the 25-delta call or put: between the first
 * two strikes, outwards from the forward, that have it between them, linear in delta. Undefined where the ladder ends before.
 */
export function volatilityAtDelta(
  smile: MarketSmile,
  optionType: OptionType,
  size: number,
): number | undefined {
  const { forward, points } = smile;
  const outwards =
    optionType === 'CE'
      ? points.filter(({ strike }) => strike >= forward)
      : points.filter(({ strike }) => strike < forward).toReversed();
  let near: { readonly delta: number; readonly volatility: number } | undefined;
  for (const { strike, volatility } of outwards) {
    const delta = deltaSize(smile, strike, volatility);
    if (delta <= size && near !== undefined) {
      const share = (near.delta - size) / (near.delta - delta);
      return near.volatility + share * (volatility - near.volatility);
    }
    near = delta > size ? { delta, volatility } : undefined;
    if (!near) return undefined;
  }
  return undefined;
}

/** Of the option out of the money at that strike. */
function deltaSize({ forward, years }: MarketSmile, strike: number, volatility: number): number {
  const totalVolatility = volatility * Math.sqrt(years);
  const d1 = Math.log(forward / strike) / totalVolatility + totalVolatility / 2;
  return strike >= forward ? cumulativeNormal(d1) : cumulativeNormal(-d1);
}
