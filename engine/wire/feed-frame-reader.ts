import { EXCHANGE_SEGMENT_CODES } from '../market/instrument.ts';
import { HEADER_LENGTH, PACKET_LENGTHS, RESPONSE_CODES } from './feed-codes.ts';
import { createPacketFields, DEPTH_LEVELS } from './packet-fields.ts';
import type { DepthColumns, PacketFields } from './packet-fields.ts';

/**
 * What was wrong with a frame. `truncated`: a packet ends before its length; `trailing`: bytes after the last packet that are no packet;
 * `unknown-code`: no layout for it; `bad-length`: a length that contradicts the code; `bad-value`: a price that is no number.
 */
export interface FrameFinding {
  readonly kind: 'truncated' | 'trailing' | 'unknown-code' | 'bad-length' | 'bad-value';
  /** Byte in the frame where the offending packet starts. */
  readonly offset: number;
  readonly message: string;
}

const PACKET_LENGTH_BY_CODE = Uint16Array.from(
  { length: 256 },
  (_, code) => (PACKET_LENGTHS as Readonly<Record<number, number>>)[code] ?? 0,
);

/**
 * Splits frames into packets and decodes them without allocating: one PacketFields is refilled for each packet, so a consumer copies what it
 * keeps. Fields that a packet does not carry keep older values; `code` says which are meant. Prices are snapped to the segment's finest step.
 * Source: dhan-v2-wire 6.4, 6.5, 6.8.
 */
export class FeedFrameReader {
  readonly #fields = createPacketFields();
  readonly #depthLevels: number;
  #view: DataView = new DataView(new ArrayBuffer(0));

  /**
   * `depthLevels`: how many of a Full packet's five book levels are read and judged; the rest keep what they held. Whoever wants the best
   * quote alone asks for one, because the book is two thirds of the packet.
   */
  constructor(options: { readonly depthLevels: number } = { depthLevels: DEPTH_LEVELS }) {
    this.#depthLevels = options.depthLevels;
  }

