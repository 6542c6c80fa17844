/** Bodies of forever orders, both directions. Source: dhan-v2-wire 4.7. */
import { z } from 'zod';
import { renderJavaBody } from './java-body.ts';
import type { Parsed } from './json-body.ts';
import {
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
  OrderFields,
  parseTradingRequest,
} from './trading-requests.ts';
import type { EmptyTexts } from './trading-requests.ts';

/** One trigger, or two of which the first that is met ends the other. */
const ORDER_FLAGS = ['SINGLE', 'OCO'] as const;

/** Body of `POST /forever/orders`; the last three fields are those of an OCO's second leg. */
export const PlaceForeverOrderSchema = z.object({
  dhanClientId: ClientIdSchema,
  correlationId: CorrelationIdSchema,
  orderFlag: z.enum(ORDER_FLAGS),
  ...OrderFields,
  disclosedQuantity: AmountSchema.default(0),
  price: AmountSchema,
  triggerPrice: AmountSchema,
  price1: AmountSchema.optional(),
  triggerPrice1: AmountSchema.optional(),
  quantity1: AmountSchema.optional(),
});

/** Body of `PUT /forever/orders/{orderId}`: TARGET_LEG is the single or first leg, STOP_LOSS_LEG the second of an OCO. */
export const ModifyForeverOrderSchema = z.object({
  dhanClientId: ClientIdSchema,
  orderId: z.string().optional(),
  orderFlag: z.enum(ORDER_FLAGS),
  orderType: z.enum(ORDER_TYPES),
  legName: z.enum(['TARGET_LEG', 'STOP_LOSS_LEG']),
  quantity: AmountSchema.optional(),
  price: AmountSchema.optional(),
  disclosedQuantity: AmountSchema.optional(),
  triggerPrice: AmountSchema.optional(),
  validity: z.enum(VALIDITIES),
});

export type PlaceForeverOrderRequest = z.output<typeof PlaceForeverOrderSchema>;
export type ModifyForeverOrderRequest = z.output<typeof ModifyForeverOrderSchema>;

/** Reads a forever order to place. */
export function parsePlaceForeverOrder(
  text: string,
  emptyTexts: EmptyTexts,
): Parsed<PlaceForeverOrderRequest> {
  return parseTradingRequest(PlaceForeverOrderSchema, text, emptyTexts);
}

/** Reads what is to change of a leg. */
export function parseModifyForeverOrder(
  text: string,
  emptyTexts: EmptyTexts,
): Parsed<ModifyForeverOrderRequest> {
  return parseTradingRequest(ModifyForeverOrderSchema, text, emptyTexts);
}

/** A row of the list; `orderType` carries the flag. */
export const ForeverOrderSchema = z.object({
  dhanClientId: z.string(),
  orderId: z.string(),
  orderStatus: z.string(),
  transactionType: z.enum(TRANSACTION_TYPES),
  exchangeSegment: z.string(),
  productType: z.enum(PRODUCT_TYPES),
  orderType: z.enum(ORDER_FLAGS),
  tradingSymbol: z.string(),
  securityId: z.string(),
  quantity: z.int(),
  price: z.number(),
  triggerPrice: z.number(),
  legName: z.enum(LEG_NAMES),
  createTime: z.string(),
  updateTime: z.string(),
  exchangeTime: z.string(),
  drvExpiryDate: z.string(),
  drvOptionType: z.enum(DRV_OPTION_TYPES),
  drvStrikePrice: z.number(),
});

/** Every forever order. */
export const ForeverOrderListSchema = z.array(ForeverOrderSchema);

export type ForeverOrderBody = z.output<typeof ForeverOrderSchema>;

/** The answer of `GET /forever/orders`. */
export function renderForeverOrders(orders: readonly ForeverOrderBody[]): string {
  return renderJavaBody(ForeverOrderListSchema, [...orders]);
}
