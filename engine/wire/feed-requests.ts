/** What a client says on the live feed and on the depth feeds, as JSON text. Source: dhan-v2-wire 6.2, 7. */
import { z } from 'zod';
import { EXCHANGE_SEGMENT_CODES } from '../market/instrument.ts';
import type { ExchangeSegment } from '../market/instrument.ts';
import type { FeedMode, InstrumentKey } from '../ports.ts';
import { dhanIndexId } from './seed-names.ts';
import type { WireProfile } from './wire-profile.ts';
import {
  DEPTH_REQUEST_CODES,
  REQUEST_CODES,
  SERVED_MODES,
  SUBSCRIBE_CODES,
  UNSUBSCRIBE_CODES,
} from './feed-codes.ts';
import type { DepthFeedLevels } from './depth-layout.ts';
import type { ServedMode } from './feed-codes.ts';

/** Most instruments one message may name. */
const INSTRUMENTS_PER_MESSAGE_MAX = 100;

/** Subscribe messages, each of at most 100 instruments. */
export function encodeSubscribe(mode: FeedMode, instruments: readonly InstrumentKey[]): string[] {
  return encodeInstrumentLists(SUBSCRIBE_CODES[mode], instruments);
}

/** Unsubscribe messages, each of at most 100 instruments; other modes of the same instrument stay. */
export function encodeUnsubscribe(mode: FeedMode, instruments: readonly InstrumentKey[]): string[] {
  return encodeInstrumentLists(UNSUBSCRIBE_CODES[mode], instruments);
}

/** Asks for the depth of one instrument: in a list with 20 levels, beside the code with 200. Source: dhan-v2-wire 7. */
export function encodeDepthSubscribe(levels: DepthFeedLevels, instrument: InstrumentKey): string {
  const [list = ''] = encodeInstrumentLists(DEPTH_REQUEST_CODES.subscribe, [instrument]);
  if (levels === 20) return list;
  const { exchangeSegment, securityId } = instrument;
  return JSON.stringify({
    RequestCode: DEPTH_REQUEST_CODES.subscribe,
    ExchangeSegment: exchangeSegment,
    SecurityId: String(securityId),
  });
}

/** The message that ends a session on the client's wish. */
export function encodeDisconnect(): string {
  return JSON.stringify({ RequestCode: REQUEST_CODES.disconnect });
}

/** A client's message as the exchange understands it. `surplus` counts instruments beyond the 100 that one message may name, `ignored` those among them that are not answered. */
export type FeedRequest =
  | {
      readonly kind: 'subscribe' | 'unsubscribe';
      readonly mode: ServedMode;
      readonly instruments: readonly InstrumentKey[];
      readonly surplus: number;
      readonly ignored: number;
    }
  | { readonly kind: 'disconnect' };

/**
 * Reads a client's message; undefined when it is no JSON, has no known code or no list. Entries the exchange does not answer (a security id
 * sent as a number, an unknown segment) are left out silently, as it does. Source: dhan-v2-wire 6.2; 11, row 22.
 */
export function parseFeedRequest(text: string, wire: WireProfile): FeedRequest | undefined {
  const message = FeedMessageSchema.safeParse(jsonOf(text)).data;
  if (!message) return undefined;
  if (message.RequestCode === REQUEST_CODES.disconnect) return { kind: 'disconnect' };
  const meaning = REQUEST_MEANINGS.get(message.RequestCode);
  if (!meaning || !message.InstrumentList) return undefined;
  const listed = message.InstrumentList.slice(0, INSTRUMENTS_PER_MESSAGE_MAX);
  const instruments = instrumentKeysOf(listed, wire);
  return {
    ...meaning,
    instruments,
    surplus: message.InstrumentList.length - listed.length,
    ignored: listed.length - instruments.length,
  };
}

/** A client's message on a depth feed as the exchange understands it. */
export type DepthRequest =
  | { readonly kind: 'subscribe' | 'unsubscribe'; readonly instruments: readonly InstrumentKey[] }
  | { readonly kind: 'disconnect' };

/**
 * Reads a client's message on a depth feed, a list of instruments or one beside the code; undefined when it is neither. Entries the exchange
 * does not answer are left out silently. Source: dhan-v2-wire 7; 11, rows 16, 17 and 22.
 */