  /**
   * Calls `onPacket` for every sound packet of the frame, in order, and returns the first finding. After a packet that cannot be decoded but
   * whose length lies inside the frame reading goes on behind it; after any other finding the rest of the frame is given up.
   */
  read(frame: Uint8Array, onPacket: (fields: PacketFields) => void): FrameFinding | undefined {
    const view = this.#viewOf(frame.buffer);
    const start = frame.byteOffset;
    const end = start + frame.byteLength;
    const fields = this.#fields;
    let finding = frame.byteLength === 0 ? emptyFrame() : undefined;
    let at = start;
    while (at < end) {
      if (end - at < HEADER_LENGTH) return finding ?? shortHeader(at - start, end - at);
      const code = view.getUint8(at);
      const length = view.getUint16(at + 1, true);
      if (length < HEADER_LENGTH || length > end - at)
        return finding ?? lengthOutsideFrame(code, length, at - start, end - at);
      if (length !== PACKET_LENGTH_BY_CODE[code]) finding ??= unreadablePacket(code, length, at - start);
      else if (fillFields(view, at, fields, this.#depthLevels)) onPacket(fields);
      else finding ??= notANumber(code, at - start);
      at += length;
    }
    return finding;
  }

  /** Sockets hand out many frames over one chunk of memory, and a DataView costs more than decoding a packet: keep the last one. */
  #viewOf(buffer: ArrayBufferLike): DataView {
    if (this.#view.buffer !== buffer) this.#view = new DataView(buffer);
    return this.#view;
  }
}

/** False when a price is not a finite number. Layouts are drawn in packet-encoder.ts. */
function fillFields(view: DataView, at: number, fields: PacketFields, depthLevels: number): boolean {
  const code = view.getUint8(at);
  const segment = view.getUint8(at + 3);
  const scale = stepsPerRupee(segment);
  fields.code = code;
  fields.exchangeSegmentCode = segment;
  fields.securityId = view.getUint32(at + 4, true);
  switch (code) {
    case RESPONSE_CODES.ticker:
      fields.ltp = readPrice(view, at + 8, scale);
      fields.ltt = view.getUint32(at + 12, true);
      return Number.isFinite(fields.ltp);
    case RESPONSE_CODES.depth:
      fields.ltp = readPrice(view, at + 8, scale);
      return Number.isFinite(fields.ltp + fillDepth(view, at + 12, scale, fields.depth, depthLevels));
    case RESPONSE_CODES.quote:
      fillTrade(view, at, scale, fields);
      fillDayPrices(view, at + 34, scale, fields);
      return Number.isFinite(priceSum(fields));
    case RESPONSE_CODES.oi:
      fields.oi = view.getUint32(at + 8, true);
      return true;
    case RESPONSE_CODES.previousClose:
      fields.previousClose = readPrice(view, at + 8, scale);
      fields.previousOi = view.getUint32(at + 12, true);
      return Number.isFinite(fields.previousClose);
    case RESPONSE_CODES.marketStatus:
      return true;
    case RESPONSE_CODES.full:
      fillTrade(view, at, scale, fields);
      return fillBook(view, at, scale, fields, depthLevels);
    default:
      fields.disconnectReason = view.getUint16(at + 8, true);
      return true;
  }
}

function fillTrade(view: DataView, at: number, scale: number, fields: PacketFields): void {
  fields.ltp = readPrice(view, at + 8, scale);
  fields.lastQuantity = view.getUint16(at + 12, true);
  fields.ltt = view.getUint32(at + 14, true);
  fields.averagePrice = readPrice(view, at + 18, scale);
  fields.volume = view.getUint32(at + 22, true);
  fields.totalSellQuantity = view.getUint32(at + 26, true);
  fields.totalBuyQuantity = view.getUint32(at + 30, true);
}

function fillDayPrices(view: DataView, at: number, scale: number, fields: PacketFields): void {
  fields.open = readPrice(view, at, scale);
  fields.close = readPrice(view, at + 4, scale);
  fields.high = readPrice(view, at + 8, scale);
  fields.low = readPrice(view, at + 12, scale);
}

function fillBook(
  view: DataView,
  at: number,
  scale: number,
  fields: PacketFields,
  depthLevels: number,
): boolean {
  fields.oi = view.getUint32(at + 34, true);
  fields.oiDayHigh = view.getUint32(at + 38, true);
  fields.oiDayLow = view.getUint32(at + 42, true);
  fillDayPrices(view, at + 46, scale, fields);
  return Number.isFinite(priceSum(fields) + fillDepth(view, at + 62, scale, fields.depth, depthLevels));
}

/** Returns the sum of all prices, for the check that all of them are numbers. */
function fillDepth(
  view: DataView,
  at: number,
  scale: number,
  depth: DepthColumns,
  depthLevels: number,
): number {
  let sum = 0;
  for (let level = 0; level < depthLevels; level += 1)
    sum += fillDepthRow(view, at + level * 20, scale, depth, level);
  return sum;
}

/** Returns bid plus ask, for the check that all prices are numbers. */
function fillDepthRow(view: DataView, at: number, scale: number, depth: DepthColumns, level: number): number {
  const bid = readPrice(view, at + 12, scale);
  const ask = readPrice(view, at + 16, scale);
  depth.bidQuantity[level] = view.getUint32(at, true);
  depth.askQuantity[level] = view.getUint32(at + 4, true);
  depth.bidOrders[level] = view.getUint16(at + 8, true);
  depth.askOrders[level] = view.getUint16(at + 10, true);
  depth.bidPrice[level] = bid;
  depth.askPrice[level] = ask;
  return bid + ask;
}

/** Finite exactly when every price is: sums of 32-bit floats cannot overflow a double. */
function priceSum(fields: PacketFields): number {
  return fields.ltp + fields.averagePrice + fields.open + fields.close + fields.high + fields.low;
}

/** A 32-bit float times its scale is exact in a double, so rounding finds the very paisa the exchange meant: 152.30f reads 152.3. Math.floor, because Math.round is slow. */
function readPrice(view: DataView, at: number, scale: number): number {
  return Math.floor(view.getFloat32(at, true) * scale + 0.5) / scale;
}

/** Paise, but ten-thousandths on the currency segments, whose tick is 0.0025. */
function stepsPerRupee(segment: number): number {
  const isCurrency =
    segment === EXCHANGE_SEGMENT_CODES.NSE_CURRENCY || segment === EXCHANGE_SEGMENT_CODES.BSE_CURRENCY;
  return isCurrency ? 10_000 : 100;
}

function emptyFrame(): FrameFinding {
  return {
    kind: 'truncated',
    offset: 0,
    message: 'frame: expected at least one packet, was empty (byte 0).',
  };
}

function shortHeader(offset: number, left: number): FrameFinding {
  const message = `packet header: expected ${HEADER_LENGTH} bytes, was ${left} (byte ${offset}).`;
  return { kind: offset === 0 ? 'truncated' : 'trailing', offset, message };
}

function lengthOutsideFrame(code: number, length: number, offset: number, left: number): FrameFinding {
  const expected = PACKET_LENGTH_BY_CODE[code]!;
  if (expected > 0 && length === expected) {
    const message = `packet ${code}: expected ${length} bytes, was ${left} (byte ${offset}).`;
    return { kind: 'truncated', offset, message };
  }
  const message = `packet ${code}: expected a length from ${HEADER_LENGTH} to ${left}, was ${length} (byte ${offset}).`;
  return { kind: 'bad-length', offset, message };
}

function unreadablePacket(code: number, length: number, offset: number): FrameFinding {
  const expected = PACKET_LENGTH_BY_CODE[code]!;
  if (expected === 0) {
    const codes = Object.keys(PACKET_LENGTHS).join(', ');
    const message = `packet: expected a response code of ${codes}, was ${code} (byte ${offset}, ${length} bytes skipped).`;
    return { kind: 'unknown-code', offset, message };
  }
  const message = `packet ${code}: expected a length of ${expected}, was ${length} (byte ${offset}, skipped).`;
  return { kind: 'bad-length', offset, message };
}

function notANumber(code: number, offset: number): FrameFinding {
  const message = `packet ${code}: expected finite prices, was a NaN or an infinity (byte ${offset}, skipped).`;
  return { kind: 'bad-value', offset, message };
}
