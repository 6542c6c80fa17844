/** A day of option ticks on eight tapes in memory, one in a hundred of them the underlying's. */
import { createZstdPacker } from '#engine/adapters/zstd-packer.ts';
import type { ExpiryChain } from '#engine/market/option-chain.ts';
import type { InstrumentKey } from '#engine/ports.ts';
import { TapeWriter } from '#engine/replay/tape/tape-writer.ts';
import { Tape } from '#engine/replay/tape/tape.ts';
import type { TickChunk } from '#engine/replay/tape/tick-chunk.ts';
import { SeededRandom } from '#engine/seeded-random.ts';
import { CHAINS, NOW_MS, quotedChain, SPOT } from '../reprice.ts';
import { ChunkList } from './ticks.ts';

const TAPES = 8;
/** Every so many ticks the underlying moves. */
const TICKS_PER_MOVE = 100;
/** How far a leg's trades lie from where it opened, and the underlying from where it began, in ticks of 5 paise. */
const LEG_TICKS = 3;
const SPOT_TICKS = 400;
const PAISE_PER_TICK = 5;
const LOT_SIZE = 65;

/** The underlying's number; a leg's is one more than its place among all legs. */
export const UNDERLYING = 0;

/** The chains as they stand before the first tick. */
export function openingChains(): ExpiryChain[] {
  return Array.from({ length: CHAINS }, (_, index) => quotedChain(index));
}

/** `tickCount` ticks in order of time, each leg's on the tape of its number modulo eight. */
export function optionDay(tickCount: number): Tape[] {
  const opening = openingChains().flatMap(({ ltp }) => [...ltp]);
  const random = new SeededRandom(1);
  const streams = Array.from({ length: TAPES }, () => new ChunkList());
  let atMs = 0;
  let spotTicks = 0;
  for (let tick = 0; tick < tickCount; tick += 1) {
    const draw = random.nextUint32();
    atMs += draw & 3;
    if (tick % TICKS_PER_MOVE === 0) {
      spotTicks = Math.max(-SPOT_TICKS, Math.min(SPOT_TICKS, spotTicks + ((draw >>> 8) % 7) - 3));
      streams[0]!.add(UNDERLYING, atMs, SPOT * 100 + spotTicks * PAISE_PER_TICK, 0);
    } else {
      const leg = (draw >>> 2) % opening.length;
      const away = ((draw >>> 20) % (2 * LEG_TICKS + 1)) - LEG_TICKS;
      const ticks = Math.max(1, Math.round(opening[leg]! * 20) + away);
      const lots = 1 + ((draw >>> 14) % 20);
      streams[(leg + 1) % TAPES]!.add(leg + 1, atMs, ticks * PAISE_PER_TICK, lots * LOT_SIZE);
    }
  }
  return streams.map(({ chunks }, tape) => tapeOf(chunks, opening.length, `option-day.${tape}`));
}

function tapeOf(chunks: readonly TickChunk[], legCount: number, file: string): Tape {
  const packer = createZstdPacker();
  const parts: Uint8Array[] = [];
  const instruments = Array.from({ length: legCount + 1 }, (_, number): InstrumentKey => ({
    exchangeSegment: number === UNDERLYING ? 'IDX_I' : 'NSE_FNO',
    securityId: number,
  }));
  const head = { source: 'the benchmark', startMs: NOW_MS, instruments };
  const writer = new TapeWriter({ head, packer, write: (bytes) => parts.push(bytes) });
  for (const chunk of chunks) writer.add(chunk);
  writer.end();
  const bytes = Buffer.concat(parts);
  const source = {
    byteLength: bytes.length,
    read: (offset: number, length: number) => bytes.subarray(offset, offset + length),
  };
  return new Tape(source, { packer, file });
}
