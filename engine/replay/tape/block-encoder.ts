import { BLOCK_BYTES_MAX } from './block-columns.ts';
import { writeByInstrument } from './instrument-column.ts';
import { writeRunning } from './running-column.ts';
import type { TickChunk } from './tick-chunk.ts';

/** Turns chunks into the columns of blocks (block-columns.ts), for one list of instruments. */
export class BlockEncoder {
  readonly #bytes = new Uint8Array(BLOCK_BYTES_MAX);
  readonly #last: Int32Array;

  constructor(instrumentCount: number) {
    this.#last = new Int32Array(instrumentCount);
  }

  /** The chunk's columns; the bytes are only valid until the next call. */
  encode({ length, atMs, instrument, paise, quantity }: TickChunk): Uint8Array {
    const bytes = this.#bytes;
    const byInstrument = { instrument, last: this.#last, length };
    let end = writeRunning(bytes, 0, atMs, length);
    end = writeRunning(bytes, end, instrument, length);
    end = writeByInstrument(bytes, end, paise, byInstrument);
    end = writeByInstrument(bytes, end, quantity, byInstrument);
    return bytes.subarray(0, end);
  }
}
