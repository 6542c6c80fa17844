/** Faults that strike once, when they begin. */
import type { FeedName } from '../behaviour/client-event.ts';
import type { DisconnectReason } from '../wire/feed-codes.ts';
import type { Fault } from './fault.ts';

interface Moment extends Fault {
  readonly until?: undefined;
  readonly lastsMs?: undefined;
  /** Every client unless given. */
  readonly clientId?: string | undefined;
}

/** The feed's sessions are ended with a documented reason. */
export interface DisconnectFault extends Moment {
  readonly kind: 'disconnect';
  readonly feed: FeedName;
  readonly reason: DisconnectReason;
}

/** A client's oldest session of the feed is ended as if a sixth had come. */
export interface EvictFault extends Moment {
  readonly kind: 'evict';
  readonly feed: FeedName;
}

/** The access token is dead: sessions end with 807, calls and logins are refused until a new one is made. */
export interface TokenRolloverFault extends Moment {
  readonly kind: 'token-rollover';
}

/** The data plan is over: market sessions end with 806, data calls and logins are refused. */
export interface DataPlanLapseFault extends Moment {
  readonly kind: 'data-plan-lapse';
}

/**
 * Sessions are cut off, of every feed unless one is named. `reset`: by a TCP reset. `fin`: the stream ends without a close frame. `half-open`:
 * the connection stands, and nothing is sent or answered on it any more.
 */
export interface CutFault extends Moment {
  readonly kind: 'reset' | 'fin' | 'half-open';
  readonly feed?: FeedName | undefined;
}

/** Sessions are sent a close frame, and their connections end so much later. Of every feed unless one is named. */
export interface SlowCloseFault extends Moment {
  readonly kind: 'slow-close';
  readonly feed?: FeedName | undefined;
  readonly closeMs: number;
}

/** Any of them. */
export type MomentFault =
  | DisconnectFault
  | EvictFault
  | TokenRolloverFault
  | DataPlanLapseFault
  | CutFault
  | SlowCloseFault;

const KINDS: ReadonlySet<string> = new Set<MomentFault['kind']>([
  'disconnect',
  'evict',
  'token-rollover',
  'data-plan-lapse',
  'reset',
  'fin',
  'half-open',
  'slow-close',
]);

/** Whether a fault strikes at a moment of its own, and not whoever comes along. */
export function isMomentFault(fault: Fault & { readonly kind: string }): fault is MomentFault {
  return KINDS.has(fault.kind);
}
