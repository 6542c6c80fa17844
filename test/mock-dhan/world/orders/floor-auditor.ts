/** Watches a floor from outside: keeps its own account of everything it is told, and finds what does not fit. */
import { expect } from 'vitest';
import type { OptionInstrument } from '#engine/market/instrument.ts';
import type { Order, OrderUpdate, Trade } from '#mock-dhan/world/orders/order.ts';
import { isLive, signOf } from '#mock-dhan/world/orders/order.ts';
import type { OpeningBalance } from '#mock-dhan/world/portfolio/portfolio.ts';
import type { TradingFloor } from '#mock-dhan/world/trading-floor.ts';
import type { World } from '#mock-dhan/world/world.ts';

/** Units of one option, below 0 when short. */
interface Leg {
  readonly contract: Order['contract'];
  units: number;
}

function optionOf({ instrument }: Order['contract']): OptionInstrument {
  if (instrument.kind !== 'option') throw new Error('expected options alone');
  return instrument;
}

/** What an option pays when its underlying settles at so many paise. */
export function paidOf(contract: Order['contract'], underlyingPaise: number): number {
  const { strike, optionType } = optionOf(contract);
  return Math.max(0, (underlyingPaise - strike * 100) * (optionType === 'CE' ? 1 : -1));
}

/** Margin of legs of one underlying and expiry: 2 % of its value for each short unit, and the worst settlement within 12 %, looked for price by price. */
function marginOf(legs: readonly Leg[], previousClose: number): number {
  const value = Math.round(previousClose * 100);
  const [low, high] = [Math.floor((value * 88) / 100), Math.ceil((value * 112) / 100)];
  const steps = Array.from({ length: 101 }, (_, step) => low + ((high - low) * step) / 100);
  const strikes = legs.map(({ contract }) => optionOf(contract).strike * 100);
  let worst = 0;
  for (const price of [...steps, ...strikes.filter((strike) => strike > low && strike < high)]) {
    const cost = legs.reduce((sum, { contract, units }) => sum - units * paidOf(contract, price), 0);
    worst = Math.max(worst, cost);
  }
  const shorts = legs.reduce((sum, { units }) => sum + Math.max(0, -units), 0);
  return worst + shorts * Math.ceil((value * 2) / 100);
}

interface Waiting {
  order: Order;
  /** When it took its place in the queue, counted over all updates. */
  since: number;
}

/** A trade of which it is not known yet whether the displayed market or another client was its other side, and the board at its time. */
interface OpenTrade {
  readonly trade: Trade;
  readonly limit: number;
  readonly since: number;
  readonly shown: Readonly<Record<'bid' | 'ask', { readonly best: number; readonly quantity: number }>>;
  readonly version: number;
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
    crossed: 0,
    selfTrades: 0,
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
  #open: OpenTrade | undefined;

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
    if (trade?.exchangeTradeId !== this.#open?.trade.exchangeTradeId) this.#closeTrade();
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
    this.#closeTrade();
    this.#auditBook();
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
    if (cause === 'cancelled' && order.omsErrorDescription.includes('self trade'))
      this.counts.selfTrades += 1;
  }

