/** Outcomes forced on orders, whatever the market does: drills of what a client does when an order goes otherwise than expected. */
import type { Aim, Fault } from './fault.ts';

/** Which orders. All of the aimed client's unless a prefix is given. */
interface OrderAim extends Fault, Aim {
  /** Of the correlation id that the client gave the order. */
  readonly correlationPrefix?: string | undefined;
}

/** The order trades at its own price in so many parts of whole lots; one of fewer lots in as many parts as it has. */
export interface FillInPartsFault extends OrderAim {
  readonly kind: 'fill-in-parts';
  readonly parts: number;
  /** Between two parts. */
  readonly everyMs: number;
}

/** The order is rejected by the risk checks with this text. */
export interface RejectOrderFault extends OrderAim {
  readonly kind: 'reject-order';
  readonly text: string;
}

/** The exchange never acknowledges: the order stays in TRANSIT. */
export interface HoldInTransitFault extends OrderAim {
  readonly kind: 'hold-in-transit';
}

/** A change of the order is told so much later, on the order-update socket and by postback. */
export interface LateOrderUpdateFault extends OrderAim {
  readonly kind: 'late-order-update';
  readonly delayMs: number;
}

/** A change of the order is told twice, told to nobody on the socket, or not posted back. */
export interface UpdateFault extends OrderAim {
  readonly kind: 'repeated-order-update' | 'missing-order-update' | 'missing-postback';
}

/** Any of them. */
export type OrderFault =
  | FillInPartsFault
  | RejectOrderFault
  | HoldInTransitFault
  | LateOrderUpdateFault
  | UpdateFault;

/** Their kinds. */
export const ORDER_FAULTS: ReadonlySet<string> = new Set<OrderFault['kind']>([
  'fill-in-parts',
  'reject-order',
  'hold-in-transit',
  'late-order-update',
  'repeated-order-update',
  'missing-order-update',
  'missing-postback',
]);
