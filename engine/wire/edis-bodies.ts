/** Bodies of eDIS, both directions. Source: dhan-v2-wire 4.13. */
import { z } from 'zod';
import { renderJavaBody } from './java-body.ts';
import type { Parsed } from './json-body.ts';
import { AmountSchema, ClientIdSchema, FlagSchema, parseTradingRequest } from './trading-requests.ts';
import type { EmptyTexts } from './trading-requests.ts';

/** Body of `POST /edis/form` and `/edis/bulkform`. */
export const EdisFormRequestSchema = z.object({
  dhanClientId: ClientIdSchema.optional(),
  isin: z.string().min(1),
  qty: AmountSchema,
  exchange: z.enum(['NSE', 'BSE', 'MCX', 'ALL']),
  segment: z.enum(['EQ', 'COMM', 'FNO']),
  bulk: FlagSchema.default(false),
});

export type EdisFormRequest = z.output<typeof EdisFormRequestSchema>;

/** Reads which shares are to be released. */
export function parseEdisForm(text: string, emptyTexts: EmptyTexts): Parsed<EdisFormRequest> {
  return parseTradingRequest(EdisFormRequestSchema, text, emptyTexts);
}

/** The page on which the depository would ask for the T-PIN. */
export const EdisFormSchema = z.object({ dhanClientId: z.string(), edisFormHtml: z.string() });

/** What is released of one holding, or of all. */
export const EdisInquirySchema = z.object({
  clientId: z.string(),
  isin: z.string(),
  totalQty: z.int(),
  aprvdQty: z.int(),
  status: z.literal('SUCCESS'),
  remarks: z.string(),
});

export type EdisInquiryBody = z.output<typeof EdisInquirySchema>;

/** The answer of both forms. */
export function renderEdisForm(dhanClientId: string, edisFormHtml: string): string {
  return renderJavaBody(EdisFormSchema, { dhanClientId, edisFormHtml });
}

/** The answer of `GET /edis/inquire/{isin}`. */
export function renderEdisInquiry(inquiry: EdisInquiryBody): string {
  return renderJavaBody(EdisInquirySchema, inquiry);
}
