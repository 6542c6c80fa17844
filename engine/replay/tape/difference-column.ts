/**
 * How a block stores one column: as differences of 32 bits that wrap around, zigzag-mapped (0, -1, 1, -2 ... become 0, 1, 2, 3 ...).
 *
 * Shape, for n ticks: n low bytes, n high bytes, then 4 bytes little-endian for each difference that needs more than 16 bits; such
 * a one shows as 0xFFFF in the two rows of bytes. Most differences are small, so that the rows are mostly zeros and compress well.
 */

const IS_WIDE = 0xffff;
const WIDE_BYTES = 4;

/** The most bytes that a column of `length` differences takes. */
export function columnBytesMax(length: number): number {
  return length * (2 + WIDE_BYTES);
}

/** Writes the first `length` differences at `start` and returns where the column ends. */
export function writeDifferences(
  bytes: Uint8Array,
  start: number,
  differences: Int32Array,
  length: number,
): number {
  const highStart = start + length;
  let wideAt = highStart + length;
  for (let index = 0; index < length; index += 1) {
    const difference = differences[index]!;
    const mapped = ((difference << 1) ^ (difference >> 31)) >>> 0;
    if (mapped < IS_WIDE) {
      bytes[start + index] = mapped;
      bytes[highStart + index] = mapped >>> 8;
    } else {
      bytes[start + index] = 0xff;
      bytes[highStart + index] = 0xff;
      wideAt = writeWide(bytes, wideAt, mapped);
    }
  }
  return wideAt;
}

/** Reads `length` differences from `start` and returns where the column ends, which may be beyond the bytes: the caller looks. */
export function readDifferences(
  bytes: Uint8Array,
  start: number,
  differences: Int32Array,
  length: number,
): number {
  const highStart = start + length;
  let wideAt = highStart + length;
  for (let index = 0; index < length; index += 1) {
    let mapped = bytes[start + index]! | (bytes[highStart + index]! << 8);
    if (mapped === IS_WIDE) {
      mapped = readWide(bytes, wideAt);
      wideAt += WIDE_BYTES;
    }
    differences[index] = (mapped >>> 1) ^ -(mapped & 1);
  }
  return wideAt;
}

function writeWide(bytes: Uint8Array, at: number, value: number): number {
  bytes[at] = value;
  bytes[at + 1] = value >>> 8;
  bytes[at + 2] = value >>> 16;
  bytes[at + 3] = value >>> 24;
  return at + WIDE_BYTES;
}

function readWide(bytes: Uint8Array, at: number): number {
  return bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
}
