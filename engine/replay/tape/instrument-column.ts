/** A column whose values count from the same instrument's value before, the first from 0: prices and quantities. */
import {
  WIDE,
  WIDE_BYTES,
  mapDifference,
  readWide,
  unmapDifference,
  writeWide,
} from './mapped-difference.ts';

/** Whose tick each is, and room for a value of every instrument. */
export interface ByInstrument {
  readonly instrument: Uint32Array;
  readonly last: Int32Array;
  readonly length: number;
}

/** Writes the column at `start` and returns where it ends. */
export function writeByInstrument(
  bytes: Uint8Array,
  start: number,
  column: Int32Array | Uint32Array,
  { instrument, last, length }: ByInstrument,
): number {
  const highStart = start + length;
  let wideAt = highStart + length;
  last.fill(0);
  for (let index = 0; index < length; index += 1) {
    const whose = instrument[index]!;
    const value = column[index]! | 0;
    const mapped = mapDifference((value - last[whose]!) | 0);
    last[whose] = value;
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

/** Reads the column from `start` and returns where it ends, which may be beyond the bytes: the caller looks. */
export function readByInstrument(
  bytes: Uint8Array,
  start: number,
  column: Int32Array | Uint32Array,
  { instrument, last, length }: ByInstrument,
): number {
  const highStart = start + length;
  let wideAt = highStart + length;
  last.fill(0);
  for (let index = 0; index < length; index += 1) {
    let mapped = bytes[start + index]! | (bytes[highStart + index]! << 8);
    if (mapped === WIDE) {
      mapped = readWide(bytes, wideAt);
      wideAt += WIDE_BYTES;
    }
    const whose = instrument[index]!;
    const value = (last[whose]! + unmapDifference(mapped)) | 0;
    last[whose] = value;
    column[index] = value;
  }
  return wideAt;
}
