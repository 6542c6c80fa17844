/** Which of the listed strikes are cached: a window around the money. */

/** Strikes kept below the at-the-money strike, and from it upwards; 0 and 0 keep every listed strike. */
export interface StrikeWindowRule {
  readonly strikesBelow: number;
  readonly strikesAbove: number;
}

/** The strike at the money on a grid of `interval`; a tie goes to the even multiple (23125 on 50 -> 23100). Decision 10. */
export function atmStrike(spot: number, interval: number): number {
  const steps = spot / interval;
  const lower = Math.floor(steps);
  const isTie = steps - lower === 0.5;
  if (isTie) return (lower % 2 === 0 ? lower : lower + 1) * interval;
  return Math.round(steps) * interval;
}

/**
 * Start and end (exclusive) of the window in an ascending ladder. Near the end of the ladder the window slides inwards, so
 * that it keeps its width as long as enough strikes are listed.
 */
export function strikeWindow(
  strikes: ArrayLike<number>,
  atm: number,
  rule: StrikeWindowRule,
): { readonly start: number; readonly end: number } {
  const width = rule.strikesBelow + rule.strikesAbove;
  if (width === 0 || strikes.length <= width) return { start: 0, end: strikes.length };
  const wanted = firstAtOrAbove(strikes, atm) - rule.strikesBelow;
  const start = Math.min(Math.max(wanted, 0), strikes.length - width);
  return { start, end: start + width };
}

/**
 * True once the spot is a whole interval away from the strike the window is centred on. Comparing rounded strikes instead
 * would shift to and fro on every tick of a price that hovers midway between two of them.
 */
export function mustShiftWindow(spot: number, centre: number, interval: number): boolean {
  return Math.abs(spot - centre) >= interval;
}

function firstAtOrAbove(strikes: ArrayLike<number>, value: number): number {
  let low = 0;
  let high = strikes.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (strikes[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
