import type { BusMessage, TickBus } from '#engine/ports.ts';
import type { PlatformFaults } from './platform-faults.ts';

/** What the publisher hands to the bus: everything, unless a fault sits here. */
export function publishingThrough(bus: TickBus, faults: PlatformFaults): (message: BusMessage) => void {
  return (message) => {
    // The quote of the underlying fails, so nothing is ever published of it.
    if (faults.strikes('underlying-null') && message.channel.endsWith(':underlying')) return;
    bus.publish(faults.strikes('is-mock-leak') ? { ...message, json: asMock(message.json) } : message);
  };
}

/** Made-up values are on the channel while the market is open. */
function asMock(json: string): string {
  return JSON.stringify({ ...(JSON.parse(json) as object), is_mock: true });
}
