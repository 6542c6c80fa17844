/** Watches a floor from outside: keeps its own account of everything it is told, and finds what does not fit. */
import { expect } from 'vitest';
import type { Order, OrderUpdate, Trade } from '#mock-dhan/world/orders/order.ts';
import { isLive, signOf } from '#mock-dhan/world/orders/order.ts';
import type { OpeningBalance } from '#mock-dhan/world/portfolio/portfolio.ts';
import type { TradingFloor } from '#mock-dhan/world/trading-floor.ts';
import type { World } from '#mock-dhan/world/world.ts';

/** What margin a short unit takes, percent of its underlying's previous close: 12 and 2. */
const marginOf = (previousClose: number): number =>
  Math.ceil((previousClose * 100 * 12) / 100) + Math.ceil((previousClose * 100 * 2) / 100);

interface Waiting {
  order: Order;
  /** When it took its place in the queue, counted over all updates. */
  since: number;
}

export class FloorAuditor {
  readonly counts = {
    placed: 0,
    traded: 0,
    cancelled: 0,
    rejected: 0,
    triggered: 0,
    modified: 0,
    partial: 0,
  };
  readonly #world: World;
  readonly #floor: TradingFloor;
  readonly #openings: readonly OpeningBalance[];
  readonly #last = new Map<string, Order>();
  /** Orders in the market, by contract and side. */
  readonly #queues = new Map<string, Map<string, Waiting>>();
  /** Units taken of each level since the instrument's last tick. */
  readonly #taken = new Map<string, number>();
  readonly #trades: Trade[] = [];

  constructor(options: {
    readonly world: World;
    readonly floor: TradingFloor;
    readonly openings: readonly OpeningBalance[];
  }) {
    this.#world = options.world;
    this.#floor = options.floor;
    this.#openings = options.openings;
  }

  audit(update: OrderUpdate): void {
    const { order, cause, trade } = update;
    const before = this.#last.get(order.orderId);
    this.#last.set(order.orderId, order);
    this.#count(update);
    assertWhole(order);
    if (cause === 'traded') {
      this.#auditTrade(trade!, before!, order);
      this.#trades.push(trade!);
    }
    this.#queue(update, before);
  }

  /** Cash, positions and blocked money, worked out from the trades and the live orders alone. */
  auditAccounts(): void {
    for (const { clientId, cashPaise } of this.#openings) {
      const trades = this.#trades.filter((trade) => trade.clientId === clientId);
      const funds = this.#floor.portfolio.funds(clientId);
      const paid = trades.reduce(
        (sum, { transactionType, quantity, pricePaise }) =>
          sum + signOf(transactionType) * quantity * pricePaise,
        0,
      );
      expect(funds.availablePaise + funds.blockedPaise).toBe(cashPaise - paid);
      expect(funds.availablePaise).toBe(
        cashPaise + funds.realizedPaise - funds.openCostPaise - funds.blockedPaise,
      );
      expect(funds.blockedPaise).toBe(this.#blockedOf(clientId));
      this.#auditPositions(clientId, trades, funds.realizedPaise, funds.openCostPaise);
    }
  }

  #count({ cause, order }: OrderUpdate): void {
    if (cause in this.counts) this.counts[cause as keyof FloorAuditor['counts']] += 1;
    if (order.status === 'PART_TRADED') this.counts.partial += 1;
  }

