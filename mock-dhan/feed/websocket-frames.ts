/** WebSocket frames as a server sends them: final, unmasked, so they are the same bytes for every client; binary but for the order updates. Source: RFC 6455, 5.2. */
const FINAL_BINARY = 0x82;
const FINAL_TEXT = 0x81;
const CONTINUATION = 0x00;
const FINAL_CONTINUATION = 0x80;
const FINAL_BIT = 0x80;
const OPCODE = 0x0f;
const SHORT_LENGTH_MAX = 125;
const LENGTH_16_BITS = 126;
const LENGTH_16_MAX = 0xffff;
const LENGTH_64_BITS = 127;

/** Bytes in front of a message of `messageLength` bytes. */
function frameHeaderLength(messageLength: number): number {
  if (messageLength <= SHORT_LENGTH_MAX) return 2;
  return messageLength <= LENGTH_16_MAX ? 4 : 10;
}

/** Writes the header of a frame at `at` and returns where its message begins. */
export function writeFrameHeader(view: DataView, at: number, messageLength: number): number {
  view.setUint8(at, FINAL_BINARY);
  if (messageLength <= SHORT_LENGTH_MAX) {
    view.setUint8(at + 1, messageLength);
    return at + 2;
  }
  if (messageLength <= LENGTH_16_MAX) {
    view.setUint8(at + 1, LENGTH_16_BITS);
    view.setUint16(at + 2, messageLength);
    return at + 4;
  }
  view.setUint8(at + 1, LENGTH_64_BITS);
  view.setBigUint64(at + 2, BigInt(messageLength));
  return at + 10;
}

/** One message as a frame of its own memory. */
export function frameOf(message: Uint8Array, isText = false): Uint8Array {
  const frame = Buffer.allocUnsafe(frameHeaderLength(message.length) + message.length);
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  frame.set(message, writeFrameHeader(view, 0, message.length));
  if (isText) frame[0] = FINAL_TEXT;
  return frame;
}

/** Calls `visit` with the message of each of the frames; they are views of `frames`. */
export function forEachMessage(
  frames: Uint8Array,
  visit: (message: Uint8Array, isText: boolean) => void,
): void {
  const view = new DataView(frames.buffer, frames.byteOffset, frames.byteLength);
  for (let at = 0; at < frames.length;) {
    const { start, length } = messageAt(view, at);
    visit(frames.subarray(start, start + length), frames[at] === FINAL_TEXT);
    at = start + length;
  }
}

function messageAt(view: DataView, at: number): { readonly start: number; readonly length: number } {
  const short = view.getUint8(at + 1);
  if (short <= SHORT_LENGTH_MAX) return { start: at + 2, length: short };
  if (short === LENGTH_16_BITS) return { start: at + 4, length: view.getUint16(at + 2) };
  return { start: at + 10, length: Number(view.getBigUint64(at + 2)) };
}

/** One message as so many frames of about one length, back to back; fewer when it has not as many bytes. */
export function fragmentsOf(message: Uint8Array, count: number, isText = false): Uint8Array {
  const length = Math.max(1, Math.ceil(message.length / count));
  const frames: Uint8Array[] = [];
  for (let at = 0; at < message.length; at += length) {
    const frame = frameOf(message.subarray(at, at + length), isText);
    const isLast = at + length >= message.length;
    if (at > 0) frame[0] = isLast ? FINAL_CONTINUATION : CONTINUATION;
    else if (!isLast) frame[0]! &= ~FINAL_BIT;
    frames.push(frame);
  }
  return Buffer.concat(frames);
}

/** Puts messages together again from frames that arrive in any pieces, as a client does. */
export class FrameStream {
  readonly #visit: (message: Uint8Array, isText: boolean) => void;
  #rest: Uint8Array = NOTHING;
  #fragments: Uint8Array[] = [];
  #isText = false;

  /** `visit` gets views that are only valid during the call. */
  constructor(visit: (message: Uint8Array, isText: boolean) => void) {
    this.#visit = visit;
  }

  push(bytes: Uint8Array): void {
    const all = this.#rest.length > 0 ? Buffer.concat([this.#rest, bytes]) : bytes;
    const view = new DataView(all.buffer, all.byteOffset, all.byteLength);
    let at = 0;
    while (at + 1 < all.length && at + frameHeaderLengthAt(view, at) <= all.length) {
      const { start, length } = messageAt(view, at);
      if (start + length > all.length) break;
      this.#take(all[at]!, all.subarray(start, start + length));
      at = start + length;
    }
    this.#rest = at < all.length ? new Uint8Array(all.subarray(at)) : NOTHING;
  }

  #take(firstByte: number, payload: Uint8Array): void {
    if (firstByte === FINAL_BINARY || firstByte === FINAL_TEXT) {
      this.#visit(payload, firstByte === FINAL_TEXT);
      return;
    }
    if ((firstByte & OPCODE) !== CONTINUATION) this.#isText = (firstByte & OPCODE) === (FINAL_TEXT & OPCODE);
    this.#fragments.push(new Uint8Array(payload));
    if ((firstByte & FINAL_BIT) === 0) return;
    const message = Buffer.concat(this.#fragments);
    this.#fragments = [];
    this.#visit(message, this.#isText);
  }
}

const NOTHING = new Uint8Array();

function frameHeaderLengthAt(view: DataView, at: number): number {
  const short = view.getUint8(at + 1);
  if (short <= SHORT_LENGTH_MAX) return 2;
  return short === LENGTH_16_BITS ? 4 : 10;
}
