/** Five levels of market depth, best first, one column per field. Units: rupees; units (not lots); number of orders. */
export interface DepthColumns {
  readonly bidPrice: Float64Array;
  readonly bidQuantity: Float64Array;
  readonly bidOrders: Float64Array;
  readonly askPrice: Float64Array;
  readonly askQuantity: Float64Array;
  readonly askOrders: Float64Array;
}

/** Levels a side in packet 8 and in `/marketfeed/quote`. */
export const DEPTH_LEVELS = 5;

/**
 * One packet of the live feed as a flat, mutable, reusable record: encoder and reader touch only the fields their `code` carries.
 * Units: prices in rupees, quantities and open interest in units, `ltt` in wire seconds (engine/market/ist-time.ts converts them).
 */
export interface PacketFields {
  /** A value of RESPONSE_CODES. */
  code: number;
  /** A value of EXCHANGE_SEGMENT_CODES. */
  exchangeSegmentCode: number;
  securityId: number;
  ltp: number;
  /** Carried modulo 65536. */
  lastQuantity: number;
  ltt: number;
  averagePrice: number;
  volume: number;
  totalSellQuantity: number;
  totalBuyQuantity: number;
  open: number;
  close: number;
  high: number;
  low: number;
  oi: number;
  oiDayHigh: number;
  oiDayLow: number;
  previousClose: number;
  previousOi: number;
  /** A key of DISCONNECT_REASONS. */
  disconnectReason: number;
  readonly depth: DepthColumns;
}

/** A record with every number 0, ready to be filled. */
export function createPacketFields(): PacketFields {
  return {
    code: 0,
    exchangeSegmentCode: 0,
    securityId: 0,
    ltp: 0,
    lastQuantity: 0,
    ltt: 0,
    averagePrice: 0,
    volume: 0,
    totalSellQuantity: 0,
    totalBuyQuantity: 0,
    open: 0,
    close: 0,
    high: 0,
    low: 0,
    oi: 0,
    oiDayHigh: 0,
    oiDayLow: 0,
    previousClose: 0,
    previousOi: 0,
    disconnectReason: 0,
    depth: {
      bidPrice: new Float64Array(DEPTH_LEVELS),
      bidQuantity: new Float64Array(DEPTH_LEVELS),
      bidOrders: new Float64Array(DEPTH_LEVELS),
      askPrice: new Float64Array(DEPTH_LEVELS),
      askQuantity: new Float64Array(DEPTH_LEVELS),
      askOrders: new Float64Array(DEPTH_LEVELS),
    },
  };
}
