import { RecordingError, causeChain } from '../../errors.ts';
import type { BlockPacker, ByteSource } from '../../ports.ts';
import { BLOCK_BYTES_MAX } from './block-columns.ts';
import { BlockDecoder } from './block-decoder.ts';
import { decodeTapeHead } from './tape-head.ts';
import type { TapeHead } from './tape-head.ts';
import {
  BLOCK_START_BYTES,
  CHECKSUM_BYTES,
  FOOT_BYTES,
  HEAD_START_BYTES,
  TAPE_VERSION,
  decodeBlockStart,
  decodeFoot,
  isSealed,
  startsWithMagic,
  viewOf,
} from './tape-layout.ts';
import type { TapeFoot } from './tape-layout.ts';
import { CHUNK_TICKS, createTickChunk } from './tick-chunk.ts';
import type { TickChunk, TickStream } from './tick-chunk.ts';

/** A finished tape: its head and foot are read, its blocks are when they are asked for. */
export class Tape {
  readonly head: TapeHead;
  readonly tickCount: number;
  readonly #bytes: TapeBytes;
  readonly #foot: TapeFoot;
  readonly #blocksStart: number;

  /**
   * `file` is only named in errors.
   * Errors: RecordingError when the bytes are no tape, of a newer version, damaged in the head, or not finished.
   */
  constructor(source: ByteSource, options: { readonly packer: BlockPacker; readonly file: string }) {
    this.#bytes = { source, ...options };
    const { head, end } = readHead(this.#bytes);
    const foot = decodeFoot(bytesAt(this.#bytes, source.byteLength - FOOT_BYTES, FOOT_BYTES), options.packer);
    if (!foot || end > source.byteLength - FOOT_BYTES)
      throw damaged(this.#bytes, 'a foot at the end of the file', 'none: the file was cut or never finished');
    this.head = head;
    this.tickCount = foot.ticks;
    this.#foot = foot;
    this.#blocksStart = end;
  }

  /** All ticks from the first; every call reads anew. Its `next` throws RecordingError, with the block, on damage. */
  ticks(): TickStream {
    return new TapeTicks(this.#bytes, this.head, { start: this.#blocksStart, foot: this.#foot });
  }
}

interface TapeBytes {
  readonly source: ByteSource;
  readonly packer: BlockPacker;
  readonly file: string;
}

class TapeTicks implements TickStream {
  readonly startMs: number;
  readonly #bytes: TapeBytes;
  readonly #decoder: BlockDecoder;
  readonly #chunk = createTickChunk();
  readonly #foot: TapeFoot;
  readonly #end: number;
  #offset: number;
  #blocks = 0;
  #ticks = 0;
  #lastAtMs = 0;

  constructor(bytes: TapeBytes, head: TapeHead, blocks: { readonly start: number; readonly foot: TapeFoot }) {
    this.startMs = head.startMs;
    this.#bytes = bytes;
    this.#decoder = new BlockDecoder(head.instruments.length);
    this.#foot = blocks.foot;
    this.#offset = blocks.start;
    this.#end = bytes.source.byteLength - FOOT_BYTES;
  }

  next(): TickChunk | undefined {
    if (this.#offset === this.#end) return this.#finish();
    const { columns, ticks } = this.#readBlock();
    const fault = this.#decoder.decode(columns, ticks, this.#chunk);
    if (fault !== undefined) throw this.#damaged('columns of ticks', fault);
    if (this.#chunk.atMs[0]! < this.#lastAtMs)
      throw this.#damaged(`a time from ${this.#lastAtMs} ms`, String(this.#chunk.atMs[0]));
    this.#lastAtMs = this.#chunk.atMs[ticks - 1]!;
    this.#blocks += 1;
    this.#ticks += ticks;
    return this.#chunk;
  }

  #finish(): undefined {
    const { blocks, ticks } = this.#foot;
    if (this.#blocks !== blocks || this.#ticks !== ticks)
      throw this.#damaged(
        `${ticks} ticks in ${blocks} blocks, as the foot says`,
        `${this.#ticks} in ${this.#blocks}`,
      );
    return undefined;
  }

  #readBlock(): { readonly columns: Uint8Array; readonly ticks: number } {
    const room = this.#end - this.#offset;
    if (room < BLOCK_START_BYTES) throw this.#damaged('a block', `${room} bytes`);
    const { ticks, columnBytes, storedBytes } = decodeBlockStart(
      bytesAt(this.#bytes, this.#offset, BLOCK_START_BYTES),
    );
    const blockBytes = BLOCK_START_BYTES + storedBytes + CHECKSUM_BYTES;
    if (blockBytes > room) throw this.#damaged(`a block of ${blockBytes} bytes`, `${room} left`);
    const block = bytesAt(this.#bytes, this.#offset, blockBytes);
    if (!isSealed(block, this.#bytes.packer)) throw this.#damaged('the stored checksum', 'another one');
    if (ticks === 0 || ticks > CHUNK_TICKS || columnBytes > BLOCK_BYTES_MAX)
      throw this.#damaged(
        `1 to ${CHUNK_TICKS} ticks in at most ${BLOCK_BYTES_MAX} bytes`,
        `${ticks} in ${columnBytes}`,
      );
    const stored = block.subarray(BLOCK_START_BYTES, BLOCK_START_BYTES + storedBytes);
    const columns = this.#unpacked(stored, columnBytes);
    this.#offset += blockBytes;
    return { columns, ticks };
  }

  #unpacked(stored: Uint8Array, byteLength: number): Uint8Array {
    let columns: Uint8Array;
    try {
      columns = this.#bytes.packer.decompress(stored, byteLength);
    } catch (cause) {
      throw this.#damaged('compressed columns', reasonOf(cause));
    }
    if (columns.length !== byteLength)
      throw this.#damaged(`columns of ${byteLength} bytes`, `${columns.length}`);
    return columns;
  }

  #damaged(expected: string, was: string): RecordingError {
    return damaged(this.#bytes, expected, was, `block ${this.#blocks} at byte ${this.#offset}`);
  }
}

function readHead(bytes: TapeBytes): { readonly head: TapeHead; readonly end: number } {
  const start = bytesAt(bytes, 0, HEAD_START_BYTES);
  if (!startsWithMagic(start)) throw damaged(bytes, 'a tape', 'a file that begins otherwise', 'head');
  const view = viewOf(start);
  const version = view.getUint32(8, true);
  if (version !== TAPE_VERSION)
    throw new RecordingError(
      `reading the tape failed: expected version ${TAPE_VERSION}, was ${version} (${bytes.file}, head). ` +
        'Update Preopen, or delete the file to have it compiled again.',
    );
  const end = HEAD_START_BYTES + view.getUint32(12, true) + CHECKSUM_BYTES;
  const whole = bytesAt(bytes, 0, end);
  if (!isSealed(whole, bytes.packer))
    throw damaged(bytes, 'the stored checksum of the head', 'another one', 'head');
  try {
    return { head: decodeTapeHead(whole.subarray(HEAD_START_BYTES, end - CHECKSUM_BYTES)), end };
  } catch (cause) {
    throw damaged(bytes, 'a description of the ticks', reasonOf(cause), 'head');
  }
}

function bytesAt(bytes: TapeBytes, offset: number, length: number): Uint8Array {
  const { byteLength } = bytes.source;
  if (offset < 0 || offset + length > byteLength)
    throw damaged(bytes, `${length} bytes from ${Math.max(0, offset)}`, `a file of ${byteLength} bytes`);
  return bytes.source.read(offset, length);
}

function damaged(bytes: TapeBytes, expected: string, was: string, place?: string): RecordingError {
  return new RecordingError(
    `reading the tape failed: expected ${expected}, was ${was} (${bytes.file}${place ? `, ${place}` : ''}). ` +
      'Delete the file to have it compiled again.',
  );
}

function reasonOf(cause: unknown): string {
  return causeChain(cause).join(': ');
}
