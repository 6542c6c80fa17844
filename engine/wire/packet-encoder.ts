import { WireEncodeError } from '../errors.ts';
import { PACKET_LENGTHS, RESPONSE_CODES } from './feed-codes.ts';
import { DEPTH_LEVELS } from './packet-fields.ts';
import type { DepthColumns, PacketFields } from './packet-fields.ts';

const UINT16_MAX = 0xffff;
const UINT32_MAX = 0xffff_ffff;
/** Last traded quantity is a u16 on the wire and wraps there. Source: dhan-v2-wire 11, row 23. */
const LAST_QUANTITY_MODULUS = 65_536;

/**
 * Writes the packet `fields.code` names at `offset` and returns the bytes written.
 * Shape: little-endian, layouts at each writer below. Errors: WireEncodeError on a value the wire cannot carry.
 * Source: dhan-v2-wire 6.4, 6.5.
 */
export function encodePacket(view: DataView, offset: number, fields: PacketFields): number {
  const length = lengthToWrite(view, offset, fields.code);
  view.setUint8(offset, fields.code);
  view.setUint16(offset + 1, length, true);
  view.setUint8(offset + 3, fields.exchangeSegmentCode);
  writeUint32(view, offset + 4, fields.securityId, 'securityId');
  switch (fields.code) {
    case RESPONSE_CODES.ticker:
      writeTicker(view, offset, fields);
      break;
    case RESPONSE_CODES.depth:
      writePrice(view, offset + 8, fields.ltp, 'ltp');
      writeDepth(view, offset + 12, fields.depth);
      break;
    case RESPONSE_CODES.quote:
      writeQuote(view, offset, fields);
      break;
    case RESPONSE_CODES.oi:
      writeUint32(view, offset + 8, fields.oi, 'oi');
      break;
    case RESPONSE_CODES.previousClose:
      writePrice(view, offset + 8, fields.previousClose, 'previousClose');
      writeUint32(view, offset + 12, fields.previousOi, 'previousOi');
      break;
    case RESPONSE_CODES.marketStatus:
      break;
    case RESPONSE_CODES.full:
      writeFull(view, offset, fields);
      break;
    default:
      writeUint16(view, offset + 8, fields.disconnectReason, 'disconnectReason');
  }
  return length;
}

function lengthToWrite(view: DataView, offset: number, code: number): number {
  const lengths: Readonly<Record<number, number>> = PACKET_LENGTHS;
  const length = lengths[code];
  if (length === undefined)
    throw new WireEncodeError(
      `encode packet: expected a response code of ${Object.keys(PACKET_LENGTHS).join(', ')}, was ${code}. Use RESPONSE_CODES.`,
    );
  const room = view.byteLength - offset;
  if (room < length)
    throw new WireEncodeError(
      `encode packet ${code}: expected room for ${length} bytes, was ${room} (offset ${offset}). Pass a larger buffer.`,
    );
  return length;
}

/** Shape: 8 f32 LTP, 12 u32 LTT. */
function writeTicker(view: DataView, offset: number, fields: PacketFields): void {
  writePrice(view, offset + 8, fields.ltp, 'ltp');
  writeUint32(view, offset + 12, fields.ltt, 'ltt');
}

/** Shape: 8 to 33 as in `writeTrade`, then 34 f32 open, close, high, low. */
function writeQuote(view: DataView, offset: number, fields: PacketFields): void {
  writeTrade(view, offset, fields);
  writeDayPrices(view, offset + 34, fields);
}

/** Shape: 8 to 33 as in `writeTrade`, 34 u32 OI, 38 u32 OI high, 42 u32 OI low, 46 f32 open, close, high, low, 62 five depth rows. */
function writeFull(view: DataView, offset: number, fields: PacketFields): void {
  writeTrade(view, offset, fields);
  writeUint32(view, offset + 34, fields.oi, 'oi');
  writeUint32(view, offset + 38, fields.oiDayHigh, 'oiDayHigh');
  writeUint32(view, offset + 42, fields.oiDayLow, 'oiDayLow');
  writeDayPrices(view, offset + 46, fields);
  writeDepth(view, offset + 62, fields.depth);
}

/** Shape: 8 f32 LTP, 12 u16 last quantity, 14 u32 LTT, 18 f32 average, 22 u32 volume, 26 u32 sell, 30 u32 buy quantity. */
function writeTrade(view: DataView, offset: number, fields: PacketFields): void {
  writePrice(view, offset + 8, fields.ltp, 'ltp');
  writeUint16(view, offset + 12, fields.lastQuantity % LAST_QUANTITY_MODULUS, 'lastQuantity');
  writeUint32(view, offset + 14, fields.ltt, 'ltt');
  writePrice(view, offset + 18, fields.averagePrice, 'averagePrice');
  writeUint32(view, offset + 22, fields.volume, 'volume');
  writeUint32(view, offset + 26, fields.totalSellQuantity, 'totalSellQuantity');
  writeUint32(view, offset + 30, fields.totalBuyQuantity, 'totalBuyQuantity');
}

function writeDayPrices(view: DataView, at: number, fields: PacketFields): void {
  writePrice(view, at, fields.open, 'open');
  writePrice(view, at + 4, fields.close, 'close');
  writePrice(view, at + 8, fields.high, 'high');
  writePrice(view, at + 12, fields.low, 'low');
}

/** Shape: five rows as in `writeDepthRow`. */
function writeDepth(view: DataView, at: number, depth: DepthColumns): void {
  for (let level = 0; level < DEPTH_LEVELS; level += 1) writeDepthRow(view, at + level * 20, depth, level);
}

/** Shape: 0 u32 bid quantity, 4 u32 ask quantity, 8 u16 bid orders, 10 u16 ask orders, 12 f32 bid, 16 f32 ask. */
function writeDepthRow(view: DataView, at: number, depth: DepthColumns, level: number): void {
  writeUint32(view, at, depth.bidQuantity[level]!, 'bidQuantity');
  writeUint32(view, at + 4, depth.askQuantity[level]!, 'askQuantity');
  writeUint16(view, at + 8, depth.bidOrders[level]!, 'bidOrders');
  writeUint16(view, at + 10, depth.askOrders[level]!, 'askOrders');
  writePrice(view, at + 12, depth.bidPrice[level]!, 'bidPrice');
  writePrice(view, at + 16, depth.askPrice[level]!, 'askPrice');
}

/** A 32-bit little-endian integer. Errors: WireEncodeError that names the field. */
export function writeUint32(view: DataView, at: number, value: number, field: string): void {
  if (value >>> 0 !== value) throw notAnInteger(field, value, UINT32_MAX);
  view.setUint32(at, value, true);
}

function writeUint16(view: DataView, at: number, value: number, field: string): void {
  if ((value & UINT16_MAX) !== value) throw notAnInteger(field, value, UINT16_MAX);
  view.setUint16(at, value, true);
}

function writePrice(view: DataView, at: number, value: number, field: string): void {
  if (!Number.isFinite(Math.fround(value)))
    throw new WireEncodeError(
      `encode ${field}: expected a price that fits a 32-bit float, was ${value}. Check where the price was computed.`,
    );
  view.setFloat32(at, value, true);
}

function notAnInteger(field: string, value: number, max: number): WireEncodeError {
  return new WireEncodeError(
    `encode ${field}: expected an integer from 0 to ${max}, was ${value}. Check where the value was computed.`,
  );
}
