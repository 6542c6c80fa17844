import { istDay } from '#engine/market/ist-time.ts';
import type { Clock } from '#engine/ports.ts';
import { rupees, toPaise } from '../portfolio/paise.ts';
import type { QuoteBoard } from '../quote-board.ts';
import type { MarketPulse } from './market-pulse.ts';
import { isLive, signOf } from './order.ts';
import type { OrderCause, OrderRequest } from './order.ts';
import type { OrderDesk } from './order-desk.ts';
import type { OrderIds } from './order-ids.ts';
import { openOrder } from './order-state.ts';
import type { OrderState } from './order-state.ts';

/** One exit of a group; its order comes into being when the entry trades. */
export interface ExitState {
  readonly legName: 'TARGET_LEG' | 'STOP_LOSS_LEG';
  /** The target's limit or the stop's trigger; of a bracket order its distance from the entry's price, until that is known. */
  pricePaise: number;
  isDistance: boolean;
  /** How far the stop follows at a time; 0: it stays. */
  jumpPaise: number;
  /** Market price from which the next jump is counted; 0 before the exit is in the market. */
  anchorPaise: number;
  /** Ended by the client, or refused: it does not come back. */
  isOver: boolean;
  /** The group ends it because nothing is left to close. */
  isEnding: boolean;
  order: OrderState | undefined;
  /** Closed by orders of this exit before the present one. */
  closedBefore: number;
}

/** An entry and the exits that close what it opens; what one of them closes the other no longer has to. */
export interface ExitGroup {
  readonly kind: 'super' | 'bracket' | 'cover';
  readonly entry: OrderState;
  readonly exits: readonly ExitState[];
}

/** A new exit. */
export function exitAt(
  legName: ExitState['legName'],
  pricePaise: number,
  extra: { readonly isDistance?: boolean; readonly jumpPaise?: number } = {},
): ExitState {
  const { isDistance = false, jumpPaise = 0 } = extra;
  return {
    legName,
    pricePaise,
    isDistance,
    jumpPaise,
    anchorPaise: 0,
    isOver: false,
    isEnding: false,
    order: undefined,
    closedBefore: 0,
  };
}

/** Units that an exit has closed. */
export function closedBy({ closedBefore, order }: ExitState): number {
  return closedBefore + (order?.filledQuantity ?? 0);
}

/** Units that the entry has opened and no exit has closed. */
export function openUnits({ entry, exits }: ExitGroup): number {
  return exits.reduce((open, exit) => open - closedBy(exit), entry.filledQuantity);
}

/** Keeps the exits of super, bracket and cover orders as large as what their entries have opened. */
export class ExitGroups {
  readonly #clock: Clock;
  readonly #board: QuoteBoard;
  readonly #desk: OrderDesk;
  readonly #ids: OrderIds;
  readonly #pulse: MarketPulse;
  /** By entry, and by the order of each exit. */
  readonly #byOrderId = new Map<string, ExitGroup>();
  /** Of the present day, in the order of their entries. */
  #groups: ExitGroup[] = [];

  constructor(options: {
    readonly clock: Clock;
    readonly board: QuoteBoard;
    readonly desk: OrderDesk;
    readonly ids: OrderIds;
    readonly pulse: MarketPulse;
  }) {
    this.#clock = options.clock;
    this.#board = options.board;
    this.#desk = options.desk;
    this.#ids = options.ids;
    this.#pulse = options.pulse;
    options.desk.onChange((order, cause) => this.#follow(order, cause));
    options.pulse.add(() => this.#trailAll());
  }

  attach(group: ExitGroup): void {
    this.#forgetOtherDays();
    this.#groups.push(group);
    this.#byOrderId.set(group.entry.orderId, group);
  }

  /** By the entry's order id. */
  find(orderId: string): ExitGroup | undefined {
    const group = this.#byOrderId.get(orderId);
    return group?.entry.orderId === orderId ? group : undefined;
  }

  list(clientId: string): readonly ExitGroup[] {
    this.#forgetOtherDays();
    return this.#groups.filter(({ entry }) => entry.clientId === clientId);
  }

  /** Gives an exit another price; its order, if there is one, at once. */
  reprice(exit: ExitState, pricePaise: number): void {
    exit.pricePaise = pricePaise;
    exit.isDistance = false;
    if (exit.order && isLive(exit.order)) this.#desk.refit(exit.order, priceOf(exit));
  }

  /** Ends an exit for good. */
  end(exit: ExitState): void {
    exit.isOver = true;
    if (exit.order && isLive(exit.order)) this.#desk.end(exit.order, 'CANCELLED');
  }

  #follow(order: OrderState, cause: OrderCause): void {
    const group = this.#byOrderId.get(order.orderId);
    if (!group) return;
    const exit = group.exits.find((each) => each.order === order);
    if (exit && cause === 'modified') exit.pricePaise = order.pricePaise || order.triggerPaise;
    if (order === group.entry && cause === 'modified') this.#followEntry(group);
    if (exit && (cause === 'cancelled' || cause === 'rejected' || cause === 'expired')) {
      if (!exit.isEnding) exit.isOver = true;
      exit.isEnding = false;
    }
    if (cause === 'traded') this.#refit(group);
  }

  /** The trigger of a cover order is its stop's. */
  #followEntry({ kind, entry, exits }: ExitGroup): void {
    for (const exit of kind === 'cover' ? exits : [])
      if (!exit.isOver && exit.pricePaise !== entry.triggerPaise) this.reprice(exit, entry.triggerPaise);
  }

