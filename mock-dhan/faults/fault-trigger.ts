/** What a fault without a time of day waits for. */
import type { ClientEvent } from '#engine/behaviour/client-event.ts';
import { ClientFacts } from '#engine/behaviour/client-facts.ts';
import type { FaultCondition, FaultMoment } from '#engine/faults/fault.ts';
import type { PlannedFault } from '#engine/faults/planned-fault.ts';

/** Hears every event of the exchange and is true of the one that brings the fault about. */
export type FaultTrigger = (event: ClientEvent) => boolean;

/** Undefined for a fault that waits for nothing but the time. */
export function triggerOf({ after, when }: PlannedFault): FaultTrigger | undefined {
  if (after) return (event) => isMoment(after, event);
  return when && onceTrue(when);
}

function isMoment(moment: FaultMoment, event: ClientEvent): boolean {
  if ('fault' in moment) return event.kind === 'fault' && event.id === moment.fault;
  if ('connected' in moment) return event.kind === 'connected' && event.feed === moment.connected;
  return event.kind === 'disconnected' && event.feed === moment.disconnected;
}

function onceTrue(condition: FaultCondition): FaultTrigger {
  if ('requests' in condition) {
    const { route, atLeast } = condition.requests;
    let calls = 0;
    return (event) => {
      if (event.kind === 'request' && event.route === route) calls += 1;
      return calls >= atLeast;
    };
  }
  const { feed, atLeast } = condition.connections;
  const clients = new ClientFacts();
  return (event) => {
    clients.take(event);
    return clients.connections(feed) >= atLeast;
  };
}
