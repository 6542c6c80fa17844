/**
 * The columns of a block before compression, one after the other (difference-column.ts): time and instrument as differences from the
 * tick before, price and quantity as differences from the same instrument's tick before. Everything starts from 0 in each block,
 * so that a block is read without the ones before it.
 */
import { columnBytesMax } from './difference-column.ts';
import { CHUNK_TICKS } from './tick-chunk.ts';

/** Names of the columns in the order in which a block holds them, as they stand in a tape's head. */
export const TAPE_COLUMNS = ['atMs', 'instrument', 'paise', 'quantity'] as const;

/** The most bytes that a block takes before compression. */
export const BLOCK_BYTES_MAX = columnBytesMax(CHUNK_TICKS) * TAPE_COLUMNS.length;
