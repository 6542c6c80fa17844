/** What clients send to `POST /optionchain` and `POST /optionchain/expirylist`. Source: dhan-v2-wire 2.3, 4.2. */
import { z } from 'zod';
import { EXCHANGE_SEGMENT_CODES } from '../market/instrument.ts';
import type { ExchangeSegment } from '../market/instrument.ts';
import type { InstrumentKey } from '../ports.ts';
import { parseJsonBody } from './json-body.ts';
import type { Parsed } from './json-body.ts';

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
export function parseOptionChainRequest(text: string): ParsedRequest<OptionChainRequest> {
  const body = parseJsonBody('option chain request', RequestSchema, text);
  const underlying = underlyingOf(body);
  if (!underlying.ok) return underlying;
  const expiry = body.ok ? z.iso.date().safeParse(body.value.expiry).data : undefined;
  if (expiry !== undefined) return { ok: true, value: { underlying: underlying.value, expiry } };
  return {
    ok: false,
    error: 'option chain request: expected Expiry as YYYY-MM-DD (Expiry). Send a date of the expiry list.',
    dataCode: 812,
  };
}

/** Key names in any letter case; unknown keys are ignored. */
export function parseExpiryListRequest(text: string): ParsedRequest<{ readonly underlying: InstrumentKey }> {
  const underlying = underlyingOf(parseJsonBody('expiry list request', RequestSchema, text));
  return underlying.ok ? { ok: true, value: { underlying: underlying.value } } : underlying;
}

const RequestSchema = z
  .record(z.string(), z.unknown())
  .transform((body) => new Map(Object.entries(body).map(([key, value]) => [key.toLowerCase(), value])))
  .transform((body) => ({
    scrip: body.get('underlyingscrip'),
    segment: body.get('underlyingseg'),
    expiry: body.get('expiry'),
  }));

const SegmentSchema = z.enum(Object.keys(EXCHANGE_SEGMENT_CODES) as ExchangeSegment[]);

function underlyingOf(body: Parsed<z.output<typeof RequestSchema>>): ParsedRequest<InstrumentKey> {
  if (!body.ok) return { ...body, dataCode: 814 };
  const securityId = z.int().safeParse(body.value.scrip).data;
  const exchangeSegment = SegmentSchema.safeParse(body.value.segment).data;
  if (securityId === undefined)
    return { ok: false, error: 'request: expected an integer (UnderlyingScrip).', dataCode: 814 };
  if (exchangeSegment === undefined)
    return {
      ok: false,
      error: `request: expected one of ${SegmentSchema.options.join(', ')} (UnderlyingSeg).`,
      dataCode: 813,
    };
  return { ok: true, value: { exchangeSegment, securityId } };
}
