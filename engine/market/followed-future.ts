import type { FutureInstrument } from './instrument.ts';

/** A future as its feed tells of it. Prices in rupees, volume (the day's) and open interest in units, times in epoch ms; all 0 before the first tick. */
export interface FollowedFuture extends FutureInstrument {
  ltp: number;
  volume: number;
  oi: number;
  lastTradeAtMs: number;
}

/** One that nothing is known of yet. */
export function followFuture(future: FutureInstrument): FollowedFuture {
  return { ...future, ltp: 0, volume: 0, oi: 0, lastTradeAtMs: 0 };
}
