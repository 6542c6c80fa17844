/**
 * Where things stand in a tape. All numbers are little-endian.
 *
 *     head    8 magic, u32 version, u32 length of the JSON, JSON (tape-head.ts), u32 CRC-32 of all before
 *     block   u32 ticks, u32 bytes before compression, u32 bytes stored, the stored bytes (block-columns.ts, compressed),
 *             u32 CRC-32 of the block up to here; as often as needed
 *     foot    u32 blocks, f64 ticks, u32 CRC-32 of these two, 8 magic
 *
 * The foot is written last: a tape without one was never finished.
 */
import type { BlockPacker } from '../../ports.ts';

/** A byte no text begins with, the name, and line ends that a transfer as text would change. */
const TAPE_MAGIC = Uint8Array.of(0x89, 0x50, 0x54, 0x41, 0x50, 0x45, 0x0d, 0x0a);
export const TAPE_VERSION = 1;

export const CHECKSUM_BYTES = 4;
/** Magic, version and length of the JSON. */
export const HEAD_START_BYTES = 16;
export const BLOCK_START_BYTES = 12;
export const FOOT_BYTES = 24;

/** What a block says of itself before its columns. */
export interface BlockStart {
  readonly ticks: number;
  readonly columnBytes: number;
  readonly storedBytes: number;
}

/** How many ticks a tape holds, in how many blocks. */
export interface TapeFoot {
  readonly blocks: number;
  readonly ticks: number;
}

export function encodeHead(json: Uint8Array, packer: BlockPacker): Uint8Array {
  const bytes = new Uint8Array(HEAD_START_BYTES + json.length + CHECKSUM_BYTES);
  bytes.set(TAPE_MAGIC);
  const view = viewOf(bytes);
  view.setUint32(8, TAPE_VERSION, true);
  view.setUint32(12, json.length, true);
  bytes.set(json, HEAD_START_BYTES);
  return sealed(bytes, packer);
}

export function encodeBlock(columns: Uint8Array, ticks: number, packer: BlockPacker): Uint8Array {
  const stored = packer.compress(columns);
  const bytes = new Uint8Array(BLOCK_START_BYTES + stored.length + CHECKSUM_BYTES);
  const view = viewOf(bytes);
  view.setUint32(0, ticks, true);
  view.setUint32(4, columns.length, true);
  view.setUint32(8, stored.length, true);
  bytes.set(stored, BLOCK_START_BYTES);
  return sealed(bytes, packer);
}

export function decodeBlockStart(bytes: Uint8Array): BlockStart {
  const view = viewOf(bytes);
  return {
    ticks: view.getUint32(0, true),
    columnBytes: view.getUint32(4, true),
    storedBytes: view.getUint32(8, true),
  };
}

export function encodeFoot({ blocks, ticks }: TapeFoot, packer: BlockPacker): Uint8Array {
  const bytes = new Uint8Array(FOOT_BYTES);
  const view = viewOf(bytes);
  view.setUint32(0, blocks, true);
  view.setFloat64(4, ticks, true);
  sealed(bytes.subarray(0, FOOT_BYTES - TAPE_MAGIC.length), packer);
  bytes.set(TAPE_MAGIC, FOOT_BYTES - TAPE_MAGIC.length);
  return bytes;
}

/** Undefined when the bytes are no foot. */
export function decodeFoot(bytes: Uint8Array, packer: BlockPacker): TapeFoot | undefined {
  const end = FOOT_BYTES - TAPE_MAGIC.length;
  if (!startsWithMagic(bytes.subarray(end)) || !isSealed(bytes.subarray(0, end), packer)) return undefined;
  const view = viewOf(bytes);
  return { blocks: view.getUint32(0, true), ticks: view.getFloat64(4, true) };
}

export function startsWithMagic(bytes: Uint8Array): boolean {
  return TAPE_MAGIC.every((byte, index) => bytes[index] === byte);
}

/** Whether the last four bytes are the checksum of all before them. */
export function isSealed(bytes: Uint8Array, packer: BlockPacker): boolean {
  const end = bytes.length - CHECKSUM_BYTES;
  return end >= 0 && packer.checksum(bytes.subarray(0, end)) === viewOf(bytes).getUint32(end, true);
}

function sealed(bytes: Uint8Array, packer: BlockPacker): Uint8Array {
  const end = bytes.length - CHECKSUM_BYTES;
  viewOf(bytes).setUint32(end, packer.checksum(bytes.subarray(0, end)), true);
  return bytes;
}

export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
