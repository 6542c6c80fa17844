/** Where every byte of the live feed's packets belongs, as data: for explaining packets, for documents, and as proof of the codec. */
import { PACKET_LENGTHS, RESPONSE_CODES } from './feed-codes.ts';
import type { DepthLevel, FeedPacket } from './feed-packets.ts';

/** Bytes of each number format; all are little-endian, integers unsigned. */
export const WIRE_TYPE_SIZES = { u8: 1, u16: 2, u32: 4, f32: 4 } as const;

/** How a number is written. */
export type WireType = keyof typeof WIRE_TYPE_SIZES;

/** What a number counts; `wire seconds` are IST wall clock encoded as if it were UTC. */
export type FieldUnit = 'code' | 'bytes' | 'id' | 'rupees' | 'units' | 'orders' | 'wire seconds';

type KeysOf<T> = T extends unknown ? keyof T : never;

/** A name of FeedPacket's; the header's `code` stands for its `kind`. */
export type FieldName = Exclude<KeysOf<FeedPacket>, 'kind' | 'depth'> | 'code' | 'length' | keyof DepthLevel;

/** One number of a packet. `offset` counts from the start of the packet, in a depth row from the start of the row. */
export interface FieldLayout {
  readonly offset: number;
  readonly size: number;
  readonly type: WireType;
  readonly name: FieldName;
  readonly unit: FieldUnit;
  readonly meaning: string;
}

/** Rows of market depth: `levels` of them from `offset`, `rowLength` bytes each, best first. */
export interface DepthLayout {
  readonly offset: number;
  readonly levels: number;
  readonly rowLength: number;
  readonly row: readonly FieldLayout[];
}

/** One kind of packet; `length` includes the header, `body` does not. */
export interface PacketLayout {
  readonly code: keyof typeof PACKET_LENGTHS;
  readonly kind: FeedPacket['kind'];
  readonly length: number;
  readonly meaning: string;
  readonly body: readonly FieldLayout[];
  readonly depth: DepthLayout | undefined;
}

/** A field at its place in the whole packet; `level` is the depth row it is of. */
export interface PlacedField extends FieldLayout {
  readonly level: number | undefined;
}

/** What every packet starts with. Source: dhan-v2-wire 6.4. */
export const HEADER_LAYOUT: readonly FieldLayout[] = [
  field(0, 'u8', 'code', 'code', 'response code: which packet this is'),
  field(1, 'u16', 'length', 'bytes', 'length of the whole packet, header included'),
  field(3, 'u8', 'exchangeSegment', 'code', 'number of the exchange segment'),
  field(4, 'u32', 'securityId', 'id', "the instrument's security id, unique within its segment"),
];

/** Bytes 8 to 33 of quote and full. Source: dhan-v2-wire 6.5. */
const TRADE_LAYOUT: readonly FieldLayout[] = [
  field(8, 'f32', 'ltp', 'rupees', 'last traded price'),
  field(12, 'u16', 'lastQuantity', 'units', 'last traded quantity, modulo 65536'),
  field(14, 'u32', 'ltt', 'wire seconds', 'last trade time'),
  field(18, 'f32', 'averagePrice', 'rupees', 'average traded price of the day, by volume'),
  field(22, 'u32', 'volume', 'units', 'traded today'),
  field(26, 'u32', 'totalSellQuantity', 'units', 'open sell orders, all levels'),
  field(30, 'u32', 'totalBuyQuantity', 'units', 'open buy orders, all levels'),
];

/** One level of depth. Source: dhan-v2-wire 6.5. */
const DEPTH_ROW_LAYOUT: readonly FieldLayout[] = [
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
    { offset: 62, levels: 5, rowLength: 20, row: DEPTH_ROW_LAYOUT },
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
export function placedFields({ body, depth }: PacketLayout): PlacedField[] {
  const placed: PlacedField[] = [...HEADER_LAYOUT, ...body].map((one) => ({ ...one, level: undefined }));
  for (let level = 0; level < (depth?.levels ?? 0); level += 1)
    for (const one of depth!.row)
      placed.push({ ...one, level, offset: depth!.offset + level * depth!.rowLength + one.offset });
  return placed;
}

/** The number a field holds, as it stands on the wire; `at` is the byte of the view where the packet starts. */
export function readField(view: DataView, at: number, { type, offset }: FieldLayout): number {
  switch (type) {
    case 'u8':
      return view.getUint8(at + offset);
    case 'u16':
      return view.getUint16(at + offset, true);
    case 'u32':
      return view.getUint32(at + offset, true);
    case 'f32':
      return view.getFloat32(at + offset, true);
  }
}

/** Open, close, high, low in the wire's order. */
function dayPrices(offset: number): FieldLayout[] {
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

function field(
  offset: number,
  type: WireType,
  name: FieldName,
  unit: FieldUnit,
  meaning: string,
): FieldLayout {
  return { offset, size: WIRE_TYPE_SIZES[type], type, name, unit, meaning };
}

function packet(
  kind: FeedPacket['kind'],
  code: keyof typeof PACKET_LENGTHS,
  meaning: string,
  body: readonly FieldLayout[],
  depth?: DepthLayout,
): PacketLayout {
  return { code, kind, length: PACKET_LENGTHS[code], meaning, body, depth };
}
