/** Bodies of super orders, both directions. Source: dhan-v2-wire 4.6. */
import { z } from 'zod';
import { renderJavaBody } from './java-body.ts';
import type { Parsed } from './json-body.ts';
import { ORDER_TYPES, PRODUCT_TYPES, TRANSACTION_TYPES, VALIDITIES } from './trading-names.ts';
import {
  AmountSchema,
  ClientIdSchema,
  CorrelationIdSchema,
  OrderFields,
  parseTradingRequest,
} from './trading-requests.ts';
import type { EmptyTexts } from './trading-requests.ts';

const { validity: _ofTheDay, ...SuperOrderFields } = OrderFields;
const EntryTypeSchema = z.enum(['LIMIT', 'MARKET']);

/** Body of `POST /super/orders`. */
export const PlaceSuperOrderSchema = z.object({
  dhanClientId: ClientIdSchema,
  correlationId: CorrelationIdSchema,
  ...SuperOrderFields,
  orderType: EntryTypeSchema,
  price: AmountSchema.default(0),
  targetPrice: AmountSchema,
  stopLossPrice: AmountSchema,
  trailingJump: AmountSchema.default(0),
});

const Whose = { dhanClientId: ClientIdSchema, orderId: z.string().optional() };

/** Body of `PUT /super/orders/{orderId}`: each leg has fields of its own. */
export const ModifySuperOrderSchema = z.discriminatedUnion('legName', [
  z.object({
    ...Whose,
    legName: z.literal('ENTRY_LEG'),
    orderType: EntryTypeSchema.optional(),
    quantity: AmountSchema.optional(),
    price: AmountSchema.optional(),
    targetPrice: AmountSchema.optional(),
    stopLossPrice: AmountSchema.optional(),
    trailingJump: AmountSchema.optional(),
  }),
  z.object({ ...Whose, legName: z.literal('TARGET_LEG'), targetPrice: AmountSchema }),
  z.object({
    ...Whose,
    legName: z.literal('STOP_LOSS_LEG'),
    stopLossPrice: AmountSchema,
    trailingJump: AmountSchema.optional(),
  }),
]);

export type PlaceSuperOrderRequest = z.output<typeof PlaceSuperOrderSchema>;
export type ModifySuperOrderRequest = z.output<typeof ModifySuperOrderSchema>;

/** Reads a super order to place. */
export function parsePlaceSuperOrder(text: string, emptyTexts: EmptyTexts): Parsed<PlaceSuperOrderRequest> {
  return parseTradingRequest(PlaceSuperOrderSchema, text, emptyTexts);
}

/** Reads what is to change of a leg. */
export function parseModifySuperOrder(text: string, emptyTexts: EmptyTexts): Parsed<ModifySuperOrderRequest> {
  return parseTradingRequest(ModifySuperOrderSchema, text, emptyTexts);
}

/** An exit of a super order. `totalQuatity` is the exchange's own spelling, and stands on the stop alone. */
export const ExitLegSchema = z.object({
  orderId: z.string(),
  legName: z.enum(['STOP_LOSS_LEG', 'TARGET_LEG']),
  transactionType: z.enum(TRANSACTION_TYPES),
  totalQuatity: z.int().optional(),
  remainingQuantity: z.int(),
  triggeredQuantity: z.int(),
  price: z.number(),
  orderStatus: z.string(),
  trailingJump: z.number(),
});

/** A super order: its entry, with the exits in `legDetails`. */
export const SuperOrderSchema = z.object({
  dhanClientId: z.string(),
  orderId: z.string(),
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
  remainingQuantity: z.int(),
  ltp: z.number(),
  price: z.number(),
  afterMarketOrder: z.boolean(),
  legName: z.literal('ENTRY_LEG'),
  exchangeOrderId: z.string(),
  createTime: z.string(),
  updateTime: z.string(),
  exchangeTime: z.string(),
  omsErrorDescription: z.string(),
  averageTradedPrice: z.number(),
  filledQty: z.int(),
  legDetails: z.array(ExitLegSchema),
});

/** The day's super orders. */
export const SuperOrderListSchema = z.array(SuperOrderSchema);

export type ExitLegBody = z.output<typeof ExitLegSchema>;
export type SuperOrderBody = z.output<typeof SuperOrderSchema>;

/** The answer of `GET /super/orders`. */
export function renderSuperOrders(orders: readonly SuperOrderBody[]): string {
  return renderJavaBody(SuperOrderListSchema, [...orders]);
}
