/** Where every byte of the depth feeds' packets belongs, as data. Source: dhan-v2-wire 7; 11, row 19. */
import { field, placeFields } from './field-layout.ts';
import type { FieldLayout, PlacedField, RowsLayout } from './field-layout.ts';

/** Levels a side that a depth feed sends at most, which also decides how its packets are laid out. */
export type DepthFeedLevels = 20 | 200;

/** Third byte of a depth packet. */
export const DEPTH_RESPONSE_CODES = { bid: 41, ask: 51, disconnect: 50 } as const;

/** Bytes before the rows. */
export const DEPTH_HEADER_LENGTH = 12;
export const DEPTH_ROW_LENGTH = 16;
export const DEPTH_DISCONNECT_LENGTH = 14;

/** One kind of packet of a depth feed. `rows` has its most levels: a packet of 200 levels ends with the last row it counts. */
export interface DepthPacketLayout {
  readonly kind: keyof typeof DEPTH_RESPONSE_CODES;
  readonly code: (typeof DEPTH_RESPONSE_CODES)[keyof typeof DEPTH_RESPONSE_CODES];
  readonly meaning: string;
  /** Header and body. */
  readonly fields: readonly FieldLayout[];
  readonly rows: RowsLayout | undefined;
}

/** The packets of a depth feed. */
export function depthPacketLayouts(levels: DepthFeedLevels): readonly DepthPacketLayout[] {
  return [
    side('bid', 'the buyers of one instrument, highest price first', levels),
    side('ask', 'the sellers of one instrument, lowest price first', levels),
    {
      kind: 'disconnect',
      code: DEPTH_RESPONSE_CODES.disconnect,
      meaning: 'why the exchange closes the connection, right before it does',
      fields: [
        ...HEADER_START,
        field(8, 'u32', 'reason', 'code', 'reason, where the official SDK reads it'),
        field(12, 'u16', 'reasonAsDocumented', 'code', 'the same reason, where the documents have it'),
      ],
      rows: undefined,
    },
  ];
}

/** The fields of the packet of `kind` with `rows` rows, in the order of their bytes. */
export function placedDepthFields(
  levels: DepthFeedLevels,
  kind: DepthPacketLayout['kind'],
  rows: number,
): PlacedField[] {
  const layout = depthPacketLayouts(levels).find((one) => one.kind === kind)!;
  return placeFields(layout.fields, layout.rows, rows);
}

const HEADER_START: readonly FieldLayout[] = [
  field(0, 'u16', 'length', 'bytes', 'length of the whole packet, header included'),
  field(2, 'u8', 'code', 'code', 'response code: 41 bid, 51 ask, 50 disconnect'),
  field(3, 'u8', 'exchangeSegment', 'code', 'number of the exchange segment'),
  field(4, 'u32', 'securityId', 'id', "the instrument's security id, unique within its segment"),
];

const ROW: readonly FieldLayout[] = [
  field(0, 'f64', 'price', 'rupees', 'price of this level'),
  field(8, 'u32', 'quantity', 'units', 'open at this price'),
  field(12, 'u32', 'orders', 'orders', 'orders at this price'),
];

function side(kind: 'bid' | 'ask', meaning: string, levels: DepthFeedLevels): DepthPacketLayout {
  const last =
    levels === 20
      ? field(8, 'u32', 'sequence', 'count', 'counts the updates of the instrument')
      : field(8, 'u32', 'sequence', 'rows', 'how many rows follow');
  const rows = { offset: DEPTH_HEADER_LENGTH, levels, rowLength: DEPTH_ROW_LENGTH, row: ROW };
  return { kind, code: DEPTH_RESPONSE_CODES[kind], meaning, fields: [...HEADER_START, last], rows };
}
