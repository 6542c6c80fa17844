/** Bodies of plain orders and of trades, both directions. Source: dhan-v2-wire 4.5. */
import { z } from 'zod';
import { renderJavaBody } from './java-body.ts';
import type { Parsed } from './json-body.ts';
import {
  AMO_TIMES,
  DRV_OPTION_TYPES,
  LEG_NAMES,
  ORDER_TYPES,
  PRODUCT_TYPES,
  TRANSACTION_TYPES,
  VALIDITIES,
} from './trading-names.ts';
import {
  AmountSchema,
  ClientIdSchema,
  CorrelationIdSchema,
  FlagSchema,
  OrderFields,
  parseTradingRequest,
} from './trading-requests.ts';
import type { EmptyTexts } from './trading-requests.ts';

/** The official SDK sends null for orders that are no bracket orders. */
const ExitDistanceSchema = AmountSchema.nullish().transform((rupees) => rupees ?? undefined);

/** Body of `POST /orders` and `/orders/slicing`. Prices of orders without one may be left out. */
export const PlaceOrderSchema = z.object({
  dhanClientId: ClientIdSchema,
  correlationId: CorrelationIdSchema,
  ...OrderFields,
  disclosedQuantity: AmountSchema.default(0),
  price: AmountSchema.default(0),
  triggerPrice: AmountSchema.default(0),
  afterMarketOrder: FlagSchema.default(false),
  amoTime: z.enum(AMO_TIMES).optional(),
  boProfitValue: ExitDistanceSchema,
  boStopLossValue: ExitDistanceSchema,
});

/** Body of `PUT /orders/{orderId}`; `quantity` is the order's total. The official SDK leaves `legName` empty. */
export const ModifyOrderSchema = z.object({
  dhanClientId: ClientIdSchema,
  orderId: z.string().optional(),
  orderType: z.enum(ORDER_TYPES),
  validity: z.enum(VALIDITIES),
  legName: z.enum([...LEG_NAMES, 'NA', '']).optional(),
  quantity: AmountSchema.optional(),
  price: AmountSchema.optional(),
  disclosedQuantity: AmountSchema.optional(),
  triggerPrice: AmountSchema.optional(),
});

export type PlaceOrderRequest = z.output<typeof PlaceOrderSchema>;
export type ModifyOrderRequest = z.output<typeof ModifyOrderSchema>;

/** Reads an order to place. */
export function parsePlaceOrder(text: string, emptyTexts: EmptyTexts): Parsed<PlaceOrderRequest> {
  return parseTradingRequest(PlaceOrderSchema, text, emptyTexts);
}

/** Reads what is to change of an order. */
export function parseModifyOrder(text: string, emptyTexts: EmptyTexts): Parsed<ModifyOrderRequest> {
  return parseTradingRequest(ModifyOrderSchema, text, emptyTexts);
}

/** What is told of an order that was placed, changed or cancelled. */
export const OrderAnswerSchema = z.object({ orderId: z.string(), orderStatus: z.string() });

/** What is told of an order that was placed in slices. */
export const OrderAnswerListSchema = z.array(OrderAnswerSchema);

/** An order of the book, in the wire's spelling. Prices in rupees, times in IST. */
export const OrderSchema = z.object({
  dhanClientId: z.string(),
  orderId: z.string(),
  exchangeOrderId: z.string(),
  correlationId: z.string(),
  orderStatus: z.string(),
  transactionType: z.enum(TRANSACTION_TYPES),
  exchangeSegment: z.string(),
  productType: z.enum(PRODUCT_TYPES),
  orderType: z.enum(ORDER_TYPES),
  validity: z.enum(VALIDITIES),
  tradingSymbol: z.string(),
  securityId: z.string(),
  quantity: z.int(),
  disclosedQuantity: z.int(),
  price: z.number(),
  triggerPrice: z.number(),
  afterMarketOrder: z.boolean(),
  boProfitValue: z.number(),
  boStopLossValue: z.number(),
  legName: z.string(),
  createTime: z.string(),
  updateTime: z.string(),
  exchangeTime: z.string(),
  drvExpiryDate: z.string(),
  drvOptionType: z.enum(DRV_OPTION_TYPES),
  drvStrikePrice: z.number(),
  omsErrorCode: z.string(),
  omsErrorDescription: z.string(),
  algoId: z.string(),
  remainingQuantity: z.int(),
  averageTradedPrice: z.number(),
  filledQty: z.int(),
});

/** The day's orders, or one by its id. */
export const OrderListSchema = z.array(OrderSchema);

/** One trade of the day. The exchange does not tell a custom symbol here, nor the type of an option. */
export const TradeSchema = z.object({
  dhanClientId: z.string(),
  orderId: z.string(),
  exchangeOrderId: z.string(),
  exchangeTradeId: z.string(),
  transactionType: z.enum(TRANSACTION_TYPES),
  exchangeSegment: z.string(),
  productType: z.enum(PRODUCT_TYPES),
  orderType: z.enum(ORDER_TYPES),
  tradingSymbol: z.string(),
  customSymbol: z.null(),
  securityId: z.string(),
  tradedQuantity: z.int(),
  tradedPrice: z.number(),
  createTime: z.string(),
  updateTime: z.string(),
  exchangeTime: z.string(),
  drvExpiryDate: z.string(),
  drvOptionType: z.literal('NA'),
  drvStrikePrice: z.number(),
});

/** The day's trades. */
export const TradeListSchema = z.array(TradeSchema);

export type OrderAnswerBody = z.output<typeof OrderAnswerSchema>;
export type OrderBody = z.output<typeof OrderSchema>;
export type TradeBody = z.output<typeof TradeSchema>;

/** The answer to placing, modifying and cancelling. */
export function renderOrderAnswer(answer: OrderAnswerBody): string {
  return renderJavaBody(OrderAnswerSchema, answer);
}

/** The answer to placing in slices. */
export function renderOrderAnswers(answers: readonly OrderAnswerBody[]): string {
  return renderJavaBody(OrderAnswerListSchema, [...answers]);
}

/** An order by itself. */
export function renderOrder(order: OrderBody): string {
  return renderJavaBody(OrderSchema, order);
}

/** A list of orders. */
export function renderOrders(orders: readonly OrderBody[]): string {
  return renderJavaBody(OrderListSchema, [...orders]);
}

/** A list of trades. */
export function renderTrades(trades: readonly TradeBody[]): string {
  return renderJavaBody(TradeListSchema, [...trades]);
}
