/** First byte of an unfragmented binary message. Source: RFC 6455, 5.2. */
const FINAL_BINARY = 0x82;
const SHORT_LENGTH_MAX = 125;
const LENGTH_16_BITS = 126;
const LENGTH_64_BITS = 127;
const HEADER_LENGTH_MAX = 10;
const BYTES_AT_FIRST = 16 * 1024;

/**
 * Collects messages as the frames a server sends (final, binary, unmasked), so that a whole flush is one write:
 * one write per packet costs a system call each and is an order of magnitude slower.
 */
export class FrameBuffer {
  #bytes = Buffer.allocUnsafe(BYTES_AT_FIRST);
  #length = 0;

  append(message: Uint8Array): void {
    this.#reserve(HEADER_LENGTH_MAX + message.length);
    this.#bytes[this.#length] = FINAL_BINARY;
    this.#length = this.#writeLength(this.#length + 1, message.length);
    this.#bytes.set(message, this.#length);
    this.#length += message.length;
  }

  /** The frames so far, as a buffer of the caller's own; empties the collection. */
  take(): Buffer {
    const frames = Buffer.from(this.#bytes.subarray(0, this.#length));
    this.#length = 0;
    return frames;
  }

  #writeLength(offset: number, length: number): number {
    if (length <= SHORT_LENGTH_MAX) return this.#bytes.writeUInt8(length, offset);
    if (length <= 0xffff)
      return this.#bytes.writeUInt16BE(length, this.#bytes.writeUInt8(LENGTH_16_BITS, offset));
    return this.#bytes.writeBigUInt64BE(BigInt(length), this.#bytes.writeUInt8(LENGTH_64_BITS, offset));
  }

  #reserve(more: number): void {
    if (this.#length + more <= this.#bytes.length) return;
    const grown = Buffer.allocUnsafe(Math.max(this.#bytes.length * 2, this.#length + more));
    this.#bytes.copy(grown, 0, 0, this.#length);
    this.#bytes = grown;
  }
}
