/** The hex vectors of test/golden/feed-packets.json, decoded to bytes. */
import { readFileSync } from 'node:fs';
import type { FeedPacket } from '#engine/wire/feed-packets.ts';

interface VectorFile {
  readonly vectors: readonly {
    readonly name: string;
    readonly hex: string;
    readonly padToBytes?: number;
    readonly packet: FeedPacket;
  }[];
}

export interface GoldenPacket {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly packet: FeedPacket;
}

export function goldenPackets(): GoldenPacket[] {
  const url = new URL('../golden/feed-packets.json', import.meta.url);
  const file = JSON.parse(readFileSync(url, 'utf8')) as VectorFile;
  return file.vectors.map(({ name, hex, padToBytes, packet }) => {
    const written = hex.split(' ').map((byte) => Number.parseInt(byte, 16));
    const bytes = new Uint8Array(padToBytes ?? written.length);
    bytes.set(written);
    return { name, bytes, packet };
  });
}

/** A vector by the kind of its packet; the first of that kind. */
export function goldenPacketOf(kind: FeedPacket['kind']): GoldenPacket {
  const found = goldenPackets().find(({ packet }) => packet.kind === kind);
  if (!found) throw new Error(`no golden packet of kind ${kind}`);
  return found;
}
