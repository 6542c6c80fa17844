/** Bodies of funds and margins, both directions. Source: dhan-v2-wire 4.10. */
import { z } from 'zod';
import { renderJavaBody } from './java-body.ts';
import type { Parsed } from './json-body.ts';
import { PRODUCT_TYPES, TRANSACTION_TYPES } from './trading-names.ts';
import {
  AmountSchema,
  ClientIdSchema,
  FlagSchema,
  InstrumentFields,
  parseTradingRequest,
} from './trading-requests.ts';
import type { EmptyTexts } from './trading-requests.ts';

/** `GET /fundlimit`; rupees. Both misspelt keys are the exchange's own. */
export const FundLimitSchema = z.object({
  dhanClientId: z.string(),
  availabelBalance: z.number(),
  sodLimit: z.number(),
  collateralAmount: z.number(),
  receiveableAmount: z.number(),
  utilizedAmount: z.number(),
  blockedPayoutAmount: z.number(),
  withdrawableBalance: z.number(),
});

const MarginFields = {
  ...InstrumentFields,
  transactionType: z.enum(TRANSACTION_TYPES),
  quantity: AmountSchema,
  productType: z.enum(PRODUCT_TYPES),
  price: AmountSchema.default(0),
  triggerPrice: AmountSchema.optional(),
};

/** Body of `POST /margincalculator`. */
export const MarginRequestSchema = z.object({ dhanClientId: ClientIdSchema, ...MarginFields });

const ScriptsSchema = z.array(z.object(MarginFields)).optional();

/** Body of `POST /margincalculator/multi`: the SDK's and the portal's names, and those of the page's table. */
export const MultiMarginRequestSchema = z.object({
  dhanClientId: ClientIdSchema.optional(),
  includePosition: FlagSchema.optional(),
  includeOrder: FlagSchema.optional(),
  includeOrders: FlagSchema.optional(),
  scripList: ScriptsSchema,
  scripts: ScriptsSchema,
});

export type MarginRequestBody = z.output<typeof MarginRequestSchema>;
export type MultiMarginRequestBody = z.output<typeof MultiMarginRequestSchema>;

/** Reads an order whose margin is asked for. */
export function parseMarginRequest(text: string, emptyTexts: EmptyTexts): Parsed<MarginRequestBody> {
  return parseTradingRequest(MarginRequestSchema, text, emptyTexts);
}

/** Reads several. */
export function parseMultiMarginRequest(
  text: string,
  emptyTexts: EmptyTexts,
): Parsed<MultiMarginRequestBody> {
  return parseTradingRequest(MultiMarginRequestSchema, text, emptyTexts);
}

/** Margin of one order; rupees. */
export const MarginSchema = z.object({
  totalMargin: z.number(),
  spanMargin: z.number(),
  exposureMargin: z.number(),
  availableBalance: z.number(),
  variableMargin: z.number(),
  insufficientBalance: z.number(),
  brokerage: z.number(),
  leverage: z.string(),
});

/** Margin of several orders; rupees as texts. */
export const MultiMarginSchema = z.object({
  total_margin: z.string(),
  span_margin: z.string(),
  exposure_margin: z.string(),
  equity_margin: z.string(),
  fo_margin: z.string(),
  commodity_margin: z.string(),
  currency: z.literal('INR'),
  hedge_benefit: z.string(),
});

export type FundLimitBody = z.output<typeof FundLimitSchema>;
export type MarginBody = z.output<typeof MarginSchema>;

/** Margin of several orders by their markets, rupees. */
export interface MultiMarginBody {
  readonly total: number;
  readonly span: number;
  readonly exposure: number;
  readonly equity: number;
  readonly derivatives: number;
  /** What the legs would need apart beyond what they need together. */
  readonly hedgeBenefit: number;
}

/** The answer of `GET /fundlimit`. */
export function renderFundLimit(funds: FundLimitBody): string {
  return renderJavaBody(FundLimitSchema, funds);
}

/** The answer of `POST /margincalculator`. */
export function renderMargin(margin: MarginBody): string {
  return renderJavaBody(MarginSchema, margin);
}

/** The answer of `POST /margincalculator/multi`. The documents' sample, which hedges nothing, has an empty text as its benefit. */
export function renderMultiMargin(margin: MultiMarginBody): string {
  return renderJavaBody(MultiMarginSchema, {
    total_margin: margin.total.toFixed(2),
    span_margin: margin.span.toFixed(2),
    exposure_margin: margin.exposure.toFixed(2),
    equity_margin: margin.equity.toFixed(2),
    fo_margin: margin.derivatives.toFixed(2),
    commodity_margin: '0.00',
    currency: 'INR',
    hedge_benefit: margin.hedgeBenefit === 0 ? '' : margin.hedgeBenefit.toFixed(2),
  });
}
