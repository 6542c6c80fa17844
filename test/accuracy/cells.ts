/** Misses summed up by set, horizon and moneyness. */
import { BUCKET_NAMES } from '#engine/replay/moneyness-buckets.ts';
import type { JudgedSet } from './judged-sets.ts';
import type { PriceMiss } from './measure.ts';

/** Rules and the model, in the order they are shown. */
export const RULES = ['stale', 'stickyStrike', 'stickyMoneyness', 'model'] as const;
/** A rule, or the model. */
export type Rule = (typeof RULES)[number];

/** One cell of the table: medians of |predicted less quoted|, rupees and percent of the quoted price. */
export interface AccuracyCell {
  readonly set: string;
  readonly horizonSeconds: number;
  readonly bucket: string;
  readonly count: number;
  /** True where but a few strikes ticked and the cell is of the others. */
  readonly isPartlyTicking: boolean;
  /** Median price of the legs, rupees. */
  readonly price: number;
  readonly points: Readonly<Record<Rule, number>>;
  readonly percent: Readonly<Record<Rule, number>>;
}

/** Of fewer legs a median says little. */
const COUNT_MIN = 50;
/** Strikes within 4 % of the money are summed up in one more cell. */
const NEAR_BUCKETS = new Set(BUCKET_NAMES.slice(1, -1));
/** Name of that cell. */
export const NEAR_NAME = 'ALL within 4%';

/** Cells by horizon, then from in to out of the money. A set of strikes at the money alone has one cell a horizon. */
export function accuracyCells(set: JudgedSet, misses: readonly PriceMiss[]): AccuracyCell[] {
  const head = { set: set.name, isPartlyTicking: set.tickingStrikes !== undefined };
  const buckets = new Set(misses.map(({ bucket }) => bucket));
  return set.horizons.flatMap(({ seconds }) => {
    const atHorizon = misses.filter(({ horizonSeconds }) => horizonSeconds === seconds);
    const byBucket = BUCKET_NAMES.map((name, index) => ({
      name,
      misses: atHorizon.filter(({ bucket }) => bucket === index),
    }));
    const near = atHorizon.filter(({ bucket }) => NEAR_BUCKETS.has(BUCKET_NAMES[bucket]!));
    const groups = buckets.size === 1 ? byBucket : [...byBucket, { name: NEAR_NAME, misses: near }];
    return groups
      .filter((group) => group.misses.length >= COUNT_MIN)
      .map((group) => cellOf({ ...head, horizonSeconds: seconds, bucket: group.name }, group.misses));
  });
}

function cellOf(
  head: Pick<AccuracyCell, 'set' | 'horizonSeconds' | 'bucket' | 'isPartlyTicking'>,
  misses: readonly PriceMiss[],
): AccuracyCell {
  const medians = (valueOf: (miss: PriceMiss, rule: Rule) => number): Record<Rule, number> => ({
    stale: median(misses.map((miss) => valueOf(miss, 'stale'))),
    stickyStrike: median(misses.map((miss) => valueOf(miss, 'stickyStrike'))),
    stickyMoneyness: median(misses.map((miss) => valueOf(miss, 'stickyMoneyness'))),
    model: median(misses.map((miss) => valueOf(miss, 'model'))),
  });
  return {
    ...head,
    count: misses.length,
    price: median(misses.map(({ price }) => price)),
    points: medians((miss, rule) => miss[rule]),
    percent: medians((miss, rule) => (miss[rule] / miss.price) * 100),
  };
}

/** Least error of the three rules, rupees. */
export function bestRule({ points }: AccuracyCell): number {
  return Math.min(points.stale, points.stickyStrike, points.stickyMoneyness);
}

function median(values: readonly number[]): number {
  const ascending = Float64Array.from(values).sort();
  const middle = ascending.length >>> 1;
  return ascending.length % 2 === 1 ? ascending[middle]! : (ascending[middle - 1]! + ascending[middle]!) / 2;
}
