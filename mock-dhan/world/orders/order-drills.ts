import type { Order, OrderCause } from './order.ts';

/** What is to become of an order, whatever the market does. */
export type OrderFate =
  | {
      /** It trades in so many parts of whole lots, one after the other; a single lot cannot be parted. */
      readonly kind: 'fill-in-parts';
      readonly parts: number;
      readonly everyMs: number;
    }
  | { readonly kind: 'reject'; readonly text: string }
  | { readonly kind: 'stay-in-transit' };

/** How a change of an order is told. */
export interface OrderDelivery {
  /** So long after it happened. */
  readonly delayMs: number;
  /** How often: 2 for an update that comes twice. */
  readonly copies: number;
  /** False: the order-update socket, or the webhook, says nothing. */
  readonly isPushed: boolean;
  readonly isPostedBack: boolean;
}

/** Outcomes that a scenario forces on orders, so that what a client does about them can be rehearsed. */
export interface OrderDrills {
  /** Asked once for every order a client places; undefined: the market decides. */
  fateOf(order: Order): OrderFate | undefined;
  /** Asked for every change; undefined: told once and at once. */
  deliveryOf(order: Order, cause: OrderCause): OrderDelivery | undefined;
}

/** Nothing is forced. */
export const NO_DRILLS: OrderDrills = { fateOf: () => undefined, deliveryOf: () => undefined };