export function parseDepthRequest(text: string, wire: WireProfile): DepthRequest | undefined {
  const json = jsonOf(text);
  const message = FeedMessageSchema.safeParse(json).data;
  if (!message) return undefined;
  if (message.RequestCode === DEPTH_REQUEST_CODES.disconnect) return { kind: 'disconnect' };
  const kind = DEPTH_REQUEST_MEANINGS.get(message.RequestCode);
  if (!kind) return undefined;
  const listed = message.InstrumentList?.slice(0, INSTRUMENTS_PER_MESSAGE_MAX) ?? [json];
  return { kind, instruments: instrumentKeysOf(listed, wire) };
}

const FeedMessageSchema = z.object({
  RequestCode: z.int(),
  InstrumentList: z.array(z.unknown()).optional(),
});

const StringIdSchema = z.string().regex(/^\d{1,9}$/);
const InstrumentSchema = z.object({
  ExchangeSegment: z.enum(Object.keys(EXCHANGE_SEGMENT_CODES) as ExchangeSegment[]),
  SecurityId: StringIdSchema,
});
/** A list of instruments to start or end in one mode; a depth feed's list looks alike. */
export function subscriptionSchema(codes: readonly number[]) {
  return z.object({
    RequestCode: z.literal(codes),
    InstrumentCount: z.int().optional(),
    InstrumentList: z.array(InstrumentSchema).max(INSTRUMENTS_PER_MESSAGE_MAX),
  });
}

/** One instrument beside the code, as the 200-level depth feed is documented. */
export function flatSubscriptionSchema(codes: readonly number[]) {
  return InstrumentSchema.extend({ RequestCode: z.literal(codes) });
}

/** The client's goodbye, on every feed. */
export const DisconnectRequestSchema = z.object({ RequestCode: z.literal(REQUEST_CODES.disconnect) });

const LenientInstrumentSchema = InstrumentSchema.extend({
  SecurityId: z.union([StringIdSchema, z.int().min(0).max(999_999_999)]),
});

interface RequestMeaning {
  readonly kind: 'subscribe' | 'unsubscribe';
  readonly mode: ServedMode;
}

const REQUEST_MEANINGS: ReadonlyMap<number, RequestMeaning> = new Map(
  SERVED_MODES.flatMap((mode): [number, RequestMeaning][] => [
    [SUBSCRIBE_CODES[mode], { kind: 'subscribe', mode }],
    [UNSUBSCRIBE_CODES[mode], { kind: 'unsubscribe', mode }],
  ]),
);

const DEPTH_REQUEST_MEANINGS: ReadonlyMap<number, 'subscribe' | 'unsubscribe'> = new Map([
  [DEPTH_REQUEST_CODES.subscribe, 'subscribe'],
  [DEPTH_REQUEST_CODES.unsubscribe, 'unsubscribe'],
  [DEPTH_REQUEST_CODES.unsubscribeByPortal, 'unsubscribe'],
]);

function encodeInstrumentLists(requestCode: number, instruments: readonly InstrumentKey[]): string[] {
  const messages: string[] = [];
  for (let start = 0; start < instruments.length; start += INSTRUMENTS_PER_MESSAGE_MAX) {
    const part = instruments.slice(start, start + INSTRUMENTS_PER_MESSAGE_MAX);
    messages.push(
      JSON.stringify({
        RequestCode: requestCode,
        InstrumentCount: part.length,
        InstrumentList: part.map((key) => ({
          ExchangeSegment: key.exchangeSegment,
          SecurityId: String(key.securityId),
        })),
      }),
    );
  }
  return messages;
}

function instrumentKeysOf(entries: readonly unknown[], wire: WireProfile): InstrumentKey[] {
  const schema = wire.numericSecurityIds === 'accepted' ? LenientInstrumentSchema : InstrumentSchema;
  return entries.flatMap((entry) => {
    const instrument = schema.safeParse(entry).data;
    if (!instrument) return [];
    const { ExchangeSegment: exchangeSegment } = instrument;
    const securityId = Number(instrument.SecurityId);
    return [
      {
        exchangeSegment,
        securityId: exchangeSegment === 'IDX_I' ? dhanIndexId(securityId, wire) : securityId,
      },
    ];
  });
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
