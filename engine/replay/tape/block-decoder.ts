import { readByInstrument } from './instrument-column.ts';
import { readRunning } from './running-column.ts';
import type { TickChunk } from './tick-chunk.ts';

/** Turns the columns of blocks (block-columns.ts) back into chunks, for one list of instruments. */
export class BlockDecoder {
  readonly #last: Int32Array;

  constructor(instrumentCount: number) {
    this.#last = new Int32Array(instrumentCount);
  }

  /** Fills `chunk` with `length` ticks. Returns what is wrong with the bytes, if anything is. */
  decode(bytes: Uint8Array, length: number, chunk: TickChunk): string | undefined {
    const { atMs, instrument, paise, quantity } = chunk;
    const byInstrument = { instrument, last: this.#last, length };
    chunk.length = length;
    let end = readRunning(bytes, 0, atMs, length);
    end = readRunning(bytes, end, instrument, length);
    const fault = faultOf(chunk, this.#last.length);
    if (fault !== undefined) return fault;
    end = readByInstrument(bytes, end, paise, byInstrument);
    end = readByInstrument(bytes, end, quantity, byInstrument);
    return end === bytes.length ? undefined : `its columns take ${end} bytes of ${bytes.length}`;
  }
}

function faultOf({ length, atMs, instrument }: TickChunk, instrumentCount: number): string | undefined {
  let before = 0;
  for (let tick = 0; tick < length; tick += 1) {
    const now = atMs[tick]! | 0;
    if (now < before) return 'its times run backwards';
    if (instrument[tick]! >= instrumentCount)
      return `it names instrument ${instrument[tick]} of ${instrumentCount}`;
    before = now;
  }
  return undefined;
}
