import { median } from './median.ts';

/** One line of the benchmark table: a measured value beside a peer's, in the same run. */
export interface BenchRow {
  readonly what: string;
  readonly unit: string;
  readonly candidate: number;
  readonly baseline: number;
  /** How many times better than the peer: the median over the rounds, with the worst and the best of them. */
  readonly ratio: number;
  readonly lowest: number;
  readonly highest: number;
  /** Who the peer is, what was compared, figures beside the ratio. */
  readonly note: string;
}

/** Why a row could not be measured here, and what to install. */
export interface Skipped {
  readonly skipped: string;
}

/** One measurement of both sides, in the unit of the row. */
export interface Pair {
  readonly candidate: number;
  readonly baseline: number;
}

/** Rounds of a row that is not told otherwise; the first one warms both sides up and is not counted. */
const ROUNDS = 5;

/** Measures both sides in turn, `rounds` times after one for warming up. `better`: which value of the unit is the better one. */
export async function pairedRow(options: {
  readonly what: string;
  readonly unit: string;
  readonly better: 'higher' | 'lower';
  readonly rounds?: number;
  readonly measure: () => Pair | Promise<Pair>;
  readonly note: string | ((rounds: readonly Pair[]) => string);
}): Promise<BenchRow> {
  const { what, unit, better, rounds = ROUNDS, measure, note } = options;
  await measure();
  const pairs: Pair[] = [];
  for (let round = 0; round < rounds; round += 1) pairs.push(await measure());
  const ratios = pairs.map(({ candidate, baseline }) =>
    better === 'higher' ? candidate / baseline : baseline / candidate,
  );
  return {
    what,
    unit,
    candidate: median(pairs.map(({ candidate }) => candidate)),
    baseline: median(pairs.map(({ baseline }) => baseline)),
    ratio: median(ratios),
    lowest: Math.min(...ratios),
    highest: Math.max(...ratios),
    note: typeof note === 'string' ? note : note(pairs),
  };
}
