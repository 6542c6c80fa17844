/** What a leg is worth by its own quotes, and how prices meet the tick grid. */
import type { ExpiryChain } from '../market/option-chain.ts';

/** True for a number above 0 that is finite. */
export function isPrice(value: number): boolean {
  return value > 0 && value < Number.POSITIVE_INFINITY;
}

/** Middle of the leg's bid and ask, rupees; 0 unless both stand and the bid is the lower. */
export function quoteMid(chain: ExpiryChain, leg: number): number {
  const bid = chain.bid[leg]!;
  const ask = chain.ask[leg]!;
  return bid > 0 && bid < ask && isPrice(ask) ? (bid + ask) / 2 : 0;
}

/** The leg's quote middle, else its last price, else 0. Rupees. */
export function legPrice(chain: ExpiryChain, leg: number): number {
  const ltp = chain.ltp[leg]!;
  return quoteMid(chain, leg) || (isPrice(ltp) ? ltp : 0);
}

/**
 * Ticks in a rupee. Dividing a whole number of ticks by it gives the double nearest to the printed price (234.95), where
 * multiplying by the tick size would not (234.95000000000002).
 */
export function ticksPerRupee(tickSize: number): number {
  const exact = 1 / tickSize;
  const whole = Math.round(exact);
  return Math.abs(exact - whole) < 1e-9 ? whole : exact;
}

/**
 * The price on the tick grid nearest to `price`, at least one tick, also for what is no number. Math.floor, because Math.round takes as long as all the rest
 * of repricing a leg.
 */
export function roundToTick(price: number, ticksInRupee: number): number {
  const ticks = Math.floor(price * ticksInRupee + 0.5);
  return (ticks >= 1 ? ticks : 1) / ticksInRupee;
}
