/** The hex vectors of test/golden/depth-packets.json, and books to make depth packets from. */
import { readFileSync } from 'node:fs';
import { EXCHANGE_SEGMENT_CODES } from '#engine/market/instrument.ts';
import { depthPacketLength, depthSideOf, encodeDepthSide } from '#engine/wire/depth-packets.ts';
import type { DepthFeedLevels, DepthPacket, DepthRow } from '#engine/wire/depth-packets.ts';

export type DepthSidePacket = Extract<DepthPacket, { readonly rows: unknown }>;

interface VectorFile {
  readonly vectors: readonly {
    readonly name: string;
    readonly levels: DepthFeedLevels;
    readonly hex: string;
    readonly padToBytes: number;
    readonly packet: Omit<DepthSidePacket, 'rows'>;
    readonly levelsHeld: readonly DepthRow[];
  }[];
  readonly disconnect805: string;
}

export interface GoldenDepthPacket {
  readonly name: string;
  readonly levels: DepthFeedLevels;
  readonly bytes: Uint8Array;
  readonly packet: DepthSidePacket;
}

export function goldenDepthPackets(): GoldenDepthPacket[] {
  return readVectors().vectors.map(({ name, levels, hex, padToBytes, packet, levelsHeld }) => {
    const bytes = new Uint8Array(padToBytes);
    bytes.set(bytesOfHex(hex));
    const empty = { price: 0, quantity: 0, orders: 0 };
    const rows = Array.from({ length: levels }, (_, row) => levelsHeld[row] ?? empty);
    return { name, levels, bytes, packet: { ...packet, rows } };
  });
}

export function goldenDepthDisconnect(): Uint8Array {
  return bytesOfHex(readVectors().disconnect805);
}

/** A packet as the encoder writes it. */
export function depthBytesOf(packet: DepthSidePacket, levels: DepthFeedLevels): Uint8Array {
  const view = new DataView(new ArrayBuffer(depthPacketLength(levels, packet.rows.length)));
  encodeDepthSide(view, 0, {
    levels,
    address: {
      side: packet.kind,
      exchangeSegmentCode: EXCHANGE_SEGMENT_CODES[packet.exchangeSegment ?? 'IDX_I'],
      securityId: packet.securityId,
      sequence: packet.sequence,
    },
    book: depthSideOf(packet.rows),
  });
  return new Uint8Array(view.buffer);
}

function readVectors(): VectorFile {
  const url = new URL('../golden/depth-packets.json', import.meta.url);
  return JSON.parse(readFileSync(url, 'utf8')) as VectorFile;
}

function bytesOfHex(hex: string): Uint8Array {
  return Uint8Array.from(hex.split(' '), (byte) => Number.parseInt(byte, 16));
}
