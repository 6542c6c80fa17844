/** The plain way to decode the feed, for comparison: one new object per packet, fields read with Buffer's own methods. */
import type { DepthLevel } from '#engine/wire/feed-packets.ts';

export interface PlainPacket {
  readonly code: number;
  readonly exchangeSegmentCode: number;
  readonly securityId: number;
  readonly ltp: number;
  readonly ltt: number;
  readonly lastQuantity?: number;
  readonly averagePrice?: number;
  readonly volume?: number;
  readonly totalSellQuantity?: number;
  readonly totalBuyQuantity?: number;
  readonly open?: number;
  readonly close?: number;
  readonly high?: number;
  readonly low?: number;
  readonly oi?: number;
  readonly oiDayHigh?: number;
  readonly oiDayLow?: number;
  readonly depth?: readonly DepthLevel[];
}

/** Decodes one ticker, quote or full packet. */
export function decodePlainly(packet: Buffer): PlainPacket {
  const code = packet.readUInt8(0);
  if (code === 2) return decodeTicker(packet, code);
  return code === 4 ? decodeQuote(packet, code) : decodeFull(packet, code);
}

function decodeTicker(packet: Buffer, code: number): PlainPacket {
  return {
    code,
    exchangeSegmentCode: packet.readUInt8(3),
    securityId: packet.readUInt32LE(4),
    ltp: priceAt(packet, 8),
    ltt: packet.readUInt32LE(12),
  };
}

function decodeQuote(packet: Buffer, code: number): PlainPacket {
  return {
    code,
    exchangeSegmentCode: packet.readUInt8(3),
    securityId: packet.readUInt32LE(4),
    ltp: priceAt(packet, 8),
    lastQuantity: packet.readUInt16LE(12),
    ltt: packet.readUInt32LE(14),
    averagePrice: priceAt(packet, 18),
    volume: packet.readUInt32LE(22),
    totalSellQuantity: packet.readUInt32LE(26),
    totalBuyQuantity: packet.readUInt32LE(30),
    open: priceAt(packet, 34),
    close: priceAt(packet, 38),
    high: priceAt(packet, 42),
    low: priceAt(packet, 46),
  };
}

function decodeFull(packet: Buffer, code: number): PlainPacket {
  return {
    code,
    exchangeSegmentCode: packet.readUInt8(3),
    securityId: packet.readUInt32LE(4),
    ltp: priceAt(packet, 8),
    lastQuantity: packet.readUInt16LE(12),
    ltt: packet.readUInt32LE(14),
    averagePrice: priceAt(packet, 18),
    volume: packet.readUInt32LE(22),
    totalSellQuantity: packet.readUInt32LE(26),
    totalBuyQuantity: packet.readUInt32LE(30),
    oi: packet.readUInt32LE(34),
    oiDayHigh: packet.readUInt32LE(38),
    oiDayLow: packet.readUInt32LE(42),
    open: priceAt(packet, 46),
    close: priceAt(packet, 50),
    high: priceAt(packet, 54),
    low: priceAt(packet, 58),
    depth: [
      depthLevelAt(packet, 62),
      depthLevelAt(packet, 82),
      depthLevelAt(packet, 102),
      depthLevelAt(packet, 122),
      depthLevelAt(packet, 142),
    ],
  };
}

function depthLevelAt(packet: Buffer, at: number): DepthLevel {
  return {
    bidPrice: priceAt(packet, at + 12),
    bidQuantity: packet.readUInt32LE(at),
    bidOrders: packet.readUInt16LE(at + 8),
    askPrice: priceAt(packet, at + 16),
    askQuantity: packet.readUInt32LE(at + 4),
    askOrders: packet.readUInt16LE(at + 10),
  };
}

function priceAt(packet: Buffer, at: number): number {
  return Math.round(packet.readFloatLE(at) * 100) / 100;
}
