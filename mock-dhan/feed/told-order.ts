import type { ToldOrder } from '#engine/wire/told-order.ts';
import type { WireProfile } from '#engine/wire/wire-profile.ts';
import { averageTradedPrice, shownTerms } from '../world/orders/order.ts';
import type { Order, OrderUpdate } from '../world/orders/order.ts';
import { rupees } from '../world/portfolio/paise.ts';
import type { QuoteBoard } from '../world/quote-board.ts';
import type { TradingFloor } from '../world/trading-floor.ts';

/** A change of an order in the terms of the socket and the webhook that tell it; a market order as the order book shows it. */
export function toldOrder(
  update: OrderUpdate,
  {
    trading,
    board,
    wire,
  }: {
    readonly trading: TradingFloor;
    readonly board: QuoteBoard;
    readonly wire: Pick<WireProfile, 'marketOrders'>;
  },
): ToldOrder {
  const { order } = update;
  const { contract } = order;
  const { orderType, pricePaise } = shownTerms(order, wire);
  return {
    ...identityOf(order),
    exchange: contract.exchange,
    instrument: contract.instrument,
    status: order.status,
    transactionType: order.transactionType,
    productType: order.productType,
    orderType,
    validity: order.validity,
    quantity: order.quantity,
    disclosedQuantity: order.disclosedQuantity,
    remainingQuantity: order.remainingQuantity,
    filledQuantity: order.filledQuantity,
    price: rupees(pricePaise),
    triggerPrice: rupees(order.triggerPaise),
    lastTradedPrice: rupees(lastTradePaise(update, trading)),
    averageTradedPrice: averageTradedPrice(order),
    referencePrice: board.ltp[contract.index] ?? 0,
    afterMarketOrder: order.afterMarketOrder,
    boProfitValue: rupees(order.boProfitPaise),
    boStopLossValue: rupees(order.boStopLossPaise),
    legName: order.legName,
    omsErrorCode: order.omsErrorCode,
    omsErrorDescription: order.omsErrorDescription,
    createdAtMs: order.createdAtMs,
    updatedAtMs: order.updatedAtMs,
    exchangeAtMs: order.exchangeAtMs,
  };
}

function identityOf({ clientId, orderId, exchangeOrderId, entryOrderId, correlationId }: Order) {
  return { clientId, orderId, exchangeOrderId, entryOrderId, correlationId };
}

/** As of the change, however late it is told. */
function lastTradePaise({ order, trade, atMs }: OrderUpdate, { orders }: TradingFloor): number {
  if (trade) return trade.pricePaise;
  if (order.filledQuantity === 0) return 0;
  const before = orders.trades(order.clientId, order.orderId).findLast((each) => each.atMs <= atMs);
  return before?.pricePaise ?? 0;
}
