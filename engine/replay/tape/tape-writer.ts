import { RecordingError } from '../../errors.ts';
import type { BlockPacker } from '../../ports.ts';
import { BlockEncoder } from './block-encoder.ts';
import { encodeTapeHead } from './tape-head.ts';
import type { TapeHead } from './tape-head.ts';
import { encodeBlock, encodeFoot, encodeHead } from './tape-layout.ts';
import { AT_MS_MAX, CHUNK_TICKS } from './tick-chunk.ts';
import type { TickChunk } from './tick-chunk.ts';

/** Writes ticks as a tape, piece by piece and in order: head, a block per chunk, foot. Equal ticks give equal bytes. */
export class TapeWriter {
  readonly #packer: BlockPacker;
  readonly #encoder: BlockEncoder;
  readonly #instrumentCount: number;
  readonly #write: (bytes: Uint8Array) => void;
  #blocks = 0;
  #ticks = 0;
  #lastAtMs = 0;

  /** `write` is told every piece, and owns it. */
  constructor(options: {
    readonly head: TapeHead;
    readonly packer: BlockPacker;
    readonly write: (bytes: Uint8Array) => void;
  }) {
    const { head, packer, write } = options;
    this.#packer = packer;
    this.#encoder = new BlockEncoder(head.instruments.length);
    this.#instrumentCount = head.instruments.length;
    this.#write = write;
    write(encodeHead(encodeTapeHead(head), packer));
  }

  /** One block. Errors: RecordingError when a tick stands before the one it follows, or is of no listed instrument. */
  add(chunk: TickChunk): void {
    if (chunk.length === 0) return;
    this.#check(chunk);
    this.#write(encodeBlock(this.#encoder.encode(chunk), chunk.length, this.#packer));
    this.#blocks += 1;
    this.#ticks += chunk.length;
  }

  /** The foot, without which nobody reads the tape. */
  end(): void {
    this.#write(encodeFoot({ blocks: this.#blocks, ticks: this.#ticks }, this.#packer));
  }

  #check({ length, atMs, instrument }: TickChunk): void {
    if (length > CHUNK_TICKS) throw this.#refused(0, `at most ${CHUNK_TICKS} ticks a chunk, was ${length}`);
    let lastAtMs = this.#lastAtMs;
    for (let index = 0; index < length; index += 1) {
      const now = atMs[index]!;
      if (now < lastAtMs || now > AT_MS_MAX)
        throw this.#refused(index, `a time from ${lastAtMs} to ${AT_MS_MAX} ms, was ${now}`);
      if (instrument[index]! >= this.#instrumentCount)
        throw this.#refused(
          index,
          `one of ${this.#instrumentCount} instruments, was number ${instrument[index]}`,
        );
      lastAtMs = now;
    }
    this.#lastAtMs = lastAtMs;
  }

  #refused(index: number, expectation: string): RecordingError {
    return new RecordingError(
      `writing the tape failed: expected ${expectation} (tick ${this.#ticks + index}). Sort the ticks and list every instrument.`,
    );
  }
}
