/** Ten-thousandths of a rupee: the finest step any exchange segment quotes in (currency, 0.0025). */
const UNITS_PER_RUPEE = 10_000;

/**
 * The multiple of `tickSize` nearest to `price`, equal to its decimal literal: 100.1, never 100.10000000000001.
 * A tick size of 0 (unknown) means the finest step there is, 0.0001.
 */
export function snapToTick(price: number, tickSize: number): number {
  const tickUnits = Math.max(1, Math.round(tickSize * UNITS_PER_RUPEE));
  return (Math.round((price * UNITS_PER_RUPEE) / tickUnits) * tickUnits) / UNITS_PER_RUPEE;
}
