/** What the feed proof publishes. Both sides compute it from leg and turn, so that neither has to believe the other. */
import { epochMsToLtt, istToEpochMs } from '#engine/market/ist-time.ts';
import { SMALL_DATE } from '#test/support/small-world.ts';

/** Connections of the one client id, and instruments of each: the most that the exchange grants. */
export const CONNECTIONS = 5;
export const INSTRUMENTS = 5000;
/** Milliseconds between two flushes. */
export const CADENCE_MS = 250;
/** Instrument numbers (legs) count from 0; their security ids from here. */
export const FIRST_SECURITY_ID = 50_000;
/** Times are told in microseconds of the machine's monotonic clock, as they fit a packet's volume. */
export const UINT32 = 0x1_0000_0000;

/** Columns that stand the whole time; rupees and units. The day's range is wider than the prices, so that no trade moves it. */
export const STANDING = {
  lastQuantity: 65,
  averagePrice: 101.5,
  previousClose: 99,
  open: 100,
  high: 200,
  low: 50,
  bid: 99.95,
  bidQuantity: 130,
  ask: 100.05,
  askQuantity: 195,
} as const;

/** A proof has fewer turns, so a price names the turn of its leg. */
const PRICES = 1024;
const STARTS_AT_MS = istToEpochMs(SMALL_DATE, '09:20:00');

/** Last price of a leg as of a turn, rupees; turn 0 is what stands before the first flush. */
export function priceAt(leg: number, turn: number): number {
  return (10_000 + 5 * ((leg * 7 + turn) % PRICES)) / 100;
}

/** Open interest of a leg, units; it stands. */
export function openInterestOf(leg: number): number {
  return 65 * (leg + 1);
}

/** Scenario time at which every leg trades in a turn, epoch ms. */
export function tradedAtMs(turn: number): number {
  return STARTS_AT_MS + turn * CADENCE_MS;
}

/** The same in the wire's seconds. */
export function lttAt(turn: number): number {
  return epochMsToLtt(tradedAtMs(turn));
}
