import { PACKET_FAULTS } from '#engine/faults/packet-fault.ts';
import type { PacketFault } from '#engine/faults/packet-fault.ts';
import type { PlannedFault } from '#engine/faults/planned-fault.ts';
import { istTimeOfDay } from '#engine/market/ist-time.ts';
import { touchesFeed } from '../faults/feed-faults.ts';
import type { FaultState } from '../faults/fault-plan.ts';
import type { FeedType } from '../feed/feed-routing.ts';
import type { ExplainedExchange } from './explained-exchange.ts';
import { lost, passed } from './explanation.ts';
import type { Hop } from './explanation.ts';
import { numberOf } from './named-instrument.ts';

/** Whether planned faults keep the instrument (or, where the feed carries none, anything) from the client now, or change what it is sent. */
export function faultHop(
  { faults, world }: ExplainedExchange,
  { clientId, feed, index }: { readonly clientId: string; readonly feed: FeedType; readonly index?: number },
): Hop {
  const isAimedAt = (fault: PlannedFault): boolean => {
    if (fault.kind === 'mute') return feed !== 'order-update' && (fault.feed ?? feed) === feed;
    if (feed === 'order-update' && TOLD_OTHERWISE.has(fault.kind)) return true;
    if (!touchesFeed(fault, feed)) return false;
    if (index === undefined || !PACKET_FAULTS.has(fault.kind)) return true;
    return faults.isAimedAt(fault as PacketFault, numberOf(world.universe, index));
  };
  const due = faults.dueFor(clientId).filter(({ fault }) => isAimedAt(fault));
  const muting = due.find(({ fault }) => MUTING.has(fault.kind) && isCertain(fault));
  if (muting) return lost('faults', inWords(muting));
  return passed('faults', due.length === 0 ? 'none touches it now' : due.map(inWords).join('; '));
}

const MUTING: ReadonlySet<string> = new Set<PlannedFault['kind']>(['mute', 'mute-instrument']);

/** Of these the order-update socket is told late, twice or not at all. */
const TOLD_OTHERWISE: ReadonlySet<string> = new Set<PlannedFault['kind']>([
  'late-order-update',
  'repeated-order-update',
  'missing-order-update',
]);

/** What chance decides packet by packet keeps some of them only. */
function isCertain(fault: PlannedFault): boolean {
  return !('probability' in fault) || fault.probability >= 1;
}

function inWords({ fault, strikes, firstAtMs, untilMs }: FaultState): string {
  const since = firstAtMs === undefined ? 'it has not struck yet' : `since ${istTimeOfDay(firstAtMs)}`;
  const until = untilMs === Infinity ? '' : `, until ${istTimeOfDay(untilMs)}`;
  return `the fault "${fault.id}" (${fault.kind}) ${since}${until}, ${strikes} strikes`;
}
