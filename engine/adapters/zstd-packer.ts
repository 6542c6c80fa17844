import { constants, crc32, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import type { BlockPacker } from '../ports.ts';

/** The fastest level: the columns of a tape hardly shrink further at the slower ones. */
const LEVEL = 1;
/** zlib writes into one piece of memory as long as its output leaves room there, else into another that it must copy from. */
const PIECE_BYTES = 256 * 1024;
const SPARE_BYTES = 64;

/** zstd and CRC-32 of node:zlib. */
export function createZstdPacker(): BlockPacker {
  const compression = {
    chunkSize: PIECE_BYTES,
    params: { [constants.ZSTD_c_compressionLevel]: LEVEL },
  };
  return {
    compress: (bytes) => zstdCompressSync(bytes, compression),
    decompress: (bytes, byteLength) =>
      zstdDecompressSync(bytes, {
        chunkSize: byteLength + SPARE_BYTES,
        maxOutputLength: Math.max(1, byteLength),
      }),
    checksum: (bytes) => crc32(bytes),
  };
}
