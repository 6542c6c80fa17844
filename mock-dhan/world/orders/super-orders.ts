import { toPaise } from '../portfolio/paise.ts';
import type { SuperOrderCalls } from '../trading-floor.ts';
import type { Contract, Contracts } from './contract.ts';
import { closedBy, exitAt, openUnits } from './exit-groups.ts';
import type { ExitGroup, ExitGroups, ExitState } from './exit-groups.ts';
import { isLive, signOf } from './order.ts';
import type { OrderRequest } from './order.ts';
import type { OrderEntry } from './order-entry.ts';
import { ORDER_ERRORS, badInput, done, orderError, refused } from './refusal.ts';
import type { Outcome } from './refusal.ts';
import type { ExitLeg, SuperOrder, SuperOrderChange, SuperOrderRequest } from './super-order.ts';

type ExitName = ExitState['legName'];

/** Super orders. Source: dhan-v2-wire 4.6. */
export class SuperOrders implements SuperOrderCalls {
  readonly #contracts: Contracts;
  readonly #entries: OrderEntry;
  readonly #groups: ExitGroups;

  constructor(options: {
    readonly contracts: Contracts;
    readonly entries: OrderEntry;
    readonly groups: ExitGroups;
  }) {
    this.#contracts = options.contracts;
    this.#entries = options.entries;
    this.#groups = options.groups;
  }

  place(request: SuperOrderRequest): Outcome<SuperOrder> {
    const { targetPrice, stopLossPrice, trailingJump } = request;
    const contract = this.#contracts.find(request.exchangeSegment, request.securityId);
    // An exit that the risk checks would reject must not be left out once the entry has traded.
    const areOnTick = [targetPrice, stopLossPrice, trailingJump].every((price) => isOnTick(price, contract));
    if (!areOnTick || !areGoodExits(request)) return refused(badInput());
    const placed = this.#entries.placeAs('super', entryRequest(request), { legName: 'ENTRY_LEG' });
    if (!placed.ok) return placed;
    const group: ExitGroup = {
      kind: 'super',
      entry: placed.value,
      exits: [
        exitAt('STOP_LOSS_LEG', toPaise(stopLossPrice), { jumpPaise: toPaise(trailingJump) }),
        exitAt('TARGET_LEG', toPaise(targetPrice)),
      ],
    };
    this.#groups.attach(group);
    return done(superOrderOf(group));
  }

  modify(clientId: string, orderId: string, change: SuperOrderChange): Outcome<SuperOrder> {
    const group = this.#find(clientId, orderId);
    if (!group) return refused(badInput());
    const refusal =
      change.legName === 'ENTRY_LEG' ? this.#changeEntry(group, change) : this.#changeExit(group, change);
    return refusal ?? done(superOrderOf(group));
  }

  cancel(clientId: string, orderId: string, legName: 'ENTRY_LEG' | ExitName): Outcome<SuperOrder> {
    const group = this.#find(clientId, orderId);
    if (!group) return refused(badInput());
    if (legName === 'ENTRY_LEG') {
      if (statusOf(group) === 'CLOSED') return refused(orderError(ORDER_ERRORS.notPossible));
      const cancelled = isLive(group.entry) ? this.#entries.cancel(clientId, orderId) : undefined;
      if (cancelled?.ok === false) return cancelled;
      for (const exit of group.exits) this.#groups.end(exit);
      return done(superOrderOf(group));
    }
    const exit = exitNamed(group, legName);
    if (!exit || exit.isOver || isClosed(group)) return refused(orderError(ORDER_ERRORS.notPossible));
    this.#groups.end(exit);
    return done(superOrderOf(group));
  }

  list(clientId: string): readonly SuperOrder[] {
    return this.#groups
      .list(clientId)
      .filter(({ kind }) => kind === 'super')
      .map(superOrderOf);
  }

  /** The entry itself may only change until it has traded. */
  #changeEntry(
    group: ExitGroup,
    change: Extract<SuperOrderChange, { legName: 'ENTRY_LEG' }>,
  ): ReturnType<typeof refused> | undefined {
    const { entry } = group;
    if (!isLive(entry)) return refused(orderError(ORDER_ERRORS.notPossible));
    const { targetPrice, stopLossPrice, trailingJump = 0 } = change;
    const areGood = [targetPrice, stopLossPrice].every((price) => price === undefined || price > 0);
    const areOnTick = [targetPrice ?? 0, stopLossPrice ?? 0, trailingJump].every((price) =>
      isOnTick(price, entry.contract),
    );
    if (!areGood || !areOnTick || !areApart(group, targetPrice, stopLossPrice)) return refused(badInput());
    const { orderType, quantity, price } = change;
    const modified = this.#entries.modify(entry.clientId, entry.orderId, { orderType, quantity, price });
    if (!modified.ok) return modified;
    this.#setExit(group, 'TARGET_LEG', targetPrice);
    this.#setExit(group, 'STOP_LOSS_LEG', stopLossPrice, trailingJump);
    return undefined;
  }

  #changeExit(
    group: ExitGroup,
    change: Exclude<SuperOrderChange, { legName: 'ENTRY_LEG' }>,
  ): ReturnType<typeof refused> | undefined {
    const exit = exitNamed(group, change.legName);
    const price = change.legName === 'TARGET_LEG' ? change.targetPrice : change.stopLossPrice;
    const jump = change.legName === 'TARGET_LEG' ? undefined : (change.trailingJump ?? 0);
    const { contract } = group.entry;
    if (price <= 0 || !isOnTick(price, contract) || !isOnTick(jump ?? 0, contract))
      return refused(badInput());
    if (!exit || exit.isOver || isClosed(group)) return refused(orderError(ORDER_ERRORS.notPossible));
    const [target, stop] = change.legName === 'TARGET_LEG' ? [price, undefined] : [undefined, price];
    if (!areApart(group, target, stop)) return refused(badInput());
    this.#setExit(group, change.legName, price, jump);
    return undefined;
  }

  #setExit(group: ExitGroup, legName: ExitName, price: number | undefined, jump?: number): void {
    const exit = exitNamed(group, legName);
    if (!exit || exit.isOver) return;
    if (jump !== undefined) exit.jumpPaise = toPaise(jump);
    if (price !== undefined && toPaise(price) !== exit.pricePaise) this.#groups.reprice(exit, toPaise(price));
  }

  #find(clientId: string, orderId: string): ExitGroup | undefined {
    const group = this.#groups.find(orderId);
    return group?.kind === 'super' && group.entry.clientId === clientId ? group : undefined;
  }
}

