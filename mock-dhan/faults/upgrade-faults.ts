import type { FeedType } from '../feed/feed-routing.ts';
import type { FaultPlan } from './fault-plan.ts';

/** The HTTP status that a planned fault answers a client's upgrade with; undefined where none strikes. */
export function refusedUpgrade(faults: FaultPlan, feedType: FeedType, clientId: string): number | undefined {
  const isAimedAt = ({ feed }: { readonly feed?: FeedType | undefined }): boolean =>
    feed === undefined || feed === feedType;
  return faults.strike('refuse-upgrade', isAimedAt, clientId)?.status;
}