  #auditTrade(trade: Trade, before: Order, order: Order): void {
    const { contract, quantity, pricePaise, transactionType } = trade;
    const sign = signOf(transactionType);
    assert(order.filledQuantity === before.filledQuantity + quantity, 'a trade is what was filled');
    assert(quantity % contract.lotSize === 0, 'whole lots');
    const limit = before.protectionPaise || before.pricePaise;
    assert((limit - pricePaise) * sign >= 0, `${pricePaise} is beyond the limit of ${limit}`);
    const queue = this.#queueOf(order);
    const own = queue.get(order.orderId)!;
    for (const { order: other, since } of queue.values()) {
      if (other.orderId === order.orderId) continue;
      const betterBy = ((other.protectionPaise || other.pricePaise) - limit) * sign;
      const isAhead = betterBy > 0 || (betterBy === 0 && since < own.since);
      assert(!isAhead, `${order.orderId} traded before ${other.orderId}, which was ahead of it`);
    }
    this.#openTrade(trade, limit, own.since);
  }

  /** A second trade of the same id is the other side of the first; a trade without one met the displayed market. */
  #openTrade(trade: Trade, limit: number, since: number): void {
    const first = this.#open;
    const { board } = this.#world;
    const { index } = trade.contract;
    this.#open = {
      trade,
      limit,
      since,
      shown: {
        bid: { best: Math.round(board.bid[index]! * 100), quantity: board.bidQuantity[index]! },
        ask: { best: Math.round(board.ask[index]! * 100), quantity: board.askQuantity[index]! },
      },
      version: board.version[index]!,
    };
    if (!first) return;
    this.#auditCross(first, this.#open);
    this.#open = undefined;
  }

  #closeTrade(): void {
    if (this.#open) this.#auditDisplayed(this.#open);
    this.#open = undefined;
  }

  /** The price is a displayed level, and no more is taken of it than it shows. */
  #auditDisplayed(open: OpenTrade): void {
    const { contract, pricePaise, quantity, transactionType } = open.trade;
    const isBuy = transactionType === 'BUY';
    const level =
      ((pricePaise - open.shown[isBuy ? 'ask' : 'bid'].best) * (isBuy ? 1 : -1)) / contract.tickPaise;
    assert(Number.isInteger(level) && level >= 0 && level < 200, `${pricePaise} is not displayed`);
    const key = levelKey(open, level);
    const taken = (this.#taken.get(key) ?? 0) + quantity;
    this.#taken.set(key, taken);
    assert(taken <= shownAt(open, level), `${taken} were taken of ${shownAt(open, level)}`);
  }

  /** Two clients, at the price of the one that was there before, while nothing as good was displayed for either. */
  #auditCross(first: OpenTrade, later: OpenTrade): void {
    this.counts.crossed += 1;
    const [one, other] = [first.trade, later.trade];
    assert(one.clientId !== other.clientId, 'nobody trades with himself');
    assert(one.transactionType !== other.transactionType, 'a buy meets a sell');
    assert(one.quantity === other.quantity && one.pricePaise === other.pricePaise, 'one trade, two sides');
    assert(one.contract === other.contract, 'of one contract');
    assert(one.pricePaise === first.limit, 'at the price of the earlier order');
    assert(first.since < later.since, 'the earlier order is told first');
    for (const open of [first, later]) this.#auditNothingBetter(open);
  }

  #auditNothingBetter(open: OpenTrade): void {
    const { contract, pricePaise, transactionType } = open.trade;
    const isBuy = transactionType === 'BUY';
    const { best } = open.shown[isBuy ? 'ask' : 'bid'];
    if (best <= 0) return;
    for (let level = 0; level < 200; level += 1) {
      const price = best + level * contract.tickPaise * (isBuy ? 1 : -1);
      if (price <= 0 || (isBuy ? price > pricePaise : price < pricePaise)) return;
      const left = shownAt(open, level) - (this.#taken.get(levelKey(open, level)) ?? 0);
      assert(left < contract.lotSize, `${left} were displayed at ${price}, as good as ${pricePaise}`);
    }
  }

  /** No buy is left beside a sell that it crosses. */
  #auditBook(): void {
    for (const [key, buys] of this.#queues) {
      if (!key.endsWith('BUY')) continue;
      const sells = this.#queues.get(key.replace('BUY', 'SELL')) ?? new Map<string, Waiting>();
      const limits = (queue: Map<string, Waiting>): number[] =>
        [...queue.values()].map(({ order }) => order.protectionPaise || order.pricePaise);
      const [buy, sell] = [Math.max(0, ...limits(buys)), Math.min(Infinity, ...limits(sells))];
      assert(buy < sell, `a buy at ${buy} rests beside a sell at ${sell}`);
    }
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

  /** Premium of what the account's waiting buys may open; margin of what it is short once its sells have traded, hedges of one product counted. */
  #blockedOf(clientId: string): number {
    const positions = this.#floor.portfolio.positions(clientId);
    const live = this.#floor.orders
      .book(clientId)
      .filter((order) => isLive(order) && order.exchangeOrderId !== '0' && order.entryOrderId === undefined);
    const keys = new Set(
      [...positions, ...live].map(({ contract, productType }) => `${contract.index} ${productType}`),
    );
    let blocked = 0;
    const legs = new Map<string, Leg[]>();
    for (const key of keys) {
      const isHere = (each: { contract: Order['contract']; productType: string }): boolean =>
        `${each.contract.index} ${each.productType}` === key;
      const here = live.filter(isHere);
      const net = positions.find(isHere)?.netQuantity ?? 0;
      const { contract, productType } = (here[0] ?? positions.find(isHere))!;
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
      if (units > 0) blocked += Number((BigInt(premium) * BigInt(opening)) / BigInt(units));
      const group = `${contract.underlyingIndex} ${contract.instrument.expiry} ${productType}`;
      legs.set(group, [...(legs.get(group) ?? []), { contract, units: net - sells }]);
    }
    for (const group of legs.values())
      blocked += marginOf(group, this.#world.board.previousClose[group[0]!.contract.underlyingIndex]!);
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

/** Units that a level shows on the side that the trade takes from. */
function shownAt({ trade, shown }: OpenTrade, level: number): number {
  const sizes = [1, 2, 3, 2, 1];
  const { quantity } = shown[trade.transactionType === 'BUY' ? 'ask' : 'bid'];
  return quantity * (sizes[level] ?? 1 + Math.floor(level / 4));
}

function levelKey({ trade, version }: OpenTrade, level: number): string {
  return `${trade.contract.index} ${version} ${trade.transactionType} ${level}`;
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
