/** The first account of a small exchange at work: what it sends, and how it comes to orders and positions before a call is made. */
import type { OrderRequest } from '#mock-dhan/world/orders/order.ts';
import type { Outcome } from '#mock-dhan/world/orders/refusal.ts';
import type { RestMount } from './msw-mount.ts';
import { FIRST_LEG_ID } from './small-world.ts';

export const CLIENT_ID = '1100000001';
/** Units of one lot of NIFTY. */
export const LOT = 65;

/** An order of one lot that waits: the small world's first leg is offered at 200.05. */
export const ORDER_BODY = {
  dhanClientId: CLIENT_ID,
  transactionType: 'BUY',
  exchangeSegment: 'NSE_FNO',
  productType: 'INTRADAY',
  orderType: 'LIMIT',
  validity: 'DAY',
  securityId: String(FIRST_LEG_ID),
  quantity: LOT,
  price: 190,
} as const;

type Arranged = Pick<RestMount, 'exchange' | 'clock'>;

/** Lets an order, or a change of one, reach the exchange. */
export function settle({ clock }: Arranged): void {
  clock.advanceTo(clock.nowMs() + 60);
}

/** Places an order past the wire and lets it be acknowledged. Errors: Error when it was refused. */
export function place(mounted: Arranged, changes: Partial<OrderRequest> = {}): string {
  const { dhanClientId: clientId, securityId, ...terms } = ORDER_BODY;
  const { orderId } = valueOf(
    mounted.exchange.trading.orders.place({
      clientId,
      ...terms,
      securityId: Number(securityId),
      disclosedQuantity: 0,
      triggerPrice: 0,
      afterMarketOrder: false,
      ...changes,
    }),
  );
  settle(mounted);
  return orderId;
}

/** Buys a lot at what it is offered for. */
export function buy(mounted: Arranged, changes: Partial<OrderRequest> = {}): string {
  return place(mounted, { orderType: 'MARKET', price: 0, ...changes });
}

/** What the trading floor did. Errors: Error with the refusal. */
export function valueOf<Value>(outcome: Outcome<Value>): Value {
  if (outcome.ok) return outcome.value;
  throw new Error(`expected to be done, was refused: ${outcome.refusal.errorMessage}`);
}

/** The id of the order that was placed last. */
export function lastOrderId({ exchange }: Arranged): string {
  return exchange.trading.orders.book(CLIENT_ID).at(-1)?.orderId ?? 'none';
}

/** The status of the order that was placed last. */
export function lastStatus({ exchange }: Arranged): string | undefined {
  return exchange.trading.orders.book(CLIENT_ID).at(-1)?.status;
}

/** How many orders the book has. */
export function bookSize({ exchange }: Arranged): number {
  return exchange.trading.orders.book(CLIENT_ID).length;
}

/** Half an hour after the day's close. */
export function closeMarket({ clock }: Arranged): void {
  clock.advanceTo(Date.parse('2026-02-04T16:00:00+05:30'));
}

/** The morning of the next trading day. */
export function openNextDay({ clock }: Arranged): void {
  clock.advanceTo(Date.parse('2026-02-05T09:20:00+05:30'));
}

/** After the close of the day on which the small world's options expire. */
export function closeExpiryDay({ clock }: Arranged): void {
  clock.advanceTo(Date.parse('2026-02-10T16:00:00+05:30'));
}
