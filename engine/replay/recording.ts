/**
 * A recorded option session in memory, as read from a recording (scenarios/recording.ts) and replayed by the mock exchange
 * (mock-dhan/world) or judged for accuracy (engine/replay/reprice-error.ts).
 */

export interface RecordedSession {
  /** `YYYY-MM-DD`, IST. */
  readonly date: string;
  readonly underlyings: readonly RecordedUnderlying[];
  /** Where the data came from; absent in sessions that were not read from a file. */
  readonly provenance?: RecordingProvenance | undefined;
}

/** Who recorded a session, under which terms, and what was changed on the way. */
export interface RecordingProvenance {
  readonly source: string;
  readonly licence: string;
  readonly changes: readonly string[];
}

export interface RecordedUnderlying {
  readonly symbol: string;
  /** Contract facts on that date, which differ from today's. */
  readonly lotSize: number;
  readonly strikeInterval: number;
  readonly previousClose: number;
  /** True when the spot was derived from parity and not printed by the exchange. */
  readonly isSpotDerived: boolean;
  readonly expiries: readonly RecordedExpiryLadder[];
  /** Ascending by time. */
  readonly snapshots: readonly RecordedSnapshot[];
}

export interface RecordedExpiryLadder {
  readonly expiry: string;
  /** Every strike seen on the day, ascending: leg `2 * i` is the call of `strikes[i]`, `2 * i + 1` its put. */
  readonly strikes: Float64Array;
  /** Yesterday's closing premium per leg, in rupees; 0 where the recording gives none. */
  readonly previousClose?: Float64Array | undefined;
  /** Yesterday's open interest per leg, in units; 0 where the recording gives none. */
  readonly previousOi?: Float64Array | undefined;
}

export interface RecordedSnapshot {
  readonly atMs: number;
  readonly spot: number;
  /** One per ladder, same order; undefined where the expiry was missing from this snapshot. */
  readonly chains: readonly (RecordedChain | undefined)[];
}

/**
 * Quotes of one expiry at one moment, one entry per leg of its ladder; 0 means absent, as the exchange sends it.
 * Units: rupees; quantities, volume and open interest in units (not lots).
 */
export interface RecordedChain {
  readonly ltp: Float64Array;
  readonly bid: Float64Array;
  readonly bidQuantity: Float64Array;
  readonly ask: Float64Array;
  readonly askQuantity: Float64Array;
  readonly volume: Float64Array;
  readonly oi: Float64Array;
}
