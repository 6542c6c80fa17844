import { toPaise } from '../portfolio/paise.ts';
import type { OrderCalls } from '../trading-floor.ts';
import { exitAt } from './exit-groups.ts';
import type { ExitGroups } from './exit-groups.ts';
import type { Order, OrderChange, OrderRequest, Trade } from './order.ts';
import type { OrderEntry } from './order-entry.ts';
import type { Outcome } from './refusal.ts';

/** Plain orders, of which two products bring exits along: a bracket order both at a distance, a cover order a stop. Source: dhan-v2-wire 4.5. */
export class OrdersWithExits implements OrderCalls {
  readonly #entries: OrderEntry;
  readonly #groups: ExitGroups;

  constructor(entries: OrderEntry, groups: ExitGroups) {
    this.#entries = entries;
    this.#groups = groups;
  }

  place(request: OrderRequest): Outcome<Order> {
    const { productType, boProfitValue = 0, boStopLossValue = 0, triggerPrice } = request;
    if (productType !== 'BO' && productType !== 'CO') return this.#entries.place(request);
    const placed = this.#entries.placeAs('regular', request, { legName: 'ENTRY_LEG' });
    if (!placed.ok) return placed;
    const entry = placed.value;
    if (productType === 'CO')
      this.#groups.attach({
        kind: 'cover',
        entry,
        exits: [exitAt('STOP_LOSS_LEG', toPaise(triggerPrice))],
      });
    else
      this.#groups.attach({
        kind: 'bracket',
        entry,
        exits: [
          exitAt('STOP_LOSS_LEG', toPaise(boStopLossValue), { isDistance: true }),
          exitAt('TARGET_LEG', toPaise(boProfitValue), { isDistance: true }),
        ],
      });
    return placed;
  }

  placeSliced(request: OrderRequest): Outcome<readonly Order[]> {
    return this.#entries.placeSliced(request);
  }

  modify(clientId: string, orderId: string, change: OrderChange): Outcome<Order> {
    return this.#entries.modify(clientId, orderId, change);
  }

  cancel(clientId: string, orderId: string): Outcome<Order> {
    return this.#entries.cancel(clientId, orderId);
  }

  find(clientId: string, orderId: string): Order | undefined {
    return this.#entries.find(clientId, orderId);
  }

  findByCorrelation(clientId: string, correlationId: string): Order | undefined {
    return this.#entries.findByCorrelation(clientId, correlationId);
  }

  book(clientId: string): readonly Order[] {
    return this.#entries.book(clientId);
  }

  trades(clientId: string, orderId?: string): readonly Trade[] {
    return this.#entries.trades(clientId, orderId);
  }
}
