/** The live feed's packets in one place: encoder, frame reader, and a friendly decoder for people and tests. */
import { EXCHANGE_SEGMENT_CODES } from '../market/instrument.ts';
import type { ExchangeSegment } from '../market/instrument.ts';
import { RESPONSE_CODES } from './feed-codes.ts';
import { FeedFrameReader } from './feed-frame-reader.ts';
import type { FrameFinding } from './feed-frame-reader.ts';
import { copyRow } from './packet-columns.ts';
import { DEPTH_LEVELS } from './packet-fields.ts';
import type { DepthColumns, PacketFields } from './packet-fields.ts';

export { encodePacket } from './packet-encoder.ts';
export { createPacketFields } from './packet-fields.ts';
export type { PacketFields } from './packet-fields.ts';
export { copyRow } from './packet-columns.ts';
export type { PacketColumns } from './packet-columns.ts';
export { FeedFrameReader } from './feed-frame-reader.ts';
export type { FrameFinding } from './feed-frame-reader.ts';
export { snapToTick } from './tick-snap.ts';

interface PacketHeader {
  /** Undefined for a number no segment has. */
  readonly exchangeSegment: ExchangeSegment | undefined;
  readonly securityId: number;
}

/** One level of depth; rupees, units, number of orders. */
export interface DepthLevel {
  readonly bidPrice: number;
  readonly bidQuantity: number;
  readonly bidOrders: number;
  readonly askPrice: number;
  readonly askQuantity: number;
  readonly askOrders: number;
}

/** Rupees; `ltt` in wire seconds. */
export interface TickerPacket extends PacketHeader {
  readonly kind: 'ticker';
  readonly ltp: number;
  readonly ltt: number;
}

/** Rupees, units; `ltt` in wire seconds; `close` is the previous session's while the market is open. */
export interface QuotePacket extends PacketHeader {
  readonly kind: 'quote';
  readonly ltp: number;
  readonly lastQuantity: number;
  readonly ltt: number;
  readonly averagePrice: number;
  readonly volume: number;
  readonly totalSellQuantity: number;
  readonly totalBuyQuantity: number;
  readonly open: number;
  readonly close: number;
  readonly high: number;
  readonly low: number;
}

/** A quote with open interest and five levels of depth, best first. */
export interface FullPacket extends Omit<QuotePacket, 'kind'> {
  readonly kind: 'full';
  readonly oi: number;
  readonly oiDayHigh: number;
  readonly oiDayLow: number;
  readonly depth: readonly DepthLevel[];
}

/** Packet 3, of the API's first version: last price and five levels of depth, best first. */
export interface LegacyDepthPacket extends PacketHeader {
  readonly kind: 'depth';
  readonly ltp: number;
  readonly depth: readonly DepthLevel[];
}

/** Packet 5: open interest alone, beside quote packets. */
export interface OiPacket extends PacketHeader {
  readonly kind: 'oi';
  readonly oi: number;
}

/** Packet 6: the previous day's close in rupees and open interest, sent after a subscription. */
export interface PreviousClosePacket extends PacketHeader {
  readonly kind: 'previous-close';
  readonly previousClose: number;
  readonly previousOi: number;
}

/** Packet 7, a header alone: the market opened or closed. Segment and security id have no documented meaning. */
export interface MarketStatusPacket extends PacketHeader {
  readonly kind: 'market-status';
}

/** `reason` is a key of DISCONNECT_REASONS. */
export interface DisconnectPacket extends PacketHeader {
  readonly kind: 'disconnect';
  readonly reason: number;
}

/** Every packet the live feed sends. */
export type FeedPacket =
  | TickerPacket
  | LegacyDepthPacket
  | QuotePacket
  | OiPacket
  | PreviousClosePacket
  | MarketStatusPacket
  | FullPacket
  | DisconnectPacket;

/** A frame's packets as values, and the reader's finding. For people and tests: whoever reads a market reads columns. */
export function decodeFrame(bytes: Uint8Array): {
  readonly packets: readonly FeedPacket[];
  readonly finding: FrameFinding | undefined;
} {
  const packets: FeedPacket[] = [];
  const finding = new FeedFrameReader().read(bytes, (columns) => {
    for (let row = 0; row < columns.length; row += 1) packets.push(toFeedPacket(copyRow(columns, row)));
  });
  return { packets, finding };
}

