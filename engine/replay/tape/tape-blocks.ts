import type { RecordingError } from '../../errors.ts';
import { BLOCK_BYTES_MAX } from './block-columns.ts';
import { bytesAt, damagedTape } from './tape-bytes.ts';
import type { TapeBytes } from './tape-bytes.ts';
import { BLOCK_START_BYTES, CHECKSUM_BYTES, FOOT_BYTES, decodeBlockStart, isSealed } from './tape-layout.ts';
import type { TapeFoot } from './tape-layout.ts';
import { CHUNK_TICKS } from './tick-chunk.ts';

/** A block as stored, its checksum checked. The bytes are only valid until the next block is asked for. */
export interface StoredBlock {
  readonly ticks: number;
  readonly columnBytes: number;
  readonly stored: Uint8Array;
}

/** Walks over a tape's blocks from the first to the last, and sees that they are as many as the foot says. */
export class TapeBlocks {
  readonly #bytes: TapeBytes;
  readonly #foot: TapeFoot;
  readonly #end: number;
  #next: number;
  #place = '';
  #blocks = 0;
  #ticks = 0;

  constructor(bytes: TapeBytes, extent: { readonly start: number; readonly foot: TapeFoot }) {
    this.#bytes = bytes;
    this.#foot = extent.foot;
    this.#next = extent.start;
    this.#end = bytes.source.byteLength - FOOT_BYTES;
  }

  /** The next block, or undefined after the last. Errors: RecordingError with the block and its place. */
  next(): StoredBlock | undefined {
    this.#place = `block ${this.#blocks} at byte ${this.#next}`;
    if (this.#next === this.#end) return this.#finish();
    const room = this.#end - this.#next;
    if (room < BLOCK_START_BYTES) throw this.damaged('a block', `${room} bytes`);
    const { ticks, columnBytes, storedBytes } = decodeBlockStart(
      bytesAt(this.#bytes, this.#next, BLOCK_START_BYTES),
    );
    const blockBytes = BLOCK_START_BYTES + storedBytes + CHECKSUM_BYTES;
    if (blockBytes > room) throw this.damaged(`a block of ${blockBytes} bytes`, `${room} left`);
    const block = bytesAt(this.#bytes, this.#next, blockBytes);
    if (!isSealed(block, this.#bytes.packer)) throw this.damaged('the stored checksum', 'another one');
    if (ticks === 0 || ticks > CHUNK_TICKS || columnBytes > BLOCK_BYTES_MAX)
      throw this.damaged(
        `1 to ${CHUNK_TICKS} ticks in at most ${BLOCK_BYTES_MAX} bytes`,
        `${ticks} in ${columnBytes}`,
      );
    this.#next += blockBytes;
    this.#blocks += 1;
    this.#ticks += ticks;
    return { ticks, columnBytes, stored: block.subarray(BLOCK_START_BYTES, blockBytes - CHECKSUM_BYTES) };
  }

  /** What is wrong with the block that `next` returned last. */
  damaged(expected: string, was: string): RecordingError {
    return damagedTape(this.#bytes, { expected, was, place: this.#place });
  }

  #finish(): undefined {
    const { blocks, ticks } = this.#foot;
    if (this.#blocks !== blocks || this.#ticks !== ticks)
      throw this.damaged(
        `${ticks} ticks in ${blocks} blocks, as the foot says`,
        `${this.#ticks} in ${this.#blocks}`,
      );
    return undefined;
  }
}
