/** What follows from a chain, worked out here leg by leg, so that a backend's own figures can be held against it. */
import type { BackendChain, BackendLeg, BackendStrike } from './backend-answers.ts';
import { nearTheMoney } from './chain-coverage.ts';

/** What a leg is weighed by. */
export type LegWeight = 'oi' | 'volume';

/** Undefined where no leg tells such a weight. */
export function putCallRatio({ strikes }: BackendChain, weight: LegWeight): number | null | undefined {
  if (!strikes.some(({ ce, pe }) => (ce ?? pe)?.[weight] !== undefined)) return undefined;
  const calls = strikes.reduce((sum, { ce }) => sum + weightOf(ce, weight), 0);
  const puts = strikes.reduce((sum, { pe }) => sum + weightOf(pe, weight), 0);
  return calls > 0 ? puts / calls : null;
}

/** What the holders of all options together would be paid if the underlying settled at each strike, in rupees times the weight. */
export function payouts({ strikes }: BackendChain, weight: LegWeight): ReadonlyMap<number, number> {
  return new Map(
    strikes.map(({ strike: settled }) => [
      settled,
      strikes.reduce((sum, { strike, ce, pe }) => {
        const call = weightOf(ce, weight) * Math.max(0, settled - strike);
        return sum + call + weightOf(pe, weight) * Math.max(0, strike - settled);
      }, 0),
    ]),
  );
}

/** Prices that a leg can be said to have, rupees. */
export interface PriceRange {
  readonly min: number;
  readonly max: number;
}

/** From the lowest to the highest of last price, bid and ask in all of the chains; undefined where one of them has none at all. */
export function priceRange(
  chains: readonly BackendChain[],
  strike: number,
  side: 'ce' | 'pe',
): PriceRange | undefined {
  const prices = chains.map(({ strikes }) => {
    const leg = strikes.find((candidate) => candidate.strike === strike)?.[side];
    return leg ? [leg.ltp, leg.bid, leg.ask].filter((price) => price > 0) : [];
  });
  if (prices.length === 0 || prices.some((ofChain) => ofChain.length === 0)) return undefined;
  const all = prices.flat();
  return { min: Math.min(...all), max: Math.max(...all) };
}

/** Of the strike nearest to the money and those beside it. */
const PARITY_STRIKES_EACH_SIDE = 2;
/** Of the strike: what the price of money moves. */
const PARITY_SLACK = 0.0002;
/** Of the difference between call and put: its discount, two months at 6 %. */
const DISCOUNT_SLACK = 0.01;

/** Forwards that the quotes of one strike leave room for: whoever buys the call and sells the put, or the other way round, trades there. Empty without quotes. */
export function parityRanges(chain: BackendChain): readonly PriceRange[] {
  const near = nearTheMoney(chain);
  const middle = Math.floor(near.length / 2);
  return near
    .slice(Math.max(0, middle - PARITY_STRIKES_EACH_SIDE), middle + PARITY_STRIKES_EACH_SIDE + 1)
    .flatMap(parityRange);
}

function parityRange({ strike, ce, pe }: BackendStrike): PriceRange[] {
  if (!ce || !pe || [ce.bid, ce.ask, pe.bid, pe.ask].some((price) => !(price > 0))) return [];
  const [low, high] = [ce.bid - pe.ask, ce.ask - pe.bid];
  const slack = strike * PARITY_SLACK + Math.abs((low + high) / 2) * DISCOUNT_SLACK;
  return [{ min: strike + low - slack, max: strike + high + slack }];
}

/** 0 for what is missing or no number. */
function weightOf(leg: BackendLeg | undefined, weight: LegWeight): number {
  return Math.max(0, leg?.[weight] ?? 0);
}
