/** The packets of full market depth, 20 and 200 levels a side. Source: dhan-v2-wire 7. */
import type { ExchangeSegment } from '../market/instrument.ts';
import {
  DEPTH_DISCONNECT_LENGTH,
  DEPTH_HEADER_LENGTH,
  DEPTH_RESPONSE_CODES,
  DEPTH_ROW_LENGTH,
} from './depth-layout.ts';
import type { DepthFeedLevels } from './depth-layout.ts';
import type { DisconnectReason } from './feed-codes.ts';
import type { FrameFinding } from './feed-frame-reader.ts';
import { exchangeSegmentOf } from './feed-packets.ts';
import { writeUint32 } from './packet-encoder.ts';
import { WireEncodeError } from '../errors.ts';

export type { DepthFeedLevels } from './depth-layout.ts';

/** One side of a book, best first, one column per field; `rows` of them hold a level. Units: rupees, units, number of orders. */
export interface DepthSide {
  rows: number;
  readonly price: Float64Array;
  readonly quantity: Float64Array;
  readonly orders: Float64Array;
}

/** What a depth packet says beside its rows. */
export interface DepthAddress {
  readonly side: 'bid' | 'ask';
  readonly exchangeSegmentCode: number;
  readonly securityId: number;
  /** Counts the updates of an instrument; only packets of 20 levels carry it. */
  readonly sequence: number;
}

/** Bytes of a side's packet: 20 levels are filled up with empty rows, 200 levels end with the last row. */
export function depthPacketLength(levels: DepthFeedLevels, rows: number): number {
  return DEPTH_HEADER_LENGTH + (levels === 20 ? levels : rows) * DEPTH_ROW_LENGTH;
}

/**
 * Writes one side of a book at `offset` and returns the bytes written. Shape: depth-layout.ts.
 * Errors: WireEncodeError on a value the wire cannot carry, more rows than levels, or too small a buffer.
 */
export function encodeDepthSide(
  view: DataView,
  offset: number,
  packet: { readonly levels: DepthFeedLevels; readonly address: DepthAddress; readonly book: DepthSide },
): number {
  const { levels, address, book } = packet;
  const length = lengthToWrite(view, offset, levels, book.rows);
  writeHeader(view, offset, length, DEPTH_RESPONSE_CODES[address.side]);
  view.setUint8(offset + 3, address.exchangeSegmentCode);
  writeUint32(view, offset + 4, address.securityId, 'securityId');
  writeUint32(view, offset + 8, levels === 20 ? address.sequence : book.rows, 'sequence');
  for (let at = offset + DEPTH_HEADER_LENGTH, row = 0; at < offset + length; at += DEPTH_ROW_LENGTH, row += 1)
    writeRow(view, at, book, row);
  return length;
}

/** The packet that ends a depth connection; the reason stands in both places clients look for it. Source: dhan-v2-wire 11, row 19. */
export function encodeDepthDisconnect(reason: DisconnectReason): Uint8Array {
  const bytes = new Uint8Array(DEPTH_DISCONNECT_LENGTH);
  const view = new DataView(bytes.buffer);
  writeHeader(view, 0, DEPTH_DISCONNECT_LENGTH, DEPTH_RESPONSE_CODES.disconnect);
  view.setUint32(8, reason, true);
  view.setInt16(12, reason, true);
  return bytes;
}

function lengthToWrite(view: DataView, offset: number, levels: DepthFeedLevels, rows: number): number {
  if (rows > levels)
    throw new WireEncodeError(
      `encode depth packet: expected at most ${levels} rows, was ${rows}. Cut the book first.`,
    );
  const length = depthPacketLength(levels, rows);
  const room = view.byteLength - offset;
  if (room < length)
    throw new WireEncodeError(
      `encode depth packet: expected room for ${length} bytes, was ${room} (offset ${offset}). Pass a larger buffer.`,
    );
  return length;
}

function writeHeader(view: DataView, offset: number, length: number, code: number): void {
  view.setInt16(offset, length, true);
  view.setUint8(offset + 2, code);
}

function writeRow(view: DataView, at: number, book: DepthSide, row: number): void {
  const isLevel = row < book.rows;
  const price = isLevel ? book.price[row]! : 0;
  if (!Number.isFinite(price))
    throw new WireEncodeError(
      `encode depth price: expected a finite price, was ${price} (row ${row}). Check where the price was computed.`,
    );
  view.setFloat64(at, price, true);
  writeUint32(view, at + 8, isLevel ? book.quantity[row]! : 0, 'quantity');
  writeUint32(view, at + 12, isLevel ? book.orders[row]! : 0, 'orders');
}

/** One level; rupees, units, number of orders. */
export interface DepthRow {
  readonly price: number;
  readonly quantity: number;
  readonly orders: number;
}

/** The side of a book that has these levels. */
export function depthSideOf(rows: readonly DepthRow[]): DepthSide {
  return {
    rows: rows.length,
    price: Float64Array.from(rows, ({ price }) => price),
    quantity: Float64Array.from(rows, ({ quantity }) => quantity),
    orders: Float64Array.from(rows, ({ orders }) => orders),
  };
}

/** A side of a book, or the end of the connection. */
export type DepthPacket =
  | {
      readonly kind: 'bid' | 'ask';
      /** Undefined for a number no segment has. */
      readonly exchangeSegment: ExchangeSegment | undefined;
      readonly securityId: number;
      /** The header's last number: a sequence with 20 levels, the row count with 200. */
      readonly sequence: number;
      /** Best first; with 20 levels the empty rows too. */
      readonly rows: readonly DepthRow[];
    }
  | { readonly kind: 'disconnect'; readonly reason: number };

