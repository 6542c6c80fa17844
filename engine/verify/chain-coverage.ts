/** How well a chain is covered, whoever answered it: the exchange, or a backend in either of its shapes. */

/** Rupees; 0 means absent. */
export interface CoveredLeg {
  readonly ltp: number;
  readonly bid: number;
  readonly ask: number;
}

/** A strike with whichever of its legs exist. */
export interface CoveredStrike {
  readonly strike: number;
  readonly ce: CoveredLeg | undefined;
  readonly pe: CoveredLeg | undefined;
}

/** A chain reduced to what coverage is counted on. */
export interface CoveredChain {
  /** The underlying's price in rupees; undefined when the answer does not carry it. */
  readonly spot: number | undefined;
  /** Ascending by strike. */
  readonly strikes: readonly CoveredStrike[];
}

/** What was counted, near the money and farther out. */
export interface ChainCoverage {
  readonly strikes: number;
  /** Two per strike near the money; a leg that is missing counts as one without a price. */
  readonly nearLegs: number;
  readonly nearLegsPriced: number;
  readonly farLegs: number;
  readonly farLegsPriced: number;
  /** Strikes near the money whose call or put is missing: `23000 PE`. */
  readonly unpaired: readonly string[];
  /** Holes in the strike grid near the money: `23000-23100`. */
  readonly gaps: readonly string[];
}

/** Share of the legs near the money that must carry a price. */
const PRICED_SHARE_MIN = 0.95;
/** Strikes on each side of the money that a trader looks at. */
const NEAR_STRIKES_EACH_SIDE = 10;

/** What `isPricedNearTheMoney` asks for, in words. */
export const PRICED_NEAR_THE_MONEY = `a last price or a quote on >= ${PRICED_SHARE_MIN * 100} % of the legs within ${NEAR_STRIKES_EACH_SIDE} strikes of the money`;

/** Counts what a chain carries near the money, where everything must be there, and farther out, where it may be missing. */
export function chainCoverage(chain: CoveredChain): ChainCoverage {
  const near = nearTheMoney(chain);
  const nearSet = new Set(near);
  const far = chain.strikes.filter((strike) => !nearSet.has(strike));
  return {
    strikes: chain.strikes.length,
    nearLegs: near.length * 2,
    nearLegsPriced: pricedLegs(near),
    farLegs: far.length * 2,
    farLegsPriced: pricedLegs(far),
    unpaired: near.flatMap(missingLegs),
    gaps: gridGaps(near.map(({ strike }) => strike)),
  };
}

/**
 * The strike nearest to the underlying's price and ten on each side, fewer at the ladder's ends. Without a price the middle of the
 * ladder stands for the money, because backends cache a window around it.
 */
export function nearTheMoney<Strike extends CoveredStrike>(chain: {
  readonly spot: number | undefined;
  readonly strikes: readonly Strike[];
}): readonly Strike[] {
  const { strikes, spot } = chain;
  if (strikes.length === 0) return [];
  const middle = Math.floor(strikes.length / 2);
  const atm = spot === undefined ? middle : nearestIndex(strikes, spot);
  return strikes.slice(Math.max(0, atm - NEAR_STRIKES_EACH_SIDE), atm + NEAR_STRIKES_EACH_SIDE + 1);
}

/** True when the leg can be traded or marked: a last price, or a bid or an ask. */
function isPriced(leg: CoveredLeg | undefined): boolean {
  return leg !== undefined && (leg.ltp > 0 || leg.bid > 0 || leg.ask > 0);
}

/** `83 of 84 legs within 10 strikes of the money priced`. */
export function spokenCoverage(coverage: ChainCoverage): string {
  return `${coverage.nearLegsPriced} of ${coverage.nearLegs} legs within ${NEAR_STRIKES_EACH_SIDE} strikes of the money priced`;
}

/** At least 95 % of the legs near the money carry a price; a chain without any leg never does. */
export function isPricedNearTheMoney(coverage: ChainCoverage): boolean {
  return coverage.nearLegs > 0 && coverage.nearLegsPriced >= coverage.nearLegs * PRICED_SHARE_MIN;
}

function nearestIndex(strikes: readonly CoveredStrike[], spot: number): number {
  let nearest = 0;
  for (let index = 1; index < strikes.length; index += 1) {
    const isNearer = Math.abs(strikes[index]!.strike - spot) < Math.abs(strikes[nearest]!.strike - spot);
    if (isNearer) nearest = index;
  }
  return nearest;
}

function pricedLegs(strikes: readonly CoveredStrike[]): number {
  return strikes.reduce((sum, { ce, pe }) => sum + Number(isPriced(ce)) + Number(isPriced(pe)), 0);
}

function missingLegs({ strike, ce, pe }: CoveredStrike): string[] {
  return [...(ce ? [] : [`${strike} CE`]), ...(pe ? [] : [`${strike} PE`])];
}

/** The smallest step near the money is the grid; a wider one is a hole. */
function gridGaps(strikes: readonly number[]): string[] {
  const steps = strikes.slice(1).map((strike, index) => strike - strikes[index]!);
  const grid = Math.min(...steps);
  return steps.flatMap((step, index) =>
    step > grid * 1.5 ? [`${strikes[index]!}-${strikes[index + 1]!}`] : [],
  );
}
