import { readDifferences } from './difference-column.ts';
import { CHUNK_TICKS } from './tick-chunk.ts';
import type { TickChunk } from './tick-chunk.ts';

/** Turns the columns of blocks (block-columns.ts) back into chunks, for one list of instruments. */
export class BlockDecoder {
  readonly #differences = new Int32Array(CHUNK_TICKS);
  /** By instrument, the value that its next difference counts from. */
  readonly #last: Int32Array;

  constructor(instrumentCount: number) {
    this.#last = new Int32Array(instrumentCount);
  }

  /** Fills `chunk` with `length` ticks. Returns what is wrong with the bytes, if anything is. */
  decode(bytes: Uint8Array, length: number, chunk: TickChunk): string | undefined {
    const differences = this.#differences;
    let end = readDifferences(bytes, 0, differences, length);
    if (addToTickBefore(differences, chunk.atMs, length) < 0) return 'its times run backwards';
    end = readDifferences(bytes, end, differences, length);
    addToTickBefore(differences, chunk.instrument, length);
    const stranger = strangerAmong(chunk.instrument, length, this.#last.length);
    if (stranger !== undefined) return `it names instrument ${stranger} of ${this.#last.length}`;
    end = readDifferences(bytes, end, differences, length);
    addToLast(chunk.paise, chunk.instrument, this.#fresh(), { differences, length });
    end = readDifferences(bytes, end, differences, length);
    addToLast(chunk.quantity, chunk.instrument, this.#fresh(), { differences, length });
    chunk.length = length;
    return end === bytes.length ? undefined : `its columns take ${end} bytes of ${bytes.length}`;
  }

  #fresh(): Int32Array {
    return this.#last.fill(0);
  }
}

interface Differences {
  readonly differences: Int32Array;
  readonly length: number;
}

/** Returns the smallest difference after the first. */
function addToTickBefore(differences: Int32Array, column: Uint32Array, length: number): number {
  let value = 0;
  let smallest = 0;
  for (let index = 0; index < length; index += 1) {
    const difference = differences[index]!;
    if (difference < smallest) smallest = difference;
    value = (value + difference) | 0;
    column[index] = value;
  }
  return smallest;
}

function addToLast(
  column: Int32Array | Uint32Array,
  instrument: Uint32Array,
  last: Int32Array,
  { differences, length }: Differences,
): void {
  for (let index = 0; index < length; index += 1) {
    const whose = instrument[index]!;
    const value = (last[whose]! + differences[index]!) | 0;
    last[whose] = value;
    column[index] = value;
  }
}

/** The first number beyond the list of instruments. */
function strangerAmong(instrument: Uint32Array, length: number, instrumentCount: number): number | undefined {
  for (let index = 0; index < length; index += 1)
    if (instrument[index]! >= instrumentCount) return instrument[index];
  return undefined;
}
