import { causeChain } from '../../errors.ts';
import type { BlockPacker, ByteSource } from '../../ports.ts';
import { TapeBlocks } from './tape-blocks.ts';
import { bytesAt, damagedTape } from './tape-bytes.ts';
import type { TapeBytes } from './tape-bytes.ts';
import { decodeTapeHead } from './tape-head.ts';
import type { TapeHead } from './tape-head.ts';
import {
  CHECKSUM_BYTES,
  FOOT_BYTES,
  HEAD_START_BYTES,
  TAPE_VERSION,
  decodeFoot,
  isSealed,
  startsWithMagic,
  viewOf,
} from './tape-layout.ts';
import type { TapeFoot } from './tape-layout.ts';
import { TapeTicks } from './tape-ticks.ts';
import type { TickStream } from './tick-chunk.ts';

/** A finished tape: its head and foot are read, its blocks are when they are asked for. */
export class Tape {
  readonly head: TapeHead;
  readonly tickCount: number;
  readonly #bytes: TapeBytes;
  readonly #extent: { readonly start: number; readonly foot: TapeFoot };

  /**
   * `file` is only named in errors.
   * Errors: RecordingError when the bytes are no tape, of another version, damaged in the head, or not finished.
   */
  constructor(source: ByteSource, options: { readonly packer: BlockPacker; readonly file: string }) {
    this.#bytes = { source, ...options };
    const { head, end } = readHead(this.#bytes);
    const footStart = source.byteLength - FOOT_BYTES;
    const foot = decodeFoot(bytesAt(this.#bytes, footStart, FOOT_BYTES), options.packer);
    if (!foot || end > footStart)
      throw damagedTape(this.#bytes, {
        expected: 'a foot at the end of the file',
        was: 'none: the file was cut or never finished',
      });
    this.head = head;
    this.tickCount = foot.ticks;
    this.#extent = { start: end, foot };
  }

  /** All ticks from the first; every call reads anew. Its `next` throws RecordingError, with the block, on damage. */
  ticks(): TickStream {
    return new TapeTicks(this.#blocks(), { head: this.head, packer: this.#bytes.packer });
  }

  /** Reads every block without unpacking it. Errors: RecordingError with the first whose checksum does not match. */
  verify(): void {
    const blocks = this.#blocks();
    while (blocks.next());
  }

  #blocks(): TapeBlocks {
    return new TapeBlocks(this.#bytes, this.#extent);
  }
}

function readHead(bytes: TapeBytes): { readonly head: TapeHead; readonly end: number } {
  const refused = (expected: string, was: string) => damagedTape(bytes, { expected, was, place: 'head' });
  const start = bytesAt(bytes, 0, HEAD_START_BYTES);
  if (!startsWithMagic(start)) throw refused('a tape', 'a file that begins otherwise');
  const version = viewOf(start).getUint32(8, true);
  if (version !== TAPE_VERSION) throw refused(`version ${TAPE_VERSION}`, `${version}`);
  const end = HEAD_START_BYTES + viewOf(start).getUint32(12, true) + CHECKSUM_BYTES;
  const whole = bytesAt(bytes, 0, end);
  if (!isSealed(whole, bytes.packer)) throw refused('the stored checksum of the head', 'another one');
  try {
    return { head: decodeTapeHead(whole.subarray(HEAD_START_BYTES, end - CHECKSUM_BYTES)), end };
  } catch (cause) {
    throw refused('a description of the ticks', causeChain(cause).join(': '));
  }
}
