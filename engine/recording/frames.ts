/** WebSocket frames as recordings keep them: whole, unmasked, back to back. Source: RFC 6455, 5.2. */
import { joinBytes } from './joined-bytes.ts';

/** The low four bits of a frame's first byte. */
export const OPCODES = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

const OPCODE_BITS = 0x0f;
const FINAL_BIT = 0x80;
const MASK_BIT = 0x80;
const LENGTH_BITS = 0x7f;
const LENGTH_16 = 126;
const LENGTH_64 = 127;
const MASK_BYTES = 4;

/** One frame of a run. */
export interface Frame {
  /** FIN, RSV and opcode as they came. */
  readonly firstByte: number;
  readonly opcode: number;
  readonly isFinal: boolean;
  /** A view of the run. */
  readonly payload: Uint8Array;
}

/** Visits every frame of a run of whole, unmasked frames. Errors: RangeError when the run is none. */
export function forEachFrame(run: Uint8Array, visit: (frame: Frame) => void): void {
  for (let at = 0; at < run.length;) {
    const end = frameEnd(run, at);
    if (end < 0 || isMasked(run, at))
      throw new RangeError(`expected whole unmasked frames, was none at byte ${at}`);
    const firstByte = run[at]!;
    visit({
      firstByte,
      opcode: firstByte & OPCODE_BITS,
      isFinal: (firstByte & FINAL_BIT) !== 0,
      payload: run.subarray(payloadStart(run, at), end),
    });
    at = end;
  }
}

/** An unmasked frame of memory of its own. */
export function encodeFrame(firstByte: number, payload: Uint8Array): Uint8Array {
  const lengthBytes = payload.length < LENGTH_16 ? 0 : payload.length <= 0xffff ? 2 : 8;
  const frame = new Uint8Array(2 + lengthBytes + payload.length);
  const view = new DataView(frame.buffer);
  frame[0] = firstByte;
  if (lengthBytes === 0) frame[1] = payload.length;
  else if (lengthBytes === 2) {
    frame[1] = LENGTH_16;
    view.setUint16(2, payload.length);
  } else {
    frame[1] = LENGTH_64;
    view.setBigUint64(2, BigInt(payload.length));
  }
  frame.set(payload, 2 + lengthBytes);
  return frame;
}

/** The close frame's code and reason; 1005 when it has none. */
export function closeOf(payload: Uint8Array): { readonly code: number; readonly reason: string } {
  if (payload.length < 2) return { code: 1005, reason: '' };
  return { code: payload[0]! * 256 + payload[1]!, reason: new TextDecoder().decode(payload.subarray(2)) };
}

/** Longest frame, and longest message of several frames, that is put together; a longer one ends the recording of its socket. */
export const FRAME_BYTES_MAX = 16 * 1024 * 1024;

/** Cuts one direction of a socket into runs of whole frames. */
export class FrameSplitter {
  #rest: Uint8Array = new Uint8Array(0);

  /** What of a frame has come so far without its end. */
  get pendingBytes(): number {
    return this.#rest.length;
  }

  /**
   * The frames that are whole with these bytes, as they came; undefined when there is none. The run may be a view of `bytes`.
   * Errors: RangeError when a frame says that it is longer than any feed's.
   */
  take(bytes: Uint8Array): Uint8Array | undefined {
    const joined = this.#rest.length > 0 ? joinBytes([this.#rest, bytes]) : bytes;
    let end = 0;
    for (let next = frameEnd(joined, 0); next > 0; next = frameEnd(joined, end)) end = next;
    // A copy: a view would keep the whole read in memory.
    this.#rest = new Uint8Array(joined.subarray(end));
    if (this.#rest.length > FRAME_BYTES_MAX)
      throw new RangeError(`expected a frame of at most ${FRAME_BYTES_MAX} bytes, was a longer one`);
    return end === 0 ? undefined : joined.subarray(0, end);
  }
}

/** A copy of a run of frames without their masks; the run itself when its first frame has none, since one side masks all or none. */
export function unmasked(run: Uint8Array): Uint8Array {
  if (!isMasked(run, 0)) return run;
  const plain = new Uint8Array(run.length);
  let length = 0;
  for (let at = 0; at < run.length;) {
    const end = frameEnd(run, at);
    const payloadAt = payloadStart(run, at);
    const headBytes = payloadAt - at - (isMasked(run, at) ? MASK_BYTES : 0);
    plain.set(run.subarray(at, at + headBytes), length);
    plain[length + 1]! &= LENGTH_BITS;
    length += headBytes;
    for (let index = payloadAt; index < end; index += 1) {
      const mask = isMasked(run, at) ? run[payloadAt - MASK_BYTES + ((index - payloadAt) % MASK_BYTES)]! : 0;
      plain[length] = run[index]! ^ mask;
      length += 1;
    }
    at = end;
  }
  return plain.subarray(0, length);
}

/** True when a run holds nothing but whole binary messages, pings and pongs. */
export function isBinaryRun(run: Uint8Array): boolean {
  for (let at = 0; at < run.length; at = frameEnd(run, at)) {
    const opcode = run[at]! & ~FINAL_BIT;
    const isWhole = run[at]! >= FINAL_BIT;
    if (!isWhole || (opcode !== OPCODES.binary && opcode !== OPCODES.ping && opcode !== OPCODES.pong))
      return false;
  }
  return true;
}

/** Byte behind the frame at `at`; -1 when it is not whole. */
function frameEnd(bytes: Uint8Array, at: number): number {
  const start = payloadStart(bytes, at);
  if (start < 0) return -1;
  const end = start + payloadLength(bytes, at);
  return end > bytes.length ? -1 : end;
}

/** Where the payload begins; -1 when the head is not whole. */
function payloadStart(bytes: Uint8Array, at: number): number {
  if (at + 2 > bytes.length) return -1;
  const short = bytes[at + 1]! & LENGTH_BITS;
  const lengthBytes = short < LENGTH_16 ? 0 : short === LENGTH_16 ? 2 : 8;
  const start = at + 2 + lengthBytes + (isMasked(bytes, at) ? MASK_BYTES : 0);
  return start > bytes.length ? -1 : start;
}

function payloadLength(bytes: Uint8Array, at: number): number {
  const short = bytes[at + 1]! & LENGTH_BITS;
  if (short < LENGTH_16) return short;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return short === LENGTH_16 ? view.getUint16(at + 2) : Number(view.getBigUint64(at + 2));
}

function isMasked(bytes: Uint8Array, at: number): boolean {
  return (bytes[at + 1]! & MASK_BIT) !== 0;
}
