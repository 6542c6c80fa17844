import { isLineFault } from '#engine/faults/line-fault.ts';
import { PACKET_FAULTS, TIME_FAULTS } from '#engine/faults/packet-fault.ts';
import type { PacketFault } from '#engine/faults/packet-fault.ts';
import type { PlannedFault } from '#engine/faults/planned-fault.ts';
import type { Clock, Timers } from '#engine/ports.ts';
import type { FeedType } from '../feed/feed-routing.ts';
import type { FaultPlan } from './fault-plan.ts';
import { PacketFaults } from './packet-faults.ts';

/** The faults of what a feed sends, as all of its sessions share them. */
export class FeedFaults {
  readonly feed: FeedType;
  readonly plan: FaultPlan;
  /** Scenario time. */
  readonly clock: Clock & Timers;
  /** Undefined on a feed without packets. */
  readonly packets: PacketFaults | undefined;
  /** Whether any is planned, whenever it is due: as long as none is, sending costs nothing more. */
  isPlanned = false;

  constructor(feed: FeedType, exchange: { readonly faults: FaultPlan; readonly clock: Clock & Timers }) {
    this.feed = feed;
    this.plan = exchange.faults;
    this.clock = exchange.clock;
    this.packets = feed === 'order-update' ? undefined : new PacketFaults(exchange.faults, feed);
    this.plan.watch(() => {
      this.isPlanned = this.plan.states().some(({ fault }) => touchesFeed(fault, feed));
    });
  }
}

/** Whether a fault may change what that feed sends, or when it arrives. */
export function touchesFeed(fault: PlannedFault, feed: FeedType): boolean {
  if (TIME_FAULTS.has(fault.kind)) return feed === 'live';
  if (PACKET_FAULTS.has(fault.kind))
    return feed !== 'order-update' && ((fault as PacketFault).feed ?? feed) === feed;
  return isLineFault(fault) && (fault.feed ?? feed) === feed;
}
