/** The plain way to write a Quote packet, for comparison: a new Buffer, written with its own methods. */
import { RESPONSE_CODES } from '#engine/wire/feed-codes.ts';
import { IST_OFFSET_MS, MS_PER_SECOND } from '#engine/market/ist-time.ts';
import { SIZE_MULTIPLES_SUM } from '#mock-dhan/world/depth-levels.ts';
import type { QuoteBoard } from '#mock-dhan/world/quote-board.ts';

const PACKET_LENGTH = 50;
const NSE_FNO = 2;

/** The packet of a leg of NSE_FNO behind `headLength` bytes left for a frame's header. */
export function plainQuote(board: QuoteBoard, index: number, securityId: number, headLength = 0): Buffer {
  const packet = Buffer.alloc(headLength + PACKET_LENGTH);
  let at = headLength;
  at = packet.writeUInt8(RESPONSE_CODES.quote, at);
  at = packet.writeUInt16LE(PACKET_LENGTH, at);
  at = packet.writeUInt8(NSE_FNO, at);
  at = packet.writeUInt32LE(securityId, at);
  at = packet.writeFloatLE(board.ltp[index]!, at);
  at = packet.writeUInt16LE(board.lastQuantity[index]!, at);
  at = packet.writeUInt32LE(Math.floor((board.lastTradeAtMs[index]! + IST_OFFSET_MS) / MS_PER_SECOND), at);
  at = packet.writeFloatLE(board.averagePrice[index]!, at);
  at = packet.writeUInt32LE(board.volume[index]!, at);
  at = packet.writeUInt32LE(board.askQuantity[index]! * SIZE_MULTIPLES_SUM, at);
  at = packet.writeUInt32LE(board.bidQuantity[index]! * SIZE_MULTIPLES_SUM, at);
  at = packet.writeFloatLE(board.open[index]!, at);
  at = packet.writeFloatLE(board.previousClose[index]!, at);
  at = packet.writeFloatLE(board.high[index]!, at);
  packet.writeFloatLE(board.low[index]!, at);
  return packet;
}
