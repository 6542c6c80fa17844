import { PACKET_LENGTHS } from '#engine/wire/feed-codes.ts';
import { encodePacket } from '#engine/wire/feed-packets.ts';
import type { PacketFields } from '#engine/wire/feed-packets.ts';
import type { WireProfile } from '#engine/wire/wire-profile.ts';
import { LEG_QUOTE_LENGTH, encodeLegQuote } from './leg-quote.ts';
import type { LegColumns } from './leg-quote.ts';
import { writeFrameHeader } from './websocket-frames.ts';

/** The longest packet of the live feed (full, code 8) behind the longest header it can have, in bytes. */
const ENTRY_LENGTH_MAX = 166;
const PACKETS_AT_FIRST = 256;

/**
 * Packets encoded once and back to back, in sending order, to be shared by every session that wants them; each with its WebSocket header
 * in front when each is a message of its own, so that any selection of them is ready to be written.
 * Shape: entry `i` is bytes `end[i - 1] .. end[i]`; `instrument[i]` is its board index and `modeBit[i]` the subscription it serves.
 */
export class PacketBatch {
  instrument: Int32Array = new Int32Array(PACKETS_AT_FIRST);
  modeBit: Uint8Array = new Uint8Array(PACKETS_AT_FIRST);
  /** Filled by `select`. */
  selected: Int32Array = new Int32Array(PACKETS_AT_FIRST);
  count = 0;
  #bytes = Buffer.alloc(PACKETS_AT_FIRST * ENTRY_LENGTH_MAX);
  #view = viewOf(this.#bytes);
  #end = new Int32Array(PACKETS_AT_FIRST);
  #byteLength = 0;
  readonly #isFramed: boolean;
  /** All entries in memory that is not written again, made for the first session that wants all. */
  #shared: Uint8Array | undefined;

  constructor(messages: WireProfile['messages']) {
    this.#isFramed = messages === 'one-packet';
  }

  clear(): void {
    this.count = 0;
    this.#byteLength = 0;
    this.#shared = undefined;
  }

  append(fields: PacketFields, instrument: number, modeBit: number): void {
    const lengths: Readonly<Record<number, number>> = PACKET_LENGTHS;
    const at = this.#startEntry(lengths[fields.code] ?? 0);
    this.#endEntry(at + encodePacket(this.#view, at, fields), instrument, modeBit);
  }

  /** A leg's Quote packet straight from the board; false, and nothing appended, when a value needs `append`'s closer look. */
  appendLegQuote(columns: LegColumns, instrument: number, modeBit: number): boolean {
    const at = this.#startEntry(LEG_QUOTE_LENGTH);
    if (!encodeLegQuote(this.#view, at, columns, instrument)) return false;
    this.#endEntry(at + LEG_QUOTE_LENGTH, instrument, modeBit);
    return true;
  }

  /** Every entry, as a view that the next `append` or `clear` invalidates. */
  all(): Uint8Array {
    return this.#bytes.subarray(0, this.#byteLength);
  }

  /** Every entry, in memory that sessions may share and sockets may keep. */
  share(): Uint8Array {
    this.#shared ??= Uint8Array.prototype.slice.call(this.#bytes, 0, this.#byteLength);
    return this.#shared;
  }

  /** Lists in `selected` the positions of the entries that a session with these subscriptions wants, and returns how many they are. */
  select(modes: Uint8Array): number {
    const { instrument, modeBit, selected } = this;
    let count = 0;
    for (let position = 0; position < this.count; position += 1) {
      if ((modes[instrument[position]!]! & modeBit[position]!) === 0) continue;
      selected[count] = position;
      count += 1;
    }
    return count;
  }

  /** The first `count` selected entries, in memory of their own. Neighbours are copied in one piece. */
  gather(count: number): Uint8Array {
    const { selected } = this;
    let length = 0;
    for (let at = 0; at < count; at += 1) length += this.#end[selected[at]!]! - this.#start(selected[at]!);
    const gathered = Buffer.allocUnsafe(length);
    let written = 0;
    for (let first = 0; first < count;) {
      let next = first + 1;
      while (next < count && selected[next] === selected[next - 1]! + 1) next += 1;
      written += this.#bytes.copy(
        gathered,
        written,
        this.#start(selected[first]!),
        this.#end[selected[next - 1]!],
      );
      first = next;
    }
    return gathered;
  }

  #start(position: number): number {
    return position === 0 ? 0 : this.#end[position - 1]!;
  }

  /** Makes room, writes the header if there is one, and returns where the packet goes. */
  #startEntry(packetLength: number): number {
    if (this.count === this.#end.length) this.#growList();
    if (this.#byteLength + ENTRY_LENGTH_MAX > this.#bytes.length) this.#growBytes();
    if (!this.#isFramed) return this.#byteLength;
    return writeFrameHeader(this.#view, this.#byteLength, packetLength);
  }

  #endEntry(end: number, instrument: number, modeBit: number): void {
    this.#byteLength = end;
    this.#shared = undefined;
    this.instrument[this.count] = instrument;
    this.modeBit[this.count] = modeBit;
    this.#end[this.count] = end;
    this.count += 1;
  }

  #growList(): void {
    const length = this.#end.length * 2;
    this.instrument = copyOf(this.instrument, new Int32Array(length));
    this.modeBit = copyOf(this.modeBit, new Uint8Array(length));
    this.selected = new Int32Array(length);
    this.#end = copyOf(this.#end, new Int32Array(length));
  }

  #growBytes(): void {
    this.#bytes = copyOf(this.#bytes, Buffer.alloc(this.#bytes.length * 2));
    this.#view = viewOf(this.#bytes);
  }
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function copyOf<Column extends Int32Array | Uint8Array>(from: Column, to: Column): Column {
  to.set(from);
  return to;
}
