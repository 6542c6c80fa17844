/** What clients send to `POST /optionchain` and `POST /optionchain/expirylist`. Source: dhan-v2-wire 2.3, 4.2. */
import { z } from 'zod';
import { EXCHANGE_SEGMENT_CODES } from '../market/instrument.ts';
import type { ExchangeSegment } from '../market/instrument.ts';
import type { InstrumentKey } from '../ports.ts';
import { parseJsonBody } from './json-body.ts';
import type { Parsed } from './json-body.ts';
import { dhanIndexId, dhanSegment } from './seed-names.ts';
import type { WireProfile } from './wire-profile.ts';

/** A refused request with the data code (shape B) the exchange answers. */
export type ParsedRequest<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: string; readonly dataCode: 804 | 812 | 813 | 814 };

/** Which chain is asked for. */
export interface OptionChainRequest {
  readonly underlying: InstrumentKey;
  /** `YYYY-MM-DD`; whether it is listed is the exchange's to judge (811). */
  readonly expiry: string;
}

/** Key names in any letter case, as the exchange's Go tier reads them; unknown keys are ignored. */
export function parseOptionChainRequest(text: string, wire: WireProfile): ParsedRequest<OptionChainRequest> {
  const body = parseJsonBody('option chain request', RequestSchema, text);
  const underlying = underlyingOf(body, wire);
  if (!underlying.ok) return underlying;
  const expiry = body.ok ? ExpirySchema.safeParse(expiryOf(body.value, wire)).data : undefined;
  if (expiry !== undefined) return { ok: true, value: { underlying: underlying.value, expiry } };
  return {
    ok: false,
    error: 'option chain request: expected Expiry as YYYY-MM-DD (Expiry). Send a date of the expiry list.',
    dataCode: 812,
  };
}

/** Key names in any letter case; unknown keys are ignored. */
export function parseExpiryListRequest(
  text: string,
  wire: WireProfile,
): ParsedRequest<{ readonly underlying: InstrumentKey }> {
  const underlying = underlyingOf(parseJsonBody('expiry list request', RequestSchema, text), wire);
  return underlying.ok ? { ok: true, value: { underlying: underlying.value } } : underlying;
}

const RequestSchema = z.looseObject({}).transform((body: Readonly<Record<string, unknown>>) => {
  const fields: RequestFields = {};
  for (const key of Object.keys(body)) {
    const field = FIELD_OF_KEY.get(key.toLowerCase());
    if (field) fields[field] = body[key];
  }
  return fields;
});

type RequestFields = { -readonly [Field in 'scrip' | 'segment' | 'expiry' | 'expiryDate']?: unknown };

const FIELD_OF_KEY: ReadonlyMap<string, keyof RequestFields> = new Map([
  ['underlyingscrip', 'scrip'],
  ['underlyingseg', 'segment'],
  ['expiry', 'expiry'],
  ['expirydate', 'expiryDate'],
]);

/** Body of `POST /optionchain/expirylist`. */
export const ExpiryListRequestSchema = z.object({
  UnderlyingScrip: z.int(),
  UnderlyingSeg: z.enum(Object.keys(EXCHANGE_SEGMENT_CODES) as ExchangeSegment[]),
});

/** Body of `POST /optionchain`. */
export const OptionChainRequestSchema = ExpiryListRequestSchema.extend({ Expiry: z.iso.date() });

/** Judged one by one, because each has an error code of its own. */
const {
  UnderlyingScrip: ScripSchema,
  UnderlyingSeg: SegmentSchema,
  Expiry: ExpirySchema,
} = OptionChainRequestSchema.shape;

function expiryOf({ expiry, expiryDate }: RequestFields, wire: WireProfile): unknown {
  return wire.seedNames === 'accepted' ? (expiry ?? expiryDate) : expiry;
}

function underlyingOf(body: Parsed<RequestFields>, wire: WireProfile): ParsedRequest<InstrumentKey> {
  if (!body.ok) return { ...body, dataCode: 814 };
  const securityId = ScripSchema.safeParse(body.value.scrip).data;
  const exchangeSegment = SegmentSchema.safeParse(dhanSegment(body.value.segment, wire)).data;
  if (securityId === undefined)
    return { ok: false, error: 'request: expected an integer (UnderlyingScrip).', dataCode: 814 };
  if (exchangeSegment === undefined)
    return {
      ok: false,
      error: `request: expected one of ${SegmentSchema.options.join(', ')} (UnderlyingSeg).`,
      dataCode: 813,
    };
  const isIndex = exchangeSegment === 'IDX_I';
  return {
    ok: true,
    value: { exchangeSegment, securityId: isIndex ? dhanIndexId(securityId, wire) : securityId },
  };
}
