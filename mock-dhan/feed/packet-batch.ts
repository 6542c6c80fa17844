import { encodePacket } from '#engine/wire/feed-packets.ts';
import type { PacketFields } from '#engine/wire/feed-packets.ts';

/** The longest packet of the live feed (full, code 8), in bytes. */
const PACKET_LENGTH_MAX = 162;
const PACKETS_AT_FIRST = 256;

/**
 * Packets encoded once and back to back, in sending order, to be shared by every session that wants them.
 * Shape: packet `i` is bytes `end[i - 1] .. end[i]`; `instrument[i]` is its board index and `modeBit[i]` the subscription it serves.
 */
export class PacketBatch {
  bytes: Uint8Array = new Uint8Array(PACKETS_AT_FIRST * PACKET_LENGTH_MAX);
  instrument: Int32Array = new Int32Array(PACKETS_AT_FIRST);
  modeBit: Uint8Array = new Uint8Array(PACKETS_AT_FIRST);
  end: Int32Array = new Int32Array(PACKETS_AT_FIRST);
  count = 0;
  byteLength = 0;
  #view = new DataView(this.bytes.buffer);

  clear(): void {
    this.count = 0;
    this.byteLength = 0;
  }

  append(fields: PacketFields, instrument: number, modeBit: number): void {
    if (this.count === this.end.length) this.#growList();
    if (this.byteLength + PACKET_LENGTH_MAX > this.bytes.length) this.#growBytes();
    this.byteLength += encodePacket(this.#view, this.byteLength, fields);
    this.instrument[this.count] = instrument;
    this.modeBit[this.count] = modeBit;
    this.end[this.count] = this.byteLength;
    this.count += 1;
  }

  /** Packet `position` as a view, which the next `clear` invalidates. */
  packet(position: number): Uint8Array {
    return this.bytes.subarray(this.start(position), this.end[position]);
  }

  start(position: number): number {
    return position === 0 ? 0 : this.end[position - 1]!;
  }

  #growList(): void {
    const length = this.end.length * 2;
    this.instrument = copyOf(this.instrument, new Int32Array(length));
    this.modeBit = copyOf(this.modeBit, new Uint8Array(length));
    this.end = copyOf(this.end, new Int32Array(length));
  }

  #growBytes(): void {
    this.bytes = copyOf(this.bytes, new Uint8Array(this.bytes.length * 2));
    this.#view = new DataView(this.bytes.buffer);
  }
}

function copyOf<Column extends Int32Array | Uint8Array>(from: Column, to: Column): Column {
  to.set(from);
  return to;
}
