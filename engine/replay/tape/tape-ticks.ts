import { causeChain } from '../../errors.ts';
import type { BlockPacker } from '../../ports.ts';
import { BlockDecoder } from './block-decoder.ts';
import type { StoredBlock, TapeBlocks } from './tape-blocks.ts';
import type { TapeHead } from './tape-head.ts';
import { createTickChunk } from './tick-chunk.ts';
import type { TickChunk, TickStream } from './tick-chunk.ts';

/** A tape's ticks, a chunk a block. */
export class TapeTicks implements TickStream {
  readonly startMs: number;
  readonly #blocks: TapeBlocks;
  readonly #packer: BlockPacker;
  readonly #decoder: BlockDecoder;
  readonly #chunk = createTickChunk();
  #lastAtMs = 0;

  constructor(blocks: TapeBlocks, options: { readonly head: TapeHead; readonly packer: BlockPacker }) {
    this.startMs = options.head.startMs;
    this.#blocks = blocks;
    this.#packer = options.packer;
    this.#decoder = new BlockDecoder(options.head.instruments.length);
  }

  /** Errors: RecordingError with the block and its place. */
  next(): TickChunk | undefined {
    const block = this.#blocks.next();
    if (!block) return undefined;
    const chunk = this.#chunk;
    const fault = this.#decoder.decode(this.#unpack(block), block.ticks, chunk);
    if (fault !== undefined) throw this.#blocks.damaged('columns of ticks', `a block in which ${fault}`);
    if (chunk.atMs[0]! < this.#lastAtMs)
      throw this.#blocks.damaged(`a time from ${this.#lastAtMs} ms`, String(chunk.atMs[0]));
    this.#lastAtMs = chunk.atMs[block.ticks - 1]!;
    return chunk;
  }

  #unpack({ stored, columnBytes }: StoredBlock): Uint8Array {
    let columns: Uint8Array;
    try {
      columns = this.#packer.decompress(stored, columnBytes);
    } catch (cause) {
      throw this.#blocks.damaged('compressed columns', causeChain(cause).join(': '));
    }
    if (columns.length !== columnBytes)
      throw this.#blocks.damaged(`columns of ${columnBytes} bytes`, `${columns.length}`);
    return columns;
  }
}
