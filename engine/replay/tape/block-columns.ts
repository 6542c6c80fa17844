/**
 * The columns of a block before compression, one after the other: time and instrument as differences from the tick before
 * (running-column.ts), price and quantity as differences from the same instrument's tick before (instrument-column.ts). Everything
 * counts from 0 in each block, so that a block is read without the ones before it.
 *
 * Shape of a column of n ticks: n low bytes, n high bytes, then the wide ones (mapped-difference.ts). Most differences are small, so
 * that the bytes are mostly zeros and compress well.
 */
import { WIDE_BYTES } from './mapped-difference.ts';
import { CHUNK_TICKS } from './tick-chunk.ts';

/** Names of the columns in the order in which a block holds them, as they stand in a tape's head. */
export const TAPE_COLUMNS = ['atMs', 'instrument', 'paise', 'quantity'] as const;

/** The most bytes that a block takes before compression. */
export const BLOCK_BYTES_MAX = CHUNK_TICKS * (2 + WIDE_BYTES) * TAPE_COLUMNS.length;
