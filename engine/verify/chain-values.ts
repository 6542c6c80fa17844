/** Which share of a chain's figures near the money is 0 or null, column by column. */
import { nearTheMoney } from './chain-coverage.ts';
import { legsOf } from './judged-chain.ts';
import type { JudgedChain, JudgedLeg } from './judged-chain.ts';

/** The columns a chain is made of, in the order they are shown. */
export const CHAIN_COLUMNS = ['ltp', 'bid', 'ask', 'oi', 'iv'] as const;

/** A column of a chain. */
export type ChainColumn = (typeof CHAIN_COLUMNS)[number];

/** Share of 0 and null near the money above which a column is looked at. Bid and ask count only while the market is open. */
export const ZERO_SHARE_MAX: Readonly<Record<ChainColumn, number>> = {
  ltp: 0.05,
  bid: 0.2,
  ask: 0.2,
  oi: 0.5,
  iv: 0.5,
};

/** A column's share of 0 and null among the legs near the money. */
export interface ZeroShare {
  readonly column: ChainColumn;
  readonly legs: number;
  /** 0 to 1. */
  readonly share: number;
}

/** The columns the answer carries; one it does not have at all is not part of its shape and left out. */
export function zeroShares(chain: JudgedChain): readonly ZeroShare[] {
  const legs = legsOf(nearTheMoney(chain)).map(({ leg }) => leg);
  return CHAIN_COLUMNS.flatMap((column) => {
    const values = legs.flatMap((leg) => valueOf(leg, column) ?? []);
    if (values.length === 0) return [];
    const zeros = values.filter((value) => !(value > 0)).length;
    return [{ column, legs: values.length, share: zeros / values.length }];
  });
}

function valueOf(leg: JudgedLeg, column: ChainColumn): number | undefined {
  return column === 'iv' ? leg.impliedVolatility : leg[column];
}
