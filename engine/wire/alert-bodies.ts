/** Bodies of conditional alerts and of baskets, both directions. Source: dhan-v2-wire 4.8; 11.2, rows 61 and 62. */
import { z } from 'zod';
import { renderJavaBody } from './java-body.ts';
import type { Parsed } from './json-body.ts';
import { ALERT_COMPARISONS, ALERT_OPERATORS, ALERT_TIME_FRAMES } from './trading-names.ts';
import {
  AmountSchema,
  ClientIdSchema,
  CorrelationIdSchema,
  FlagSchema,
  InstrumentFields,
  OrderFields,
  parseTradingRequest,
} from './trading-requests.ts';
import type { EmptyTexts } from './trading-requests.ts';

/** The table of the documents calls a day DATE. */
const TimeFrameSchema = z
  .enum([...ALERT_TIME_FRAMES, 'DATE'])
  .transform((frame) => (frame === 'DATE' ? 'DAY' : frame));

const ConditionSchema = z.object({
  comparisonType: z.enum(ALERT_COMPARISONS),
  ...InstrumentFields,
  indicatorName: z.string().optional(),
  timeFrame: TimeFrameSchema.optional(),
  timeframe: TimeFrameSchema.optional().describe('the other spelling of timeFrame'),
  operator: z.enum(ALERT_OPERATORS),
  comparingValue: AmountSchema.optional(),
  comparingIndicatorName: z.string().optional(),
  expDate: z.iso.date().optional(),
  frequency: z.string().default('ONCE'),
  userNote: z.string().optional(),
});

const AlertLegSchema = z.object({
  ...OrderFields,
  price: AmountSchema.default(0),
  discQuantity: AmountSchema.default(0),
  triggerPrice: AmountSchema.default(0),
});

/** Body of `POST /alerts/orders` and `PUT /alerts/orders/{alertId}`. */
export const AlertRequestSchema = z.object({
  dhanClientId: ClientIdSchema,
  condition: ConditionSchema,
  orders: z.array(AlertLegSchema),
});

const BasketLegSchema = z.object({
  sequence: z.string().min(1),
  correlationId: CorrelationIdSchema,
  ...OrderFields,
  disclosedQuantity: AmountSchema.default(0),
  price: AmountSchema.default(0),
  triggerPrice: AmountSchema.default(0),
  afterMarketOrder: FlagSchema.default(false),
});

/** Body of `POST /alerts/multi/orders`. */
export const BasketRequestSchema = z.object({
  dhanClientId: ClientIdSchema,
  orders: z.array(BasketLegSchema),
});

export type AlertRequestBody = z.output<typeof AlertRequestSchema>;
export type BasketRequestBody = z.output<typeof BasketRequestSchema>;

/** Reads an alert to create, or to put in another's place. */
export function parseAlertRequest(text: string, emptyTexts: EmptyTexts): Parsed<AlertRequestBody> {
  return parseTradingRequest(AlertRequestSchema, text, emptyTexts);
}

/** Reads a basket. */
export function parseBasketRequest(text: string, emptyTexts: EmptyTexts): Parsed<BasketRequestBody> {
  return parseTradingRequest(BasketRequestSchema, text, emptyTexts);
}

/** What is told of an alert that was created, changed or cancelled. */
export const AlertAnswerSchema = z.object({ alertId: z.string(), alertStatus: z.string() });

/** What became of each order of a basket; one that was refused has no id. */
export const BasketAnswerSchema = z.object({
  orders: z.array(z.object({ orderId: z.string(), sequence: z.string(), orderStatus: z.string() })),
});

const ConditionBodySchema = z.object({
  comparisonType: z.enum(ALERT_COMPARISONS),
  exchangeSegment: z.string(),
  securityId: z.string(),
  indicatorName: z.string().optional(),
  timeFrame: z.enum(ALERT_TIME_FRAMES).optional(),
  operator: z.enum(ALERT_OPERATORS),
  comparingValue: z.number().optional(),
  comparingIndicatorName: z.string().optional(),
  expDate: z.string().optional(),
  frequency: z.string(),
  userNote: z.string().optional(),
});

/** Values of a list are numbers, those of one alert by its id are texts. */
function alertSchema<Price extends z.ZodType, Count extends z.ZodType>(price: Price, count: Count) {
  const leg = z.object({
    transactionType: z.string(),
    exchangeSegment: z.string(),
    productType: z.string(),
    orderType: z.string(),
    securityId: z.string(),
    quantity: z.int(),
    validity: z.string(),
    price,
    discQuantity: count,
    triggerPrice: price,
  });
  return z.object({
    alertId: z.string(),
    alertStatus: z.enum(['ACTIVE', 'TRIGGERED', 'EXPIRED', 'CANCELLED']),
    createdTime: z.string().describe('UTC, with a Z'),
    triggeredTime: z.string().nullable(),
    lastPrice: price,
    condition: ConditionBodySchema,
    orders: z.array(leg),
  });
}

/** An alert by its id. */
export const AlertSchema = alertSchema(z.string(), z.string());

/** Every alert. */
export const AlertListSchema = z.array(alertSchema(z.number(), z.int()));

export type AlertAnswerBody = z.output<typeof AlertAnswerSchema>;
export type BasketAnswerBody = z.output<typeof BasketAnswerSchema>;
export type AlertBody = z.output<typeof AlertListSchema>[number];

/** The answer to creating, changing and cancelling. */
export function renderAlertAnswer(answer: AlertAnswerBody): string {
  return renderJavaBody(AlertAnswerSchema, answer);
}

/** The answer to a basket. */
export function renderBasketAnswer(answer: BasketAnswerBody): string {
  return renderJavaBody(BasketAnswerSchema, answer);
}

/** The answer of `GET /alerts/orders/{alertId}`. */
export function renderAlert(alert: AlertBody): string {
  const orders = alert.orders.map((leg) => ({
    ...leg,
    price: leg.price.toFixed(2),
    discQuantity: String(leg.discQuantity),
    triggerPrice: leg.triggerPrice.toFixed(2),
  }));
  return renderJavaBody(AlertSchema, { ...alert, lastPrice: alert.lastPrice.toFixed(2), orders });
}

/** The answer of `GET /alerts/orders`. */
export function renderAlerts(alerts: readonly AlertBody[]): string {
  return renderJavaBody(AlertListSchema, [...alerts]);
}
