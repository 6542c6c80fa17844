/**
 * The number that stands for a difference of 32 bits, and its bytes. Zigzag: 0, -1, 1, -2 ... become 0, 1, 2, 3 ..., so that small ones
 * stay small. Nearly all need two bytes; WIDE in their place says that the number itself follows the column in four bytes.
 */

export const WIDE = 0xffff;
export const WIDE_BYTES = 4;

export function mapDifference(difference: number): number {
  return ((difference << 1) ^ (difference >> 31)) >>> 0;
}

export function unmapDifference(mapped: number): number {
  return (mapped >>> 1) ^ -(mapped & 1);
}

export function writeWide(bytes: Uint8Array, at: number, mapped: number): void {
  bytes[at] = mapped;
  bytes[at + 1] = mapped >>> 8;
  bytes[at + 2] = mapped >>> 16;
  bytes[at + 3] = mapped >>> 24;
}

/** What lies beyond the bytes counts as 0. */
export function readWide(bytes: Uint8Array, at: number): number {
  return bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
}