/** Decodes exactly one packet; anything more or less is an error with the reader's finding. */
export function decodePacket(
  bytes: Uint8Array,
): { readonly ok: true; readonly value: FeedPacket } | { readonly ok: false; readonly error: FrameFinding } {
  const { packets, finding } = decodeFrame(bytes);
  const [value] = packets;
  if (finding) return { ok: false, error: finding };
  if (value && packets.length === 1) return { ok: true, value };
  const message = `packet: expected one, was ${packets.length} (${bytes.byteLength} bytes). Read frames with decodeFrame.`;
  return { ok: false, error: { kind: 'trailing', offset: 0, message } };
}

/** A fresh, immutable value of the record. */
function toFeedPacket(fields: PacketFields): FeedPacket {
  const header = {
    exchangeSegment: exchangeSegmentOf(fields.exchangeSegmentCode),
    securityId: fields.securityId,
  };
  switch (fields.code) {
    case RESPONSE_CODES.ticker:
      return { kind: 'ticker', ...header, ltp: fields.ltp, ltt: fields.ltt };
    case RESPONSE_CODES.depth:
      return { kind: 'depth', ...header, ltp: fields.ltp, depth: bookOf(fields) };
    case RESPONSE_CODES.quote:
      return { kind: 'quote', ...header, ...quoteOf(fields) };
    case RESPONSE_CODES.oi:
      return { kind: 'oi', ...header, oi: fields.oi };
    case RESPONSE_CODES.previousClose:
      return {
        kind: 'previous-close',
        ...header,
        previousClose: fields.previousClose,
        previousOi: fields.previousOi,
      };
    case RESPONSE_CODES.marketStatus:
      return { kind: 'market-status', ...header };
    case RESPONSE_CODES.full:
      return { kind: 'full', ...header, ...quoteOf(fields), ...openInterestOf(fields) };
    default:
      return { kind: 'disconnect', ...header, reason: fields.disconnectReason };
  }
}

const SEGMENT_BY_CODE: ReadonlyMap<number, ExchangeSegment> = new Map(
  (Object.keys(EXCHANGE_SEGMENT_CODES) as ExchangeSegment[]).map((segment) => [
    EXCHANGE_SEGMENT_CODES[segment],
    segment,
  ]),
);

/** The name of a segment number, undefined where no segment has it. */
export function exchangeSegmentOf(code: number): ExchangeSegment | undefined {
  return SEGMENT_BY_CODE.get(code);
}

function quoteOf(fields: PacketFields): Omit<QuotePacket, 'kind' | keyof PacketHeader> {
  return {
    ltp: fields.ltp,
    lastQuantity: fields.lastQuantity,
    ltt: fields.ltt,
    averagePrice: fields.averagePrice,
    volume: fields.volume,
    totalSellQuantity: fields.totalSellQuantity,
    totalBuyQuantity: fields.totalBuyQuantity,
    open: fields.open,
    close: fields.close,
    high: fields.high,
    low: fields.low,
  };
}

function openInterestOf(fields: PacketFields): Pick<FullPacket, 'oi' | 'oiDayHigh' | 'oiDayLow' | 'depth'> {
  const { oi, oiDayHigh, oiDayLow } = fields;
  return { oi, oiDayHigh, oiDayLow, depth: bookOf(fields) };
}

function bookOf({ depth }: PacketFields): DepthLevel[] {
  return Array.from({ length: DEPTH_LEVELS }, (_, level) => depthLevelOf(depth, level));
}

function depthLevelOf(depth: DepthColumns, level: number): DepthLevel {
  return {
    bidPrice: depth.bidPrice[level]!,
    bidQuantity: depth.bidQuantity[level]!,
    bidOrders: depth.bidOrders[level]!,
    askPrice: depth.askPrice[level]!,
    askQuantity: depth.askQuantity[level]!,
    askOrders: depth.askOrders[level]!,
  };
}
