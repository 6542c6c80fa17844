import type { InstrumentKey } from '../../ports.ts';

/** Ticks in a full chunk, and in a full block of a tape. */
export const CHUNK_TICKS = 65_536;

/** The latest time of a tick: differences of times are kept in 31 bits, which makes a day of up to 24. */
export const AT_MS_MAX = 0x7fff_ffff;

/**
 * Ticks as columns, entry `i` of each belonging to tick `i`: 16 bytes a tick and no object for any of them.
 * Whoever hands out a chunk may fill it anew afterwards; keep copies, not the chunk.
 */
export interface TickChunk {
  /** How many ticks it holds; entries beyond are left over from before. */
  length: number;
  /** Position in the list of instruments that goes with the ticks. */
  readonly instrument: Uint32Array;
  /** Since the day's `startMs`, ms, at most AT_MS_MAX; never falling. */
  readonly atMs: Uint32Array;
  readonly paise: Int32Array;
  readonly quantity: Uint32Array;
}

/** What ticks are told of: the instruments that their numbers stand for, and the moment their times count from. */
export interface TickDay {
  /** Epoch ms. */
  readonly startMs: number;
  readonly instruments: readonly InstrumentKey[];
}

/** One day's ticks in order of time, chunk by chunk. */
export interface TickStream {
  readonly startMs: number;
  /** The next ticks, or undefined after the last. The chunk is only valid until the next call. */
  next(): TickChunk | undefined;
}

export function createTickChunk(capacity = CHUNK_TICKS): TickChunk {
  return {
    length: 0,
    instrument: new Uint32Array(capacity),
    atMs: new Uint32Array(capacity),
    paise: new Int32Array(capacity),
    quantity: new Uint32Array(capacity),
  };
}
