import type { RecordedPacket } from './recorded-packets.ts';

/** The last packet of a kind, and the recorded socket it came from. */
interface Held {
  readonly connection: number;
  readonly bytes: Uint8Array;
}

/**
 * What a recorded feed has said last of every instrument, one packet of each kind. Where several recorded sockets brought the same, the first is
 * listened to until it ends, so that nobody hears a price twice.
 */
export class FeedState {
  /** By instrument, then by code in the order of their first arrival. */
  readonly #held = new Map<number, Map<number, Held>>();

  /** False for a packet that another socket brings. */
  take(connection: number, { instrument, code, bytes }: RecordedPacket): boolean {
    const codes = this.#held.get(instrument) ?? new Map<number, Held>();
    this.#held.set(instrument, codes);
    const held = codes.get(code);
    if (held && held.connection !== connection && held.connection !== FREE) return false;
    if (held?.connection === connection && held.bytes.length === bytes.length) held.bytes.set(bytes);
    else codes.set(code, { connection, bytes: new Uint8Array(bytes) });
    return true;
  }

  has(instrument: number, code: number): boolean {
    return this.#held.get(instrument)?.has(code) ?? false;
  }

  /** The last packets of an instrument. */
  packetsOf(instrument: number): RecordedPacket[] {
    const codes = this.#held.get(instrument) ?? [];
    return [...codes].map(([code, { bytes }]) => ({ instrument, code, bytes }));
  }

  /** Whether that socket is the one that tells of an instrument. */
  isToldBy(connection: number, instrument: number): boolean {
    return (
      this.#held
        .get(instrument)
        ?.values()
        .some((held) => held.connection === connection) ?? false
    );
  }

  /** A recorded socket has ended: another may bring its instruments from now on; what it said last still stands. */
  release(connection: number): void {
    for (const codes of this.#held.values())
      for (const [code, held] of codes)
        if (held.connection === connection) codes.set(code, { connection: FREE, bytes: held.bytes });
  }
}

/** No socket's number. */
const FREE = 0;
