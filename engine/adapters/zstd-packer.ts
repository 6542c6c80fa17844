import { constants, crc32, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import type { BlockPacker } from '../ports.ts';

/** The fastest level: the columns of a tape hardly shrink further at the slower ones. */
const LEVEL = 1;
const COMPRESSION = { params: { [constants.ZSTD_c_compressionLevel]: LEVEL } };
/** The least that zlib takes. */
const CHUNK_BYTES_MIN = 64;

/** zstd and CRC-32 of node:zlib. */
export function createZstdPacker(): BlockPacker {
  return {
    compress: (bytes) => zstdCompressSync(bytes, COMPRESSION),
    decompress: (bytes, byteLength) =>
      zstdDecompressSync(bytes, {
        chunkSize: Math.max(CHUNK_BYTES_MIN, byteLength),
        maxOutputLength: Math.max(1, byteLength),
      }),
    checksum: (bytes) => crc32(bytes),
  };
}
