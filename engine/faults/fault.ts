/** What planned faults have in common. */
import type { FeedName } from '../behaviour/client-event.ts';

/** What every fault has. */
export interface Fault {
  /** Names it in the report, the journal and expectations. */
  readonly id: string;
  /** IST `HH:mm:ss`; from the first moment unless given. */
  readonly from?: string | undefined;
  /** IST `HH:mm:ss`, itself no longer part; to the last moment unless given. */
  readonly until?: string | undefined;
  /** In place of `from`: the first time that this happens. */
  readonly after?: FaultMoment | undefined;
  /** In place of `from`: the first time that this is so. */
  readonly when?: FaultCondition | undefined;
  /** So long after that the fault begins. */
  readonly plusMs?: number | undefined;
  /** So long it lasts; in place of `until`. */
  readonly lastsMs?: number | undefined;
}

/** A happening that a fault follows: another fault's first strike, a connection to a feed, the loss of one. */
export type FaultMoment =
  | { readonly fault: string }
  | { readonly connected: FeedName }
  | { readonly disconnected: FeedName };

/** A state of the exchange's clients that brings a fault about: so many connections at once, so many calls since the start. */
export type FaultCondition =
  | { readonly connections: { readonly feed: FeedName; readonly atLeast: number } }
  | { readonly requests: { readonly route: string; readonly atLeast: number } };

/** How often a fault strikes what it could. */
export interface Odds {
  /** How likely each occasion is struck, from the seed; 1 unless given. */
  readonly probability: number;
  /** Strikes at most so often. */
  readonly times?: number | undefined;
}

/** Which calls, packets or clients a fault strikes. */
export interface Aim extends Odds {
  /** Every client unless given. */
  readonly clientId?: string | undefined;
}