/**
 * Splits a message into its packets, bid and ask stacked per instrument, and decodes them. The finding is the first thing wrong.
 */
export function decodeDepthFrame(
  frame: Uint8Array,
  levels: DepthFeedLevels,
): { readonly packets: readonly DepthPacket[]; readonly finding: FrameFinding | undefined } {
  const packets: DepthPacket[] = [];
  let finding: FrameFinding | undefined;
  readDepthFrame(frame, levels, {
    onPacket: (packet) => packets.push(packet),
    onFinding: (one) => (finding ??= one),
  });
  return { packets, finding };
}

/** Who hears what a frame of a depth feed holds, in the order of its bytes. */
interface DepthFrameVisitor {
  readonly onPacket: (packet: DepthPacket, offset: number) => void;
  readonly onFinding: (finding: FrameFinding) => void;
}

/**
 * Reads a frame packet by packet. After a packet that cannot be decoded but whose length lies inside the frame reading goes on behind it,
 * after any other finding the rest is given up.
 */
export function readDepthFrame(frame: Uint8Array, levels: DepthFeedLevels, visitor: DepthFrameVisitor): void {
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  let at = 0;
  do {
    const misframed = framingFinding(view, at);
    if (misframed) {
      visitor.onFinding(misframed);
      return;
    }
    const unreadable = packetFinding(view, at, levels);
    if (unreadable) visitor.onFinding(unreadable);
    else visitor.onPacket(readPacket(view, at, levels), at);
    at += view.getInt16(at, true);
  } while (at < view.byteLength);
}

/** Why no packet can be cut out at `at`, which ends the reading of the frame. */
function framingFinding(view: DataView, at: number): FrameFinding | undefined {
  const left = view.byteLength - at;
  if (left < DEPTH_HEADER_LENGTH)
    return {
      kind: at === 0 ? 'truncated' : 'trailing',
      offset: at,
      message: `depth packet header: expected ${DEPTH_HEADER_LENGTH} bytes, was ${left} (byte ${at}).`,
    };
  const length = view.getInt16(at, true);
  if (length < DEPTH_HEADER_LENGTH)
    return {
      kind: 'bad-length',
      offset: at,
      message: `depth packet: expected a length from ${DEPTH_HEADER_LENGTH} to ${left}, was ${length} (byte ${at}).`,
    };
  if (length > left)
    return {
      kind: 'truncated',
      offset: at,
      message: `depth packet: expected ${length} bytes, was ${left} (byte ${at}).`,
    };
  return undefined;
}

/** Why the packet at `at` cannot be read, though its length lies inside the frame. */
function packetFinding(view: DataView, at: number, levels: DepthFeedLevels): FrameFinding | undefined {
  const length = view.getInt16(at, true);
  const code = view.getUint8(at + 2);
  if (code === DEPTH_RESPONSE_CODES.disconnect)
    return length === DEPTH_DISCONNECT_LENGTH
      ? undefined
      : badLength(code, DEPTH_DISCONNECT_LENGTH, length, at);
  if (code !== DEPTH_RESPONSE_CODES.bid && code !== DEPTH_RESPONSE_CODES.ask) {
    const message = `depth packet: expected a code of 41, 51 or 50, was ${code} (byte ${at}, ${length} bytes skipped).`;
    return { kind: 'unknown-code', offset: at, message };
  }
  const rows = rowsOf(view, at, levels);
  // A server may fill 200 levels up as well: only the counted rows mean something, but they must be there.
  const needed = DEPTH_HEADER_LENGTH + rows * DEPTH_ROW_LENGTH;
  if (rows > levels || length < needed || (levels === 20 && length !== needed))
    return badLength(code, needed, length, at);
  for (let row = 0; row < rows; row += 1)
    if (!Number.isFinite(view.getFloat64(rowOffset(at, row), true))) {
      const message = `depth packet ${code}: expected finite prices, was a NaN or an infinity (byte ${at}, row ${row}, skipped).`;
      return { kind: 'bad-value', offset: at, message };
    }
  return undefined;
}

function badLength(code: number, expected: number, length: number, at: number): FrameFinding {
  const message = `depth packet ${code}: expected a length of ${expected}, was ${length} (byte ${at}, skipped).`;
  return { kind: 'bad-length', offset: at, message };
}

function rowsOf(view: DataView, at: number, levels: DepthFeedLevels): number {
  return levels === 20 ? levels : view.getUint32(at + 8, true);
}

function rowOffset(at: number, row: number): number {
  return at + DEPTH_HEADER_LENGTH + row * DEPTH_ROW_LENGTH;
}

function readPacket(view: DataView, at: number, levels: DepthFeedLevels): DepthPacket {
  const code = view.getUint8(at + 2);
  if (code === DEPTH_RESPONSE_CODES.disconnect)
    return { kind: 'disconnect', reason: view.getInt16(at + 12, true) };
  return {
    kind: code === DEPTH_RESPONSE_CODES.bid ? 'bid' : 'ask',
    exchangeSegment: exchangeSegmentOf(view.getUint8(at + 3)),
    securityId: view.getUint32(at + 4, true),
    sequence: view.getUint32(at + 8, true),
    rows: Array.from({ length: rowsOf(view, at, levels) }, (_, row) => readRow(view, rowOffset(at, row))),
  };
}

function readRow(view: DataView, at: number): DepthRow {
  return {
    price: view.getFloat64(at, true),
    quantity: view.getUint32(at + 8, true),
    orders: view.getUint32(at + 12, true),
  };
}
