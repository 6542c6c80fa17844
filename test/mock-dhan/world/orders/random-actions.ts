/** What traders and the market may do next, drawn from a seed. */
import type { SeededRandom } from '#engine/seeded-random.ts';
import type { VirtualClock } from '#engine/virtual-clock.ts';
import type { OrderRequest, OrderType } from '#mock-dhan/world/orders/order.ts';
import { isLive } from '#mock-dhan/world/orders/order.ts';
import type { TradingFloor } from '#mock-dhan/world/trading-floor.ts';
import type { World } from '#mock-dhan/world/world.ts';

interface Stage {
  readonly random: SeededRandom;
  readonly floor: TradingFloor;
  readonly world: World;
  readonly clock: VirtualClock;
  readonly clients: readonly string[];
}

/** Recent orders among which one is changed or cancelled. */
const RECENT = 40;

/** One step: time, a quote, a few orders, a change. Returns how many orders were taken in. */
export function actAtRandom(stage: Stage): number {
  const { random, clock } = stage;
  clock.advanceTo(clock.nowMs() + (random.nextUint32() % 40));
  if (oneIn(random, 2)) quote(stage);
  if (oneIn(random, 3)) meddle(stage);
  if (oneIn(random, 40)) convert(stage);
  let placed = 0;
  for (let count = random.nextUint32() % 4; count > 0; count -= 1) if (place(stage)) placed += 1;
  return placed;
}

function oneIn(random: SeededRandom, times: number): boolean {
  return random.nextUint32() % times === 0;
}

function pick<Item>(random: SeededRandom, items: readonly Item[]): Item {
  return items[random.nextUint32() % items.length]!;
}

/** Legs wander about 100; sometimes the spread is wide, sometimes a side is empty. */
function quote({ random, world, clock }: Stage): void {
  const { board, universe } = world;
  const index = pick(random, universe.legsOf('NIFTY', '2026-02-10'));
  const bidTicks = 1900 + (random.nextUint32() % 200);
  const askTicks = bidTicks + 1 + (random.nextUint32() % (oneIn(random, 8) ? 80 : 4));
  const quantity = (): number => (random.nextUint32() % 12) * 65 + (random.nextUint32() % 3) * 20;
  board.quote(index, {
    bid: oneIn(random, 30) ? 0 : bidTicks / 20,
    bidQuantity: quantity(),
    ask: oneIn(random, 30) ? 0 : askTicks / 20,
    askQuantity: quantity(),
  });
  if (oneIn(random, 2)) board.trade(index, pick(random, [bidTicks, askTicks]) / 20, clock.nowMs());
}

/** False when it was refused. */
function place(stage: Stage): boolean {
  const { random, floor, clients } = stage;
  const request = requestOf(stage, pick(random, clients));
  if (oneIn(random, 12)) {
    const price = request.price || 100;
    const sign = request.transactionType === 'BUY' ? 1 : -1;
    return floor.superOrders.place({
      ...request,
      orderType: 'LIMIT',
      price,
      targetPrice: price + sign * 1.5,
      stopLossPrice: price - sign * 1.5,
      trailingJump: oneIn(random, 2) ? 0.5 : 0,
    }).ok;
  }
  return floor.orders.place(request).ok;
}

function requestOf({ random, world }: Stage, clientId: string): OrderRequest {
  const { universe } = world;
  const index = pick(random, universe.legsOf('NIFTY', '2026-02-10'));
  const { securityId } = universe.instruments[index]!;
  const orderType: OrderType = pick(random, [
    'LIMIT',
    'LIMIT',
    'LIMIT',
    'MARKET',
    'STOP_LOSS',
    'STOP_LOSS_MARKET',
  ]);
  const transactionType = pick(random, ['BUY', 'SELL'] as const);
  const price = (1880 + (random.nextUint32() % 240)) / 20;
  const beyond = transactionType === 'BUY' ? -0.5 : 0.5;
  return {
    clientId,
    transactionType,
    exchangeSegment: 'NSE_FNO',
    productType: pick(random, ['INTRADAY', 'MARGIN'] as const),
    orderType,
    validity: oneIn(random, 10) ? 'IOC' : 'DAY',
    securityId,
    quantity: 65 * (1 + (random.nextUint32() % 30)),
    disclosedQuantity: 0,
    price: orderType === 'MARKET' || orderType === 'STOP_LOSS_MARKET' ? 0 : price,
    triggerPrice: orderType.startsWith('STOP') ? price + beyond : 0,
    afterMarketOrder: false,
  };
}

/** Changes or cancels one of the account's recent orders. */
function meddle({ random, floor, clients }: Stage): void {
  const clientId = pick(random, clients);
  const waiting = floor.orders.book(clientId).slice(-RECENT).filter(isLive);
  if (waiting.length === 0) return;
  const { orderId, quantity } = pick(random, waiting);
  if (oneIn(random, 2)) floor.orders.cancel(clientId, orderId);
  else
    floor.orders.modify(clientId, orderId, {
      quantity: oneIn(random, 2) ? quantity : 65 * (1 + (random.nextUint32() % 27)),
      price: (1880 + (random.nextUint32() % 240)) / 20,
    });
}

function convert({ random, floor, clients }: Stage): void {
  const clientId = pick(random, clients);
  const open = floor.portfolio.positions(clientId).filter(({ netQuantity }) => netQuantity !== 0);
  if (open.length === 0) return;
  const { contract, productType, netQuantity } = pick(random, open);
  floor.portfolio.convert({
    clientId,
    exchangeSegment: contract.instrument.exchangeSegment,
    securityId: contract.instrument.securityId,
    fromProductType: productType,
    toProductType: productType === 'MARGIN' ? 'INTRADAY' : 'MARGIN',
    positionType: netQuantity > 0 ? 'LONG' : 'SHORT',
    quantity: contract.lotSize,
  });
}
