/** Why a tick did or did not arrive, hop by hop from the question to the wire. */
import type { FeedType } from '../feed/feed-routing.ts';

/** The hops of a tick's way, in order. */
export const HOPS = [
  'listed',
  'client',
  'connection',
  'subscription',
  'market',
  'faults',
  'line',
  'sent',
] as const;

export type HopName = (typeof HOPS)[number];

/** One hop, in words. The first that is not passed lost the tick, and is the last one told. */
export interface Hop {
  readonly hop: HopName;
  readonly isPassed: boolean;
  readonly said: string;
}

export interface Explanation {
  readonly clientId: string;
  readonly feed: FeedType;
  /** As it was asked for: `NSE_FNO:40000`, `BANKNIFTY`; null on the order updates, which carry none. */
  readonly instrument: string | null;
  readonly hops: readonly Hop[];
  /** Null when it was sent. */
  readonly lostAt: HopName | null;
  /** One sentence. */
  readonly conclusion: string;
}

export function passed(hop: HopName, said: string): Hop {
  return { hop, isPassed: true, said };
}

export function lost(hop: HopName, said: string): Hop {
  return { hop, isPassed: false, said };
}
