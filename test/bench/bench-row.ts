import { median } from './median.ts';

/** Two ways to do the same, measured side by side. */
export interface Comparison {
  /** What is done. */
  readonly what: string;
  readonly unit: string;
  /** What it is measured beside. */
  readonly peer: string;
  /** Throws when one of the sides computes or delivers anything wrong. */
  measure(): Promise<BenchRow | Skipped>;
}

/** What a comparison came to, in one run. */
export interface BenchRow {
  readonly candidate: number;
  readonly baseline: number;
  /** How many times better than the peer: the median over the rounds, with the worst and the best of them. */
  readonly ratio: number;
  readonly lowest: number;
  readonly highest: number;
  /** Figures beside the ratio. */
  readonly note?: string;
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

/** Rounds of a row that is not told otherwise. */
const ROUNDS = 5;

/** Measures both sides in turn, `rounds` times after one for warming up. `better`: which value of the unit is the better one. */
export async function pairedRow(options: {
  readonly better: 'higher' | 'lower';
  readonly rounds?: number;
  readonly measure: () => Pair | Promise<Pair>;
  readonly note?: () => string;
}): Promise<BenchRow> {
  const { better, rounds = ROUNDS, measure, note } = options;
  await measure();
  const pairs: Pair[] = [];
  for (let round = 0; round < rounds; round += 1) pairs.push(await measure());
  const ratios = pairs.map(({ candidate, baseline }) =>
    better === 'higher' ? candidate / baseline : baseline / candidate,
  );
  return {
    candidate: median(pairs.map(({ candidate }) => candidate)),
    baseline: median(pairs.map(({ baseline }) => baseline)),
    ratio: median(ratios),
    lowest: Math.min(...ratios),
    highest: Math.max(...ratios),
    ...(note ? { note: note() } : {}),
  };
}