/** The stop lies behind the entry, the target before it; of a market entry only one behind the other. */
function areGoodExits(request: SuperOrderRequest): boolean {
  const { orderType, price, targetPrice, stopLossPrice } = request;
  const sign = signOf(request.transactionType);
  if (targetPrice <= 0 || stopLossPrice <= 0) return false;
  if (sign * (targetPrice - stopLossPrice) <= 0) return false;
  if (orderType === 'MARKET') return true;
  return sign * (price - stopLossPrice) > 0 && sign * (targetPrice - price) > 0;
}

/** Whether the target would still lie before the stop; what is undefined stays, and one that is over is no concern of the other. */
function areApart(
  group: ExitGroup,
  targetPrice: number | undefined,
  stopLossPrice: number | undefined,
): boolean {
  const [target, stop] = [exitNamed(group, 'TARGET_LEG'), exitNamed(group, 'STOP_LOSS_LEG')];
  if (!target || !stop || target.isOver || stop.isOver) return true;
  const paiseOf = (rupees: number | undefined, { pricePaise }: ExitState): number =>
    rupees === undefined ? pricePaise : toPaise(rupees);
  const sign = signOf(group.entry.transactionType);
  return sign * (paiseOf(targetPrice, target) - paiseOf(stopLossPrice, stop)) > 0;
}

/** Whether a price, or a jump, is a whole number of ticks of a contract that is there. */
function isOnTick(rupees: number, contract: Contract | undefined): boolean {
  const paise = toPaise(rupees);
  return (
    contract !== undefined && Number.isSafeInteger(paise) && paise >= 0 && paise % contract.tickPaise === 0
  );
}

function entryRequest(request: SuperOrderRequest): OrderRequest {
  const { clientId, correlationId, transactionType, exchangeSegment, productType } = request;
  const { orderType, securityId, quantity, price } = request;
  return {
    clientId,
    correlationId,
    transactionType,
    exchangeSegment,
    productType,
    orderType,
    validity: 'DAY',
    securityId,
    quantity,
    disclosedQuantity: 0,
    price,
    triggerPrice: 0,
    afterMarketOrder: false,
  };
}

function exitNamed({ exits }: ExitGroup, legName: ExitName): ExitState | undefined {
  return exits.find((exit) => exit.legName === legName);
}

function isClosed(group: ExitGroup): boolean {
  return group.entry.status === 'TRADED' && openUnits(group) === 0;
}

function statusOf(group: ExitGroup): SuperOrder['status'] {
  return isClosed(group) ? 'CLOSED' : group.entry.status;
}

function superOrderOf(group: ExitGroup): SuperOrder {
  const [target, stop] = [exitNamed(group, 'TARGET_LEG'), exitNamed(group, 'STOP_LOSS_LEG')];
  return {
    entry: group.entry,
    status: statusOf(group),
    target: target && exitLegOf(group, target),
    stop: stop && exitLegOf(group, stop),
  };
}

function exitLegOf(group: ExitGroup, exit: ExitState): ExitLeg {
  const { entry } = group;
  const { order, legName, pricePaise, jumpPaise } = exit;
  const isOrphan = !isLive(entry) && entry.filledQuantity === 0;
  const isTriggered = order !== undefined && (order.isTriggered || order.filledQuantity > 0);
  return {
    legName,
    pricePaise,
    trailingJumpPaise: jumpPaise,
    status: exit.isOver || isOrphan ? (order?.status ?? 'CANCELLED') : liveStatus(exit, isTriggered),
    totalQuantity: entry.filledQuantity,
    remainingQuantity: exit.isOver ? 0 : openUnits(group),
    triggeredQuantity: isTriggered ? (order?.quantity ?? 0) : closedBy(exit),
    order,
  };
}

function liveStatus({ order }: ExitState, isTriggered: boolean): ExitLeg['status'] {
  if (!order) return 'PENDING';
  return isTriggered && isLive(order) ? 'TRIGGERED' : order.status;
}
