/** WebSocket frames as a server sends them: final, binary, unmasked, so they are the same bytes for every client. Source: RFC 6455, 5.2. */
const FINAL_BINARY = 0x82;
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
export function frameOf(message: Uint8Array): Uint8Array {
  const frame = Buffer.allocUnsafe(frameHeaderLength(message.length) + message.length);
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  frame.set(message, writeFrameHeader(view, 0, message.length));
  return frame;
}

/** Calls `visit` with the message of each of the frames, for a client in memory; they are views of `frames`. */
export function forEachMessage(frames: Uint8Array, visit: (message: Uint8Array) => void): void {
  const view = new DataView(frames.buffer, frames.byteOffset, frames.byteLength);
  for (let at = 0; at < frames.length;) {
    const { start, length } = messageAt(view, at);
    visit(frames.subarray(start, start + length));
    at = start + length;
  }
}

function messageAt(view: DataView, at: number): { readonly start: number; readonly length: number } {
  const short = view.getUint8(at + 1);
  if (short <= SHORT_LENGTH_MAX) return { start: at + 2, length: short };
  if (short === LENGTH_16_BITS) return { start: at + 4, length: view.getUint16(at + 2) };
  return { start: at + 10, length: Number(view.getBigUint64(at + 2)) };
}
