/** Ticks and tapes in memory. */
import { createZstdPacker } from '#engine/adapters/zstd-packer.ts';
import type { ByteSource } from '#engine/ports.ts';
import type { TapeHead } from '#engine/replay/tape/tape-head.ts';
import { Tape } from '#engine/replay/tape/tape.ts';
import { TapeWriter } from '#engine/replay/tape/tape-writer.ts';
import { createTickChunk } from '#engine/replay/tape/tick-chunk.ts';
import type { TickChunk, TickStream } from '#engine/replay/tape/tick-chunk.ts';

/** Instrument, time, paise, quantity. */
export type PlainTick = readonly [instrument: number, atMs: number, paise: number, quantity: number];

export const PACKER = createZstdPacker();

export function tapeHead(instrumentCount: number): TapeHead {
  return {
    source: 'sha256:test',
    startMs: 1_756_438_200_000,
    instruments: Array.from({ length: instrumentCount }, (_, index) => ({
      exchangeSegment: 'NSE_FNO' as const,
      securityId: 40_000 + index,
    })),
  };
}

export function chunkOf(ticks: readonly PlainTick[]): TickChunk {
  const chunk = createTickChunk(ticks.length);
  for (const [index, [instrument, atMs, paise, quantity]] of ticks.entries()) {
    chunk.instrument[index] = instrument;
    chunk.atMs[index] = atMs;
    chunk.paise[index] = paise;
    chunk.quantity[index] = quantity;
  }
  chunk.length = ticks.length;
  return chunk;
}

/** A tape with one block per list of ticks. */
export function tapeOf(head: TapeHead, blocks: readonly (readonly PlainTick[])[]): Uint8Array {
  const parts: Uint8Array[] = [];
  const writer = new TapeWriter({ head, packer: PACKER, write: (bytes) => parts.push(bytes) });
  for (const ticks of blocks) writer.add(chunkOf(ticks));
  writer.end();
  return new Uint8Array(Buffer.concat(parts));
}

export function openTape(bytes: Uint8Array): Tape {
  return new Tape(memorySource(bytes), { packer: PACKER, file: 'day.tape' });
}

function memorySource(bytes: Uint8Array): ByteSource {
  return {
    byteLength: bytes.length,
    read: (offset, length) => bytes.subarray(offset, offset + length),
  };
}

export function ticksOf(stream: TickStream): PlainTick[] {
  const ticks: PlainTick[] = [];
  for (let chunk = stream.next(); chunk; chunk = stream.next())
    for (let index = 0; index < chunk.length; index += 1)
      ticks.push([chunk.instrument[index]!, chunk.atMs[index]!, chunk.paise[index]!, chunk.quantity[index]!]);
  return ticks;
}
