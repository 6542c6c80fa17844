/** A column whose values count from the value of the tick before: times, and whose tick it is. */
import {
  WIDE,
  WIDE_BYTES,
  mapDifference,
  readWide,
  unmapDifference,
  writeWide,
} from './mapped-difference.ts';

/** Writes the first `length` values at `start` and returns where the column ends. */
export function writeRunning(bytes: Uint8Array, start: number, column: Uint32Array, length: number): number {
  const highStart = start + length;
  let wideAt = highStart + length;
  let before = 0;
  for (let index = 0; index < length; index += 1) {
    const value = column[index]! | 0;
    const mapped = mapDifference((value - before) | 0);
    before = value;
    if (mapped < WIDE) {
      bytes[start + index] = mapped;
      bytes[highStart + index] = mapped >>> 8;
    } else {
      bytes[start + index] = WIDE;
      bytes[highStart + index] = WIDE >>> 8;
      writeWide(bytes, wideAt, mapped);
      wideAt += WIDE_BYTES;
    }
  }
  return wideAt;
}

/** Reads `length` values from `start` and returns where the column ends, which may be beyond the bytes: the caller looks. */
export function readRunning(bytes: Uint8Array, start: number, column: Uint32Array, length: number): number {
  const highStart = start + length;
  let wideAt = highStart + length;
  let value = 0;
  for (let index = 0; index < length; index += 1) {
    let mapped = bytes[start + index]! | (bytes[highStart + index]! << 8);
    if (mapped === WIDE) {
      mapped = readWide(bytes, wideAt);
      wideAt += WIDE_BYTES;
    }
    value = (value + unmapDifference(mapped)) | 0;
    column[index] = value;
  }
  return wideAt;
}
