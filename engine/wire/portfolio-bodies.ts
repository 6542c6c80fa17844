/** Bodies of holdings and positions, both directions. Source: dhan-v2-wire 4.9; 11.2, row 60. */
import { z } from 'zod';
import { renderJavaBody } from './java-body.ts';
import type { Parsed } from './json-body.ts';
import { DRV_OPTION_TYPES, PRODUCT_TYPES } from './trading-names.ts';
import { AmountSchema, ClientIdSchema, InstrumentFields, parseTradingRequest } from './trading-requests.ts';
import type { EmptyTexts } from './trading-requests.ts';
import type { WireProfile } from './wire-profile.ts';

/** Shares of the demat account; the last three keys are younger than the first capture. */
export const HoldingSchema = z.object({
  exchange: z.literal('ALL'),
  tradingSymbol: z.string(),
  securityId: z.string(),
  isin: z.string(),
  totalQty: z.int(),
  dpQty: z.int(),
  t1Qty: z.int(),
  availableQty: z.int(),
  collateralQty: z.int(),
  avgCostPrice: z.number(),
  lastTradedPrice: z.number(),
  mtf_t1_qty: z.int().optional(),
  mtf_tq_qty: z.int().optional(),
  mtf_qty: z.int().optional(),
});

/** The demat account. */
export const HoldingListSchema = z.array(HoldingSchema);

/** A position of the day. Nothing is carried over from the day before here. */
export const PositionSchema = z.object({
  dhanClientId: z.string(),
  tradingSymbol: z.string(),
  securityId: z.string(),
  positionType: z.enum(['LONG', 'SHORT', 'CLOSED']),
  exchangeSegment: z.string(),
  productType: z.enum(PRODUCT_TYPES),
  buyAvg: z.number(),
  buyQty: z.int(),
  costPrice: z.number(),
  sellAvg: z.number(),
  sellQty: z.int(),
  netQty: z.int(),
  realizedProfit: z.number(),
  unrealizedProfit: z.number(),
  rbiReferenceRate: z.number(),
  multiplier: z.int(),
  carryForwardBuyQty: z.int(),
  carryForwardSellQty: z.int(),
  carryForwardBuyValue: z.number(),
  carryForwardSellValue: z.number(),
  dayBuyQty: z.int(),
  daySellQty: z.int(),
  dayBuyValue: z.number(),
  daySellValue: z.number(),
  drvExpiryDate: z.string(),
  drvOptionType: z.enum(DRV_OPTION_TYPES),
  drvStrikePrice: z.number(),
  crossCurrency: z.boolean(),
});

/** The day's positions. */
export const PositionListSchema = z.array(PositionSchema);

/** Body of `POST /positions/convert`. */
export const ConvertPositionSchema = z.object({
  dhanClientId: ClientIdSchema,
  fromProductType: z.enum(PRODUCT_TYPES),
  ...InstrumentFields,
  positionType: z.enum(['LONG', 'SHORT']),
  tradingSymbol: z.string().optional(),
  convertQty: AmountSchema,
  toProductType: z.enum(PRODUCT_TYPES),
});

/** The answer to a conversion, where there is one. */
export const ConvertedSchema = z.object({ status: z.literal('success') });

/** The answer of `DELETE /positions`. */
export const ExitedAllSchema = z.object({
  status: z.literal('SUCCESS'),
  message: z.literal('All orders and positions exited successfully'),
});

export type HoldingBody = Omit<z.output<typeof HoldingSchema>, 'mtf_t1_qty' | 'mtf_tq_qty' | 'mtf_qty'>;
export type PositionBody = z.output<typeof PositionSchema>;
export type ConvertPositionRequest = z.output<typeof ConvertPositionSchema>;

/** Reads a conversion. */
export function parseConvertPosition(text: string, emptyTexts: EmptyTexts): Parsed<ConvertPositionRequest> {
  return parseTradingRequest(ConvertPositionSchema, text, emptyTexts);
}

/** The answer of `GET /holdings`; nothing here is bought on margin. */
export function renderHoldings(holdings: readonly HoldingBody[], mtfKeys: WireProfile['holdingMtf']): string {
  const mtf = mtfKeys === 'all' ? { mtf_t1_qty: 0, mtf_tq_qty: 0, mtf_qty: 0 } : {};
  return renderJavaBody(
    HoldingListSchema,
    holdings.map((holding) => ({ ...holding, ...mtf })),
  );
}

/** The answer of `GET /positions`. */
export function renderPositions(positions: readonly PositionBody[]): string {
  return renderJavaBody(PositionListSchema, [...positions]);
}

/** The answer to a conversion, where there is one. */
export function renderConverted(): string {
  return renderJavaBody(ConvertedSchema, { status: 'success' });
}

/** The answer of `DELETE /positions`. */
export function renderExitedAll(): string {
  return renderJavaBody(ExitedAllSchema, {
    status: 'SUCCESS',
    message: 'All orders and positions exited successfully',
  });
}
