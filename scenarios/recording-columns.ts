/**
 * The binary form of one recorded chain: what a message of a `chain/<underlying>/<expiry>` channel carries.
 *
 * A message is seven columns, one after the other: ltp, bid, bidQuantity, ask, askQuantity, volume, oi. A column is one signed
 * integer per leg of the channel's ladder (prices in paise, the rest in units), stored as its difference from the same leg of
 * the channel's message before (from 0 in the first), zigzag-mapped (0, -1, 1, -2 ... become 0, 1, 2, 3 ...) and written as
 * a base-128 varint, low seven bits first. Most differences are 0, so a column is mostly zero bytes and zstd does the rest.
 */
import type { RecordedChain } from '#engine/replay/recording.ts';

/** The layout as it stands in the file's schema record, for readers that never saw this code. */
export const CHAIN_LAYOUT = [
  'Seven columns in this order: ltp, bid, bidQuantity, ask, askQuantity, volume, oi.',
  'Each column: one integer per leg; leg 2i is the call of strikes[i] (attachment manifest.json), leg 2i+1 its put.',
  'ltp, bid, ask in paise; the others in units. 0 means absent.',
  'Stored as difference from the same leg in the previous message of the channel (first message: from 0),',
  'zigzag, base-128 varint, least significant group first.',
].join('\n');

const PAISE = 100;
const COLUMNS = [
  { name: 'ltp', scale: PAISE },
  { name: 'bid', scale: PAISE },
  { name: 'bidQuantity', scale: 1 },
  { name: 'ask', scale: PAISE },
  { name: 'askQuantity', scale: 1 },
  { name: 'volume', scale: 1 },
  { name: 'oi', scale: 1 },
] as const;
const VARINT_BYTES_MAX = 8;

/** One channel's state: the integers of its last message, which the next one is relative to. */
export interface ChainColumnsState {
  readonly legCount: number;
  readonly last: Float64Array;
}

/** What a channel starts from: every value 0. */
export function createChainColumnsState(legCount: number): ChainColumnsState {
  return { legCount, last: new Float64Array(legCount * COLUMNS.length) };
}

/** Bytes of the next message of a channel. */
export function encodeChainColumns(state: ChainColumnsState, chain: RecordedChain): Uint8Array {
  const bytes = new Uint8Array(state.last.length * VARINT_BYTES_MAX);
  let offset = 0;
  let slot = 0;
  for (const { name, scale } of COLUMNS) {
    for (const value of chain[name]) {
      const integer = Math.round(value * scale);
      offset = writeVarint(bytes, offset, integer - state.last[slot]!);
      state.last[slot] = integer;
      slot += 1;
    }
  }
  return bytes.slice(0, offset);
}

/** The next message of a channel. Throws a RangeError when the bytes end early, go on too long or hold no varint. */
export function decodeChainColumns(state: ChainColumnsState, bytes: Uint8Array): RecordedChain {
  const cursor = { bytes, offset: 0 };
  const columns = COLUMNS.map(({ scale }, position) => decodeColumn(cursor, state, { position, scale }));
  if (cursor.offset !== bytes.length)
    throw new RangeError(`chain message has ${bytes.length - cursor.offset} bytes too many`);
  const [ltp, bid, bidQuantity, ask, askQuantity, volume, oi] = columns;
  return {
    ltp: ltp!,
    bid: bid!,
    bidQuantity: bidQuantity!,
    ask: ask!,
    askQuantity: askQuantity!,
    volume: volume!,
    oi: oi!,
  };
}

interface Cursor {
  readonly bytes: Uint8Array;
  offset: number;
}

function decodeColumn(
  cursor: Cursor,
  state: ChainColumnsState,
  column: { readonly position: number; readonly scale: number },
): Float64Array {
  const values = new Float64Array(state.legCount);
  const first = column.position * state.legCount;
  for (let leg = 0; leg < state.legCount; leg += 1) {
    const integer = state.last[first + leg]! + readVarint(cursor);
    state.last[first + leg] = integer;
    values[leg] = integer / column.scale;
  }
  return values;
}

/** Arithmetic instead of shifts: a quantity may exceed 31 bits. */
function writeVarint(bytes: Uint8Array, offset: number, value: number): number {
  let rest = value < 0 ? -2 * value - 1 : 2 * value;
  let position = offset;
  while (rest >= 128) {
    bytes[position] = (rest % 128) + 128;
    rest = Math.floor(rest / 128);
    position += 1;
  }
  bytes[position] = rest;
  return position + 1;
}

function readVarint(cursor: Cursor): number {
  const first = cursor.bytes[cursor.offset];
  if (first !== undefined && first < 128) {
    cursor.offset += 1;
    return first % 2 === 0 ? first / 2 : -(first + 1) / 2;
  }
  let value = 0;
  let weight = 1;
  for (let count = 0; count < VARINT_BYTES_MAX; count += 1) {
    const byte = cursor.bytes[cursor.offset];
    if (byte === undefined) throw new RangeError('chain message ends inside a number');
    cursor.offset += 1;
    value += (byte % 128) * weight;
    if (byte < 128) return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
    weight *= 128;
  }
  throw new RangeError(`chain message holds a number of more than ${VARINT_BYTES_MAX} bytes`);
}
