/** What the requests of the trading calls have in common. Source: dhan-v2-wire 4.5; 11.2, row 35. */
import { z } from 'zod';
import { EXCHANGE_SEGMENT_CODES } from '../market/instrument.ts';
import type { ExchangeSegment } from '../market/instrument.ts';
import { SecurityIdSchema } from './chart-requests.ts';
import { parseJsonBody } from './json-body.ts';
import type { Parsed } from './json-body.ts';
import { ORDER_TYPES, PRODUCT_TYPES, TRANSACTION_TYPES, VALIDITIES } from './trading-names.ts';
import type { WireProfile } from './wire-profile.ts';

/** How a client says nothing of an optional field. */
export type EmptyTexts = WireProfile['emptyOptionals'];

/**
 * Reads a request. A null says as much as a key that is missing; so does an empty text where `emptyTexts` are accepted. Keys that are not of
 * the request are passed over, the client id that the official SDK puts into every body among them.
 */
export function parseTradingRequest<T>(
  schema: z.ZodType<T>,
  text: string,
  emptyTexts: EmptyTexts,
): Parsed<T> {
  const saysNothing = (value: unknown): boolean =>
    value === null || (value === '' && emptyTexts === 'accepted');
  const said = (_key: string, value: unknown): unknown => (saysNothing(value) ? undefined : value);
  return parseJsonBody('trading request', schema, text, said);
}

/** Any real amount has far fewer than fifteen digits; one with more is no amount, however it is written. */
const AMOUNT_END = 1e15;

/** A number, or its digits as a text: the documents' own samples write both. */
export const AmountSchema = z.union([
  z.number().gt(-AMOUNT_END).lt(AMOUNT_END),
  z
    .string()
    .regex(/^-?\d{1,15}(\.\d{1,10})?$/)
    .transform(Number),
]);

/** A boolean, or its name. */
export const FlagSchema = z.union([
  z.boolean(),
  z.enum(['true', 'false']).transform((text) => text === 'true'),
]);

/** Whose request it is; who else's token comes with it is refused. */
export const ClientIdSchema = z.string().min(1);

/** Which contract, and which way. */
export const InstrumentFields = {
  exchangeSegment: z.enum(Object.keys(EXCHANGE_SEGMENT_CODES) as ExchangeSegment[]),
  securityId: SecurityIdSchema,
};

/** What every order of a body has, whatever it is part of. */
export const OrderFields = {
  transactionType: z.enum(TRANSACTION_TYPES),
  ...InstrumentFields,
  productType: z.enum(PRODUCT_TYPES),
  orderType: z.enum(ORDER_TYPES),
  validity: z.enum(VALIDITIES),
  quantity: AmountSchema,
};

/** What a client calls its order: the exchange itself judges how long it may be. */
export const CorrelationIdSchema = z.string().min(1).optional();
