/** Packets of the live feed as columns, one typed array per field: what the frame reader decodes into. */
import { createPacketFields } from './packet-fields.ts';
import type { PacketFields } from './packet-fields.ts';

/**
 * The first `length` rows are packets in the order of the wire. A row means the fields that its `code` carries; whatever else stands in it is left over.
 * Names and units are those of PacketFields.
 */
export interface PacketColumns {
  length: number;
  /** Levels of each book that are decoded, best first: 0 to 5. */
  readonly depthLevels: number;
  readonly code: Uint8Array;
  readonly exchangeSegmentCode: Uint8Array;
  readonly securityId: Uint32Array;
  readonly ltp: Float64Array;
  readonly lastQuantity: Uint16Array;
  readonly ltt: Uint32Array;
  readonly averagePrice: Float64Array;
  readonly volume: Uint32Array;
  readonly totalSellQuantity: Uint32Array;
  readonly totalBuyQuantity: Uint32Array;
  readonly open: Float64Array;
  readonly close: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly oi: Uint32Array;
  readonly oiDayHigh: Uint32Array;
  readonly oiDayLow: Uint32Array;
  readonly previousClose: Float64Array;
  readonly previousOi: Uint32Array;
  readonly disconnectReason: Uint16Array;
  readonly depth: BookColumns;
}

/** The books of all rows: level `n` of row `r` stands at `r * depthLevels + n`. */
export interface BookColumns {
  readonly bidPrice: Float64Array;
  readonly bidQuantity: Uint32Array;
  readonly bidOrders: Uint16Array;
  readonly askPrice: Float64Array;
  readonly askQuantity: Uint32Array;
  readonly askOrders: Uint16Array;
}

/** Room for `rows` packets, with so many levels of each book. */
export function createPacketColumns(rows: number, depthLevels: number): PacketColumns {
  return {
    length: 0,
    depthLevels,
    code: new Uint8Array(rows),
    exchangeSegmentCode: new Uint8Array(rows),
    securityId: new Uint32Array(rows),
    ltp: new Float64Array(rows),
    lastQuantity: new Uint16Array(rows),
    ltt: new Uint32Array(rows),
    averagePrice: new Float64Array(rows),
    volume: new Uint32Array(rows),
    totalSellQuantity: new Uint32Array(rows),
    totalBuyQuantity: new Uint32Array(rows),
    open: new Float64Array(rows),
    close: new Float64Array(rows),
    high: new Float64Array(rows),
    low: new Float64Array(rows),
    oi: new Uint32Array(rows),
    oiDayHigh: new Uint32Array(rows),
    oiDayLow: new Uint32Array(rows),
    previousClose: new Float64Array(rows),
    previousOi: new Uint32Array(rows),
    disconnectReason: new Uint16Array(rows),
    depth: createBookColumns(rows * depthLevels),
  };
}

function createBookColumns(levels: number): BookColumns {
  return {
    bidPrice: new Float64Array(levels),
    bidQuantity: new Uint32Array(levels),
    bidOrders: new Uint16Array(levels),
    askPrice: new Float64Array(levels),
    askQuantity: new Uint32Array(levels),
    askOrders: new Uint16Array(levels),
  };
}

/** A row as a record of its own, for whoever takes packets one by one; `fields` is filled and returned. */
export function copyRow(
  packets: PacketColumns,
  row: number,
  fields: PacketFields = createPacketFields(),
): PacketFields {
  for (const name of FIELDS) fields[name] = packets[name][row]!;
  const { depth, depthLevels } = packets;
  for (const name of BOOK_FIELDS)
    for (let level = 0; level < depthLevels; level += 1)
      fields.depth[name][level] = depth[name][row * depthLevels + level]!;
  return fields;
}

const { depth: BOOK, ...SCALARS } = createPacketFields();
const FIELDS = Object.keys(SCALARS) as (keyof typeof SCALARS)[];
const BOOK_FIELDS = Object.keys(BOOK) as (keyof typeof BOOK)[];
