import type { FaultPlan } from '../faults/fault-plan.ts';
import type { FeedType } from './feed-routing.ts';

/** Whether the feed has fallen silent: it stays connected and says nothing. */
export function createMuting(faults: FaultPlan, feedType: FeedType): () => boolean {
  return () => faults.strike('mute', ({ feed }) => feed === undefined || feed === feedType) !== undefined;
}