  #auditTrade(trade: Trade, before: Order, order: Order): void {
    const { contract, quantity, pricePaise, transactionType } = trade;
    const sign = signOf(transactionType);
    assert(order.filledQuantity === before.filledQuantity + quantity, 'a trade is what was filled');
    assert(quantity % contract.lotSize === 0, 'whole lots');
    const limit = before.protectionPaise || before.pricePaise;
    assert((limit - pricePaise) * sign >= 0, `${pricePaise} is beyond the limit of ${limit}`);
    this.#auditDisplayed(trade);
    const queue = this.#queueOf(order);
    const own = queue.get(order.orderId)!;
    for (const { order: other, since } of queue.values()) {
      if (other.orderId === order.orderId) continue;
      const betterBy = ((other.protectionPaise || other.pricePaise) - limit) * sign;
      const isAhead = betterBy > 0 || (betterBy === 0 && since < own.since);
      assert(!isAhead, `${order.orderId} traded before ${other.orderId}, which was ahead of it`);
    }
  }

  /** The price is a displayed level, and no more is taken of it than it shows. */
  #auditDisplayed({ contract: { index, tickPaise }, pricePaise, quantity, transactionType }: Trade): void {
    const { board } = this.#world;
    const isBuy = transactionType === 'BUY';
    const best = Math.round((isBuy ? board.ask : board.bid)[index]! * 100);
    const level = ((pricePaise - best) * (isBuy ? 1 : -1)) / tickPaise;
    assert(Number.isInteger(level) && level >= 0 && level < 200, `${pricePaise} is not displayed`);
    const sizes = [1, 2, 3, 2, 1];
    const shown =
      (isBuy ? board.askQuantity : board.bidQuantity)[index]! * (sizes[level] ?? 1 + Math.floor(level / 4));
    const key = `${index} ${board.version[index]} ${transactionType} ${level}`;
    const taken = (this.#taken.get(key) ?? 0) + quantity;
    this.#taken.set(key, taken);
    assert(taken <= shown, `${taken} were taken of ${shown}`);
  }

  #queue({ order, cause, number }: OrderUpdate, before: Order | undefined): void {
    const queue = this.#queueOf(order);
    const own = queue.get(order.orderId);
    const isInMarket =
      isLive(order) &&
      order.exchangeOrderId !== '0' &&
      (order.isTriggered || !order.orderType.startsWith('STOP'));
    if (!isInMarket) queue.delete(order.orderId);
    else if (!own || !before) queue.set(order.orderId, { order, since: number });
    else {
      const losesPlace =
        cause === 'modified' &&
        (order.quantity > before.quantity ||
          (order.protectionPaise || order.pricePaise) !== (before.protectionPaise || before.pricePaise));
      queue.set(order.orderId, { order, since: losesPlace ? number : own.since });
    }
  }

  #queueOf({ contract, transactionType }: Order): Map<string, Waiting> {
    const key = `${contract.index} ${transactionType}`;
    const queue = this.#queues.get(key) ?? new Map<string, Waiting>();
    this.#queues.set(key, queue);
    return queue;
  }

  /** Premium of what the account's waiting buys may open, margin of what its sells may open and of what it is short. */
  #blockedOf(clientId: string): number {
    const positions = this.#floor.portfolio.positions(clientId);
    const live = this.#floor.orders
      .book(clientId)
      .filter((order) => isLive(order) && order.exchangeOrderId !== '0' && order.entryOrderId === undefined);
    const keys = new Set(
      [...positions, ...live].map(({ contract, productType }) => `${contract.index} ${productType}`),
    );
    let blocked = 0;
    for (const key of keys) {
      const isHere = (each: { contract: Order['contract']; productType: string }): boolean =>
        `${each.contract.index} ${each.productType}` === key;
      const here = live.filter(isHere);
      const net = positions.find(isHere)?.netQuantity ?? 0;
      const contract = (here[0] ?? positions.find(isHere))!.contract;
      const buys = here.filter(({ transactionType }) => transactionType === 'BUY');
      const units = buys.reduce((sum, { remainingQuantity }) => sum + remainingQuantity, 0);
      const premium = buys.reduce(
        (sum, order) => sum + order.remainingQuantity * (order.protectionPaise || order.pricePaise),
        0,
      );
      const sells = here
        .filter(({ transactionType }) => transactionType === 'SELL')
        .reduce((sum, { remainingQuantity }) => sum + remainingQuantity, 0);
      const opening = Math.max(0, units - Math.max(0, -net));
      const shorts = Math.max(0, sells - Math.max(0, net)) + Math.max(0, -net);
      if (units > 0) blocked += Number((BigInt(premium) * BigInt(opening)) / BigInt(units));
      blocked += shorts * marginOf(this.#world.board.previousClose[contract.underlyingIndex]!);
    }
    return blocked;
  }

  #auditPositions(clientId: string, trades: readonly Trade[], realized: number, openCost: number): void {
    const positions = this.#floor.portfolio.positions(clientId);
    const netByContract = new Map<number, number>();
    for (const { contract, transactionType, quantity } of trades)
      netByContract.set(
        contract.index,
        (netByContract.get(contract.index) ?? 0) + signOf(transactionType) * quantity,
      );
    for (const [index, net] of netByContract) {
      const here = positions.filter(({ contract }) => contract.index === index);
      expect(here.reduce((sum, { netQuantity }) => sum + netQuantity, 0)).toBe(net);
    }
    for (const position of positions) {
      expect(position.netQuantity).toBe(position.buyQuantity - position.sellQuantity);
      if (position.netQuantity === 0) expect(position.openCostPaise).toBe(0);
      else expect(Math.sign(position.openCostPaise)).toBe(Math.sign(position.netQuantity));
    }
    expect(positions.reduce((sum, { realizedPaise }) => sum + realizedPaise, 0)).toBe(realized);
    expect(positions.reduce((sum, { openCostPaise }) => sum + openCostPaise, 0)).toBe(openCost);
  }
}

function assertWhole(order: Order): void {
  const { quantity, filledQuantity, remainingQuantity, status } = order;
  const waiting = isLive(order) ? quantity - filledQuantity : 0;
  assert(
    remainingQuantity === waiting,
    `${remainingQuantity} remain of ${quantity}, ${filledQuantity} traded`,
  );
  assert(
    filledQuantity <= quantity && (status !== 'TRADED' || filledQuantity === quantity),
    'not overfilled',
  );
}

/** Asked millions of times, where `expect` would take minutes. */
function assert(isSo: boolean, otherwise: string): asserts isSo {
  if (!isSo) throw new Error(otherwise);
}
