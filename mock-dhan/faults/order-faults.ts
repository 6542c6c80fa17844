import type { OrderFault } from '#engine/faults/order-fault.ts';
import type { FaultOf } from '#engine/faults/planned-fault.ts';
import type { Order } from '../world/orders/order.ts';
import type { OrderDelivery, OrderDrills, OrderFate } from '../world/orders/order-drills.ts';
import type { FaultPlan } from './fault-plan.ts';

/**
 * The drills of a fault plan. Of several that mean an order its fate is the first of: parts, rejection, TRANSIT. A postback can only be missing
 * where the order has a webhook.
 */
export function drillsOf(faults: FaultPlan, hasWebhook: (order: Order) => boolean): OrderDrills {
  const strike = <Kind extends OrderFault['kind']>(kind: Kind, order: Order): FaultOf<Kind> | undefined =>
    faults.plans(kind)
      ? faults.strike(kind, (fault) => isMeant(fault as OrderFault, order), order.clientId)
      : undefined;
  return {
    fateOf: (order) => fateOf(strike, order),
    deliveryOf: (order) => deliveryOf(strike, order, hasWebhook(order)),
  };
}

type Strike = <Kind extends OrderFault['kind']>(kind: Kind, order: Order) => FaultOf<Kind> | undefined;

function isMeant({ correlationPrefix }: OrderFault, { correlationId = '' }: Order): boolean {
  return correlationPrefix === undefined || correlationId.startsWith(correlationPrefix);
}

function fateOf(strike: Strike, order: Order): OrderFate | undefined {
  const parted = strike('fill-in-parts', order);
  if (parted) return { kind: 'fill-in-parts', parts: parted.parts, everyMs: parted.everyMs };
  const rejected = strike('reject-order', order);
  if (rejected) return { kind: 'reject', text: rejected.text };
  return strike('hold-in-transit', order) && { kind: 'stay-in-transit' };
}

function deliveryOf(strike: Strike, order: Order, hasWebhook: boolean): OrderDelivery | undefined {
  const late = strike('late-order-update', order);
  const repeated = strike('repeated-order-update', order);
  const unpushed = strike('missing-order-update', order);
  const unposted = hasWebhook && strike('missing-postback', order);
  if (!late && !repeated && !unpushed && !unposted) return undefined;
  return {
    delayMs: late?.delayMs ?? 0,
    copies: repeated ? 2 : 1,
    isPushed: !unpushed,
    isPostedBack: !unposted,
  };
}
