/** The ladder of strikes beyond the money, where steps widen and nobody looks. */

/** How many steps on each side of one tell what is usual there. */
const NEIGHBOURS_EACH_SIDE = 5;
/** A step this many times the usual one is a hole. */
const HOLE_FROM = 1.5;

/**
 * Holes in an ascending ladder: steps wider than what is usual on either side, `22000-22200`. Where a ladder goes over from 50 to
 * 100 between strikes nothing is missing, and the outermost steps have no neighbours to be held against.
 */
export function ladderHoles(strikes: readonly number[]): readonly string[] {
  const steps = strikes.slice(1).map((strike, index) => strike - strikes[index]!);
  return steps.flatMap((step, index) => {
    const before = steps.slice(Math.max(0, index - NEIGHBOURS_EACH_SIDE), index);
    const after = steps.slice(index + 1, index + 1 + NEIGHBOURS_EACH_SIDE);
    if (before.length < 2 || after.length < 2) return [];
    const usual = Math.max(median(before), median(after));
    return step > usual * HOLE_FROM ? [`${strikes[index]!}-${strikes[index + 1]!}`] : [];
  });
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >>> 1]!;
}
