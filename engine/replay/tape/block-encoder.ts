import { BLOCK_BYTES_MAX } from './block-columns.ts';
import { writeDifferences } from './difference-column.ts';
import { CHUNK_TICKS } from './tick-chunk.ts';
import type { TickChunk } from './tick-chunk.ts';

/** Turns chunks into the columns of blocks (block-columns.ts), for one list of instruments. */
export class BlockEncoder {
  readonly #bytes = new Uint8Array(BLOCK_BYTES_MAX);
  readonly #differences = new Int32Array(CHUNK_TICKS);
  /** By instrument, the value that its next difference counts from. */
  readonly #last: Int32Array;

  constructor(instrumentCount: number) {
    this.#last = new Int32Array(instrumentCount);
  }

  /** The chunk's columns; the bytes are only valid until the next call. */
  encode(chunk: TickChunk): Uint8Array {
    const { length, atMs, instrument, paise, quantity } = chunk;
    const bytes = this.#bytes;
    const differences = this.#differences;
    differFromTickBefore(atMs, differences, length);
    let end = writeDifferences(bytes, 0, differences, length);
    differFromTickBefore(instrument, differences, length);
    end = writeDifferences(bytes, end, differences, length);
    differFromLast(paise, instrument, this.#fresh(), { differences, length });
    end = writeDifferences(bytes, end, differences, length);
    differFromLast(quantity, instrument, this.#fresh(), { differences, length });
    end = writeDifferences(bytes, end, differences, length);
    return bytes.subarray(0, end);
  }

  #fresh(): Int32Array {
    return this.#last.fill(0);
  }
}

interface Differences {
  readonly differences: Int32Array;
  readonly length: number;
}

function differFromTickBefore(column: Uint32Array, differences: Int32Array, length: number): void {
  let before = 0;
  for (let index = 0; index < length; index += 1) {
    const value = column[index]! | 0;
    differences[index] = value - before;
    before = value;
  }
}

function differFromLast(
  column: Int32Array | Uint32Array,
  instrument: Uint32Array,
  last: Int32Array,
  { differences, length }: Differences,
): void {
  for (let index = 0; index < length; index += 1) {
    const whose = instrument[index]!;
    const value = column[index]! | 0;
    differences[index] = value - last[whose]!;
    last[whose] = value;
  }
}
