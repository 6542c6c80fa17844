import type { BusMessage, TickBus } from '#engine/ports.ts';
import type { PlatformFault } from './platform-fault.ts';

/** What the publisher hands to the bus: everything, unless the fault sits here. */
export function publishingThrough(
  bus: TickBus,
  fault: PlatformFault | undefined,
): (message: BusMessage) => void {
  switch (fault) {
    case 'underlying-null':
      // The quote of the underlying fails, so nothing is ever published of it.
      return (message) => {
        if (!message.channel.endsWith(':underlying')) bus.publish(message);
      };
    case 'is-mock-leak':
      return (message) => bus.publish({ ...message, json: asMock(message.json) });
    default:
      return (message) => bus.publish(message);
  }
}

/** Made-up values are on the channel while the market is open. */
function asMock(json: string): string {
  return JSON.stringify({ ...(JSON.parse(json) as object), is_mock: true });
}