  #refit(group: ExitGroup): void {
    const open = openUnits(group);
    for (const exit of group.exits) {
      if (exit.isOver) continue;
      const { order } = exit;
      if (!order || !isLive(order)) {
        if (open > 0) this.#place(group, exit, open);
      } else if (open === 0) {
        exit.isEnding = true;
        this.#desk.end(order, 'CANCELLED');
      } else if (order.remainingQuantity !== open)
        this.#desk.refit(order, { quantity: order.filledQuantity + open });
    }
  }

  #place(group: ExitGroup, exit: ExitState, quantity: number): void {
    const { entry } = group;
    const atMs = this.#clock.nowMs();
    if (exit.isDistance) this.#fixPrice(entry, exit);
    exit.closedBefore = closedBy(exit);
    exit.anchorPaise = toPaise(this.#board.ltp[entry.contract.index]!);
    const order = openOrder(exitRequest(entry, exit, quantity), {
      orderId: this.#ids.nextOrderId('super', atMs),
      contract: entry.contract,
      atMs,
      leg: { legName: exit.legName, entryOrderId: entry.orderId },
    });
    exit.order = order;
    this.#byOrderId.set(order.orderId, group);
    this.#desk.take(order);
    if (exit.jumpPaise > 0) this.#pulse.wake();
  }

  /** The distance is counted from what the entry has traded at so far. */
  #fixPrice(entry: OrderState, exit: ExitState): void {
    const { tickPaise } = entry.contract;
    const averagePaise = entry.tradedValuePaise / entry.filledQuantity;
    const direction = signOf(entry.transactionType) * (exit.legName === 'TARGET_LEG' ? 1 : -1);
    const pricePaise = averagePaise + direction * exit.pricePaise;
    exit.pricePaise = Math.max(1, Math.round(pricePaise / tickPaise)) * tickPaise;
    exit.isDistance = false;
  }

  /** Returns whether any stop still follows the market. */
  #trailAll(): boolean {
    let isTrailing = false;
    for (const group of this.#groups)
      for (const exit of group.exits) {
        const { order } = exit;
        if (exit.jumpPaise === 0 || !order || !isLive(order) || order.isTriggered) continue;
        isTrailing = true;
        this.#trail(group.entry, exit);
      }
    return isTrailing;
  }

  /** A stop follows by whole jumps when the market has gone that far the entry's way. */
  #trail(entry: OrderState, exit: ExitState): void {
    const sign = signOf(entry.transactionType);
    const lastPaise = toPaise(this.#board.ltp[entry.contract.index]!);
    const jumps = Math.floor((sign * (lastPaise - exit.anchorPaise)) / exit.jumpPaise);
    if (jumps < 1) return;
    const movePaise = sign * jumps * exit.jumpPaise;
    exit.anchorPaise += movePaise;
    this.reprice(exit, exit.pricePaise + movePaise);
  }

  #forgetOtherDays(): void {
    const today = istDay(this.#clock.nowMs());
    const [first] = this.#groups;
    if (!first || istDay(first.entry.createdAtMs) === today) return;
    this.#groups = this.#groups.filter(({ entry }) => istDay(entry.createdAtMs) === today);
    this.#byOrderId.clear();
    for (const group of this.#groups) {
      this.#byOrderId.set(group.entry.orderId, group);
      for (const { order } of group.exits) if (order) this.#byOrderId.set(order.orderId, group);
    }
  }
}

function priceOf({ legName, pricePaise }: ExitState): { pricePaise?: number; triggerPaise?: number } {
  return legName === 'TARGET_LEG' ? { pricePaise } : { triggerPaise: pricePaise };
}

/** The target is a limit order; the stop trades at the market when it is met. */
function exitRequest(entry: OrderState, exit: ExitState, quantity: number): OrderRequest {
  const isTarget = exit.legName === 'TARGET_LEG';
  const price = rupees(exit.pricePaise);
  const { exchangeSegment, securityId } = entry.contract.instrument;
  return {
    clientId: entry.clientId,
    correlationId: entry.correlationId,
    transactionType: entry.transactionType === 'BUY' ? 'SELL' : 'BUY',
    exchangeSegment,
    productType: entry.productType,
    orderType: isTarget ? 'LIMIT' : 'STOP_LOSS_MARKET',
    validity: 'DAY',
    securityId,
    quantity,
    disclosedQuantity: 0,
    price: isTarget ? price : 0,
    triggerPrice: isTarget ? 0 : price,
    afterMarketOrder: false,
  };
}
