/** The numbers of the live feed's protocol. */
import type { FeedMode } from '../ports.ts';

/** First byte of a packet from the exchange; other codes have no documented layout. Source: dhan-v2-wire 6.5. */
export const RESPONSE_CODES = {
  ticker: 2,
  depth: 3,
  quote: 4,
  oi: 5,
  previousClose: 6,
  marketStatus: 7,
  full: 8,
  disconnect: 50,
} as const;

/** What a packet carries. */
export type FeedPacketKind = keyof typeof RESPONSE_CODES;

/** Bytes of a whole packet, header included, by response code. Source: dhan-v2-wire 6.4, 6.5. */
export const PACKET_LENGTHS = {
  2: 16,
  3: 112,
  4: 50,
  5: 12,
  6: 16,
  7: 8,
  8: 162,
  50: 10,
} as const satisfies Record<(typeof RESPONSE_CODES)[FeedPacketKind], number>;

/** The code that the annexure lists for an index packet without telling its layout; an index arrives in the other packets. Source: dhan-v2-wire 6.5. */
export const INDEX_CODE = 1;

/** Bytes of the header every packet starts with: 0 u8 code, 1 u16 length, 3 u8 segment, 4 u32 security id. */
export const HEADER_LENGTH = 8;

/** `RequestCode` of a client's message. Source: dhan-v2-wire 6.2. */
export const REQUEST_CODES = {
  /** Binary, the login of the API's first version: first-version-login.ts. */
  connect: 11,
  disconnect: 12,
  subscribeTicker: 15,
  unsubscribeTicker: 16,
  subscribeQuote: 17,
  unsubscribeQuote: 18,
  subscribeDepth: 19,
  unsubscribeDepth: 20,
  subscribeFull: 21,
  unsubscribeFull: 22,
} as const;

/** `RequestCode` of a client's message on a depth feed; classic documents and portal differ on the end of a subscription. Source: dhan-v2-wire 7; 11, row 16. */
export const DEPTH_REQUEST_CODES = {
  disconnect: 12,
  subscribe: 23,
  unsubscribe: 24,
  unsubscribeByPortal: 25,
} as const;

/** What the exchange's side of the live feed serves: the modes of today, and the depth of the API's first version. */
export const SERVED_MODES = ['ticker', 'quote', 'depth', 'full'] as const;

/** One of them. */
export type ServedMode = FeedMode | (typeof SERVED_MODES)[number];

/** The request that starts a mode. Source: dhan-v2-wire 6. */
export const SUBSCRIBE_CODES = {
  ticker: REQUEST_CODES.subscribeTicker,
  quote: REQUEST_CODES.subscribeQuote,
  depth: REQUEST_CODES.subscribeDepth,
  full: REQUEST_CODES.subscribeFull,
} as const satisfies Record<ServedMode, number>;

/** The request that ends a mode. Source: dhan-v2-wire 6. */
export const UNSUBSCRIBE_CODES = {
  ticker: REQUEST_CODES.unsubscribeTicker,
  quote: REQUEST_CODES.unsubscribeQuote,
  depth: REQUEST_CODES.unsubscribeDepth,
  full: REQUEST_CODES.unsubscribeFull,
} as const satisfies Record<ServedMode, number>;

/** Why the exchange ended a feed connection, as carried by packet 50. Source: dhan-v2-wire 2.3, 6.5. */
export const DISCONNECT_REASONS = {
  800: 'internal server error',
  804: 'instrument limit exceeded',
  805: 'too many connections, the oldest was closed',
  806: 'data APIs not subscribed',
  807: 'access token expired',
  808: 'authentication failed, client id or token is wrong',
  809: 'access token invalid',
  810: 'client id invalid',
  811: 'invalid expiry date',
  812: 'invalid date format',
  813: 'invalid security id',
  814: 'invalid request',
} as const;

/** A documented reason of packet 50. */
export type DisconnectReason = keyof typeof DISCONNECT_REASONS;

/** The meaning of a disconnect reason, for people. */
export function disconnectMeaning(reason: number): string {
  const meanings: Readonly<Record<number, string>> = DISCONNECT_REASONS;
  return meanings[reason] ?? `undocumented reason ${reason}`;
}
