/** Faults of a feed's connection: its messages are whole and true, but how and when they arrive is another matter. */
import type { FeedName } from '../behaviour/client-event.ts';
import type { Aim, Fault } from './fault.ts';

interface LineAim extends Fault, Aim {
  /** Every feed unless one is named. */
  readonly feed?: FeedName | undefined;
}

/** Messages arrive in pieces. `continuation`: each as so many WebSocket frames. `write`: a flush's frames cut anywhere, and written piece by piece. */
export interface SplitFramesFault extends LineAim {
  readonly kind: 'split-frames';
  readonly by: 'continuation' | 'write';
  readonly pieces: number;
}

/** What a flush has for a client comes as one message, however many it would have been. */
export interface CoalesceFramesFault extends LineAim {
  readonly kind: 'coalesce-frames';
}

/** Everything arrives `latencyMs` of scenario time later, and up to `jitterMs` more, in order. */
export interface FeedLatencyFault extends LineAim {
  readonly kind: 'feed-latency';
  readonly latencyMs: number;
  readonly jitterMs: number;
}

/** The line carries no more than this, in scenario time. What does not fit waits, and counts as waiting for a slow reader. */
export interface BandwidthFault extends LineAim {
  readonly kind: 'bandwidth';
  readonly bytesPerSecond: number;
}

/** Any of them. */
export type LineFault = SplitFramesFault | CoalesceFramesFault | FeedLatencyFault | BandwidthFault;

const KINDS: ReadonlySet<string> = new Set<LineFault['kind']>([
  'split-frames',
  'coalesce-frames',
  'feed-latency',
  'bandwidth',
]);

/** Whether a fault is of how a feed's messages arrive. */
export function isLineFault(fault: Fault & { readonly kind: string }): fault is LineFault {
  return KINDS.has(fault.kind);
}
