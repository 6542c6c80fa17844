/** Where every byte of the live feed's packets belongs, as data: for explaining packets, for documents, and as proof of the codec. */
import { PACKET_LENGTHS, RESPONSE_CODES } from './feed-codes.ts';
import type { DepthLevel, FeedPacket } from './feed-packets.ts';
import { field, placeFields } from './field-layout.ts';
import type { FieldLayout, PlacedField, RowsLayout } from './field-layout.ts';

type KeysOf<T> = T extends unknown ? keyof T : never;

/** A name of FeedPacket's; the header's `code` stands for its `kind`. */
export type FieldName = Exclude<KeysOf<FeedPacket>, 'kind' | 'depth'> | 'code' | 'length' | keyof DepthLevel;

/** One kind of packet; `length` includes the header, `body` does not. */
export interface PacketLayout {
  readonly code: keyof typeof PACKET_LENGTHS;
  readonly kind: FeedPacket['kind'];
  readonly length: number;
  readonly meaning: string;
  readonly body: readonly FieldLayout<FieldName>[];
  readonly depth: RowsLayout<FieldName> | undefined;
}

/** What every packet starts with. Source: dhan-v2-wire 6.4. */
export const HEADER_LAYOUT: readonly FieldLayout<FieldName>[] = [
  field(0, 'u8', 'code', 'code', 'response code: which packet this is'),
  field(1, 'u16', 'length', 'bytes', 'length of the whole packet, header included'),
  field(3, 'u8', 'exchangeSegment', 'code', 'number of the exchange segment'),
  field(4, 'u32', 'securityId', 'id', "the instrument's security id, unique within its segment"),
];

/** Bytes 8 to 33 of quote and full. Source: dhan-v2-wire 6.5. */
const TRADE_LAYOUT: readonly FieldLayout<FieldName>[] = [
  field(8, 'f32', 'ltp', 'rupees', 'last traded price'),
  field(12, 'u16', 'lastQuantity', 'units', 'last traded quantity, modulo 65536'),
  field(14, 'u32', 'ltt', 'wire seconds', 'last trade time'),
  field(18, 'f32', 'averagePrice', 'rupees', 'average traded price of the day, by volume'),
  field(22, 'u32', 'volume', 'units', 'traded today'),
  field(26, 'u32', 'totalSellQuantity', 'units', 'open sell orders, all levels'),
  field(30, 'u32', 'totalBuyQuantity', 'units', 'open buy orders, all levels'),
];

/** One level of depth. Source: dhan-v2-wire 6.5. */
const DEPTH_ROW_LAYOUT: readonly FieldLayout<FieldName>[] = [
  field(0, 'u32', 'bidQuantity', 'units', 'wanted at the bid'),
  field(4, 'u32', 'askQuantity', 'units', 'offered at the ask'),
  field(8, 'u16', 'bidOrders', 'orders', 'orders at the bid'),
  field(10, 'u16', 'askOrders', 'orders', 'orders at the ask'),
  field(12, 'f32', 'bidPrice', 'rupees', 'bid of this level'),
  field(16, 'f32', 'askPrice', 'rupees', 'ask of this level'),
];

/** Every packet the exchange sends on the live feed, by response code. Source: dhan-v2-wire 6.5. */
export const PACKET_LAYOUTS: readonly PacketLayout[] = [
  packet('ticker', RESPONSE_CODES.ticker, 'last price of an instrument', [
    field(8, 'f32', 'ltp', 'rupees', 'last traded price'),
    field(12, 'u32', 'ltt', 'wire seconds', 'last trade time'),
  ]),
  packet(
    'depth',
    RESPONSE_CODES.depth,
    "last price and five levels of depth, in the depth mode of the API's first version",
    [field(8, 'f32', 'ltp', 'rupees', 'last traded price')],
    depthRows(12),
  ),
  packet('quote', RESPONSE_CODES.quote, "last trade and the day's prices", [
    ...TRADE_LAYOUT,
    ...dayPrices(34),
  ]),
  packet('oi', RESPONSE_CODES.oi, 'open interest, beside the quotes of a derivative', [
    field(8, 'u32', 'oi', 'units', 'open interest'),
  ]),
  packet(
    'previous-close',
    RESPONSE_CODES.previousClose,
    'close of the previous session, sent once after a subscription',
    [
      field(8, 'f32', 'previousClose', 'rupees', 'close of the previous session'),
      field(12, 'u32', 'previousOi', 'units', 'open interest at that close'),
    ],
  ),
  packet(
    'market-status',
    RESPONSE_CODES.marketStatus,
    'the market opened or closed: a header alone, whose segment and security id have no documented meaning',
    [],
  ),
  packet(
    'full',
    RESPONSE_CODES.full,
    'a quote with open interest and five levels of depth',
    [
      ...TRADE_LAYOUT,
      field(34, 'u32', 'oi', 'units', 'open interest'),
      field(38, 'u32', 'oiDayHigh', 'units', "the day's highest open interest (NSE_FNO)"),
      field(42, 'u32', 'oiDayLow', 'units', "the day's lowest open interest (NSE_FNO)"),
      ...dayPrices(46),
    ],
    depthRows(62),
  ),
  packet(
    'disconnect',
    RESPONSE_CODES.disconnect,
    'why the exchange closes the connection, right before it does',
    [field(8, 'u16', 'reason', 'code', 'reason; segment and security id of this packet mean nothing')],
  ),
];

/** The layout of a response code, undefined where there is none. */
export function packetLayoutOf(code: number): PacketLayout | undefined {
  return PACKET_LAYOUTS.find((layout) => layout.code === code);
}

/** Header, body and depth rows in the order of their bytes, each at its offset from the start of the packet. */
export function placedFields({ body, depth }: PacketLayout): PlacedField<FieldName>[] {
  return placeFields([...HEADER_LAYOUT, ...body], depth);
}

function depthRows(offset: number): RowsLayout<FieldName> {
  return { offset, levels: 5, rowLength: 20, row: DEPTH_ROW_LAYOUT };
}

/** Open, close, high, low in the wire's order. */
function dayPrices(offset: number): FieldLayout<FieldName>[] {
  return [
    field(offset, 'f32', 'open', 'rupees', 'first price of the day'),
    field(
      offset + 4,
      'f32',
      'close',
      'rupees',
      "previous session's close while the market is open; an index sends 0",
    ),
    field(offset + 8, 'f32', 'high', 'rupees', 'highest price of the day'),
    field(offset + 12, 'f32', 'low', 'rupees', 'lowest price of the day'),
  ];
}

function packet(
  kind: FeedPacket['kind'],
  code: keyof typeof PACKET_LENGTHS,
  meaning: string,
  body: readonly FieldLayout<FieldName>[],
  depth?: RowsLayout<FieldName>,
): PacketLayout {
  return { code, kind, length: PACKET_LENGTHS[code], meaning, body, depth };
}
