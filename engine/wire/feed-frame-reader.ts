import { HEADER_LENGTH, PACKET_LENGTHS } from './feed-codes.ts';
import { fillColumns, packetLength } from './fill-columns.ts';
import { createPacketColumns } from './packet-columns.ts';
import type { PacketColumns } from './packet-columns.ts';
import { DEPTH_LEVELS } from './packet-fields.ts';

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

/** Packets that are decoded before they are handed on; a frame of more is handed on in several parts. */
const ROWS_MAX = 64;

/**
 * Splits frames into packets and decodes them into columns without allocating: the columns are filled anew for each part of a frame, so a consumer copies
 * what it keeps. Prices are snapped to the segment's finest step. Source: dhan-v2-wire 6.4, 6.5, 6.8.
 */
export class FeedFrameReader {
  readonly #depthLevels: number;
  #buffer: ArrayBufferLike = new ArrayBuffer(0);
  #view: DataView = new DataView(new ArrayBuffer(0));
  /** Undefined while a consumer has them. */
  #idleColumns: PacketColumns | undefined;

  /**
   * `depthLevels`: how many of a book's five levels are read and judged. Whoever wants the best quote alone asks for one, because the book is two
   * thirds of a full packet.
   */
  constructor(options: { readonly depthLevels: number } = { depthLevels: DEPTH_LEVELS }) {
    this.#depthLevels = options.depthLevels;
  }

  /**
   * Hands on every sound packet of the frame, in order, and returns the first finding. After a packet that cannot be decoded but whose length lies inside the
   * frame reading goes on behind it; after any other finding the rest of the frame is given up. `onPackets` may read another frame.
   */
  read(frame: Uint8Array, onPackets: (packets: PacketColumns) => void): FrameFinding | undefined {
    const view = this.#viewOf(frame.buffer);
    const start = frame.byteOffset;
    const end = start + frame.byteLength;
    const packets = this.#columnsFor(frame.byteLength);
    let finding = start === end ? emptyFrame() : undefined;
    let at = start;
    while (at < end) {
      at = fillColumns(view, at, end, packets);
      if (packets.length > 0) onPackets(packets);
      if (at === end || packets.length === packets.code.length) continue;
      finding ??= findingAt(view, at, start, end);
      at = nextPacket(view, at, end);
    }
    this.#idleColumns = packets;
    return finding;
  }

  /** The columns, when no consumer has them and they have room for so many bytes of packets; else others, which are kept from then on. */
  #columnsFor(byteLength: number): PacketColumns {
    const idle = this.#idleColumns;
    this.#idleColumns = undefined;
    const rows = idle ? idle.code.length : 0;
    if (idle && (rows === ROWS_MAX || byteLength <= rows * HEADER_LENGTH)) return idle;
    return createPacketColumns(Math.min(ROWS_MAX, Math.ceil(byteLength / HEADER_LENGTH)), this.#depthLevels);
  }

  /** Sockets hand out many frames over one chunk of memory, and a DataView costs more than decoding a packet: keep the last one. */
  #viewOf(buffer: ArrayBufferLike): DataView {
    if (this.#buffer !== buffer) {
      this.#buffer = buffer;
      this.#view = new DataView(buffer);
    }
    return this.#view;
  }
}

/** Where reading goes on behind a packet that is not sound: after the length it claims, or nowhere. */
function nextPacket(view: DataView, at: number, end: number): number {
  if (end - at < HEADER_LENGTH) return end;
  const length = view.getUint16(at + 1, true);
  return length < HEADER_LENGTH || length > end - at ? end : at + length;
}

/** What is wrong with the packet at a byte of the view. */
function findingAt(view: DataView, at: number, start: number, end: number): FrameFinding {
  const offset = at - start;
  const left = end - at;
  if (left < HEADER_LENGTH) return shortHeader(offset, left);
  const code = view.getUint8(at);
  const length = view.getUint16(at + 1, true);
  if (length < HEADER_LENGTH || length > left) return lengthOutsideFrame(code, length, offset, left);
  return length === packetLength(code) ? notANumber(code, offset) : unreadablePacket(code, length, offset);
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
  const expected = packetLength(code);
  if (expected > 0 && length === expected) {
    const message = `packet ${code}: expected ${length} bytes, was ${left} (byte ${offset}).`;
    return { kind: 'truncated', offset, message };
  }
  const message = `packet ${code}: expected a length from ${HEADER_LENGTH} to ${left}, was ${length} (byte ${offset}).`;
  return { kind: 'bad-length', offset, message };
}

function unreadablePacket(code: number, length: number, offset: number): FrameFinding {
  const expected = packetLength(code);
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
