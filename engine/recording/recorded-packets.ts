import type { FeedName } from '../behaviour/client-event.ts';

/** A packet inside a recorded message. */
export interface RecordedPacket {
  readonly code: number;
  /** Exchange segment and security id as one number: `instrumentNumber`. */
  readonly instrument: number;
  /** A view of the message. */
  readonly bytes: Uint8Array;
}

/** Bytes of the part of a packet's head that names its length, kind and instrument: the same on every binary feed. */
const HEAD_BYTES = 8;

/** Where the head keeps what: the live feed begins with the code, the depth feeds with the length. Source: dhan-v2-wire 6.4, 7. */
const HEADS = {
  live: { code: 0, length: 1 },
  depth: { code: 2, length: 0 },
} as const;

/** An instrument as a key of maps. `segment`: the wire's code. */
export function instrumentNumber(segment: number, securityId: number): number {
  return segment * IDS_PER_SEGMENT + securityId;
}

/** The wire's code of the segment that an instrument's number stands for. */
export function segmentOf(instrument: number): number {
  return Math.floor(instrument / IDS_PER_SEGMENT);
}

const IDS_PER_SEGMENT = 2 ** 32;

/**
 * Visits the packets of a message of a binary feed, in order. What cannot be a packet (a planned fault, bytes cut off) is visited with the
 * instrument -1 and the code -1, to the end of the message.
 */
export function forEachPacket(
  feed: Exclude<FeedName, 'order-update'>,
  message: Uint8Array,
  visit: (packet: RecordedPacket) => void,
): void {
  const head = feed === 'live' ? HEADS.live : HEADS.depth;
  const view = new DataView(message.buffer, message.byteOffset, message.byteLength);
  for (let at = 0; at < message.length;) {
    const left = message.length - at;
    const length = left < HEAD_BYTES ? 0 : view.getUint16(at + head.length, true);
    const isPacket = length >= HEAD_BYTES && length <= left;
    const end = isPacket ? at + length : message.length;
    visit({
      code: isPacket ? view.getUint8(at + head.code) : -1,
      instrument: isPacket ? instrumentNumber(view.getUint8(at + 3), view.getUint32(at + 4, true)) : -1,
      bytes: message.subarray(at, end),
    });
    at = end;
  }
}
