/** How busy an index future is. No recording has futures: orders of magnitude of the exchanges' daily reports. */
export interface Liquidity {
  /** Between bid and ask, of the price. */
  readonly spreadShare: number;
  readonly lotsAtBest: number;
  /** In a second. */
  readonly tradeChance: number;
  readonly openInterestLots: number;
}

/** Current, next and far month. */
const LIQUIDITY: readonly [Liquidity, ...Liquidity[]] = [
  { spreadShare: 0.00004, lotsAtBest: 6, tradeChance: 0.8, openInterestLots: 200_000 },
  { spreadShare: 0.00012, lotsAtBest: 3, tradeChance: 0.1, openInterestLots: 40_000 },
  { spreadShare: 0.0004, lotsAtBest: 1, tradeChance: 0.02, openInterestLots: 6000 },
];

/** Trades are of one lot to so many, evenly. */
export const TRADE_LOTS_MAX = 20;

/** `position`: 0 for the current month. */
export function liquidityOf(position: number): Liquidity {
  return LIQUIDITY[position] ?? LIQUIDITY[0];
}
