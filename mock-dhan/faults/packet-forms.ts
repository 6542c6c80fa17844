/** Where the packets of each binary feed keep what a fault may change. */
import type { PacketFeed } from '#engine/faults/packet-fault.ts';
import { DEPTH_HEADER_LENGTH, DEPTH_RESPONSE_CODES, DEPTH_ROW_LENGTH } from '#engine/wire/depth-layout.ts';
import { RESPONSE_CODES } from '#engine/wire/feed-codes.ts';
import { packetLayoutOf } from '#engine/wire/packet-layout.ts';

/** Byte of the exchange segment, in every packet. Source: dhan-v2-wire 6.4, 7. */
export const SEGMENT_AT = 3;

/** The packets of a feed. Offsets are bytes. */
export interface PacketForm {
  readonly codeAt: number;
  readonly lengthAt: number;
  /** Codes of packets that are about no instrument. */
  readonly withoutInstrument: ReadonlySet<number>;
  /** The last price; of a book every level's. */
  priceOffsets(view: DataView): readonly number[];
  readPrice(view: DataView, at: number): number;
  writePrice(view: DataView, at: number, price: number): void;
  /** Of the last trade time; undefined where the packet has none. */
  timeOffset(view: DataView): number | undefined;
  /** One number for what the packet continues: an instrument, or one side of its book. */
  streamOf(instrument: number, view: DataView): number;
}

const LIVE: PacketForm = {
  codeAt: 0,
  lengthAt: 1,
  withoutInstrument: new Set([RESPONSE_CODES.marketStatus, RESPONSE_CODES.disconnect]),
  priceOffsets(view) {
    const at = liveOffset(view, 'ltp');
    return at === undefined ? [] : [at];
  },
  readPrice: (view, at) => view.getFloat32(at, true),
  writePrice: (view, at, price) => view.setFloat32(at, price, true),
  timeOffset: (view) => liveOffset(view, 'ltt'),
  streamOf: (instrument) => instrument,
};

const DEPTH: PacketForm = {
  codeAt: 2,
  lengthAt: 0,
  withoutInstrument: new Set([DEPTH_RESPONSE_CODES.disconnect]),
  priceOffsets: ({ byteLength }) =>
    Array.from(
      { length: Math.max(0, Math.floor((byteLength - DEPTH_HEADER_LENGTH) / DEPTH_ROW_LENGTH)) },
      (_, row) => DEPTH_HEADER_LENGTH + row * DEPTH_ROW_LENGTH,
    ),
  readPrice: (view, at) => view.getFloat64(at, true),
  writePrice: (view, at, price) => view.setFloat64(at, price, true),
  timeOffset: () => undefined,
  streamOf: (instrument, view) => instrument * CODES + view.getUint8(2),
};

/** So many codes a packet may have. */
const CODES = 256;

export const PACKET_FORMS: Readonly<Record<PacketFeed, PacketForm>> = {
  live: LIVE,
  'depth-20': DEPTH,
  'depth-200': DEPTH,
};

function liveOffset(view: DataView, name: 'ltp' | 'ltt'): number | undefined {
  return packetLayoutOf(view.getUint8(0))?.body.find((field) => field.name === name)?.offset;
}
