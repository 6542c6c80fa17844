/** The ticks that the rows about tapes measure, and what a scan of them adds up. */
import { deepStrictEqual } from 'node:assert/strict';
import { openTape } from '#cli/tape.ts';
import type { TapeHead } from '#engine/replay/tape/tape-head.ts';
import { CHUNK_TICKS, createTickChunk } from '#engine/replay/tape/tick-chunk.ts';
import type { TickChunk, TickStream } from '#engine/replay/tape/tick-chunk.ts';
import { benchFolder } from '../pinned-process.ts';

const SCENARIO = 'nifty-2025-08-29';
/** Of 65,536 ticks each: about a fifth of the recorded day. */
const MORNING_CHUNKS = 8;

/** Ticks in memory, of one list of instruments. */
export interface RecordedTicks {
  readonly head: TapeHead;
  readonly chunks: readonly TickChunk[];
  readonly length: number;
}

let day: RecordedTicks | undefined;

/** All ticks of the recorded day with its bridge, 2.5 million. */
export function recordedDay(): RecordedTicks {
  if (day) return day;
  using tape = openTape(SCENARIO, { folder: benchFolder() });
  day = { head: tape.head, chunks: chunksOf(tape.ticks()), length: tape.tickCount };
  return day;
}

/** The first half million of them, for rows whose peers are slow. */
export function recordedMorning(): RecordedTicks {
  const { head, chunks } = recordedDay();
  const morning = chunks.slice(0, MORNING_CHUNKS);
  return { head, chunks: morning, length: morning.reduce((sum, { length }) => sum + length, 0) };
}

/** A stream's chunks, kept. */
export function chunksOf(stream: TickStream): TickChunk[] {
  const chunks: TickChunk[] = [];
  for (let chunk = stream.next(); chunk; chunk = stream.next())
    chunks.push({
      length: chunk.length,
      instrument: chunk.instrument.slice(),
      atMs: chunk.atMs.slice(),
      paise: chunk.paise.slice(),
      quantity: chunk.quantity.slice(),
    });
  return chunks;
}

/** Chunks that ticks are added to one by one. */
export class ChunkList {
  readonly chunks: TickChunk[] = [];
  #last: TickChunk | undefined;

  add(instrument: number, atMs: number, paise: number, quantity: number): void {
    if (!this.#last || this.#last.length === CHUNK_TICKS) {
      this.#last = createTickChunk();
      this.chunks.push(this.#last);
    }
    const chunk = this.#last;
    const tick = chunk.length;
    chunk.instrument[tick] = instrument;
    chunk.atMs[tick] = atMs;
    chunk.paise[tick] = paise;
    chunk.quantity[tick] = quantity;
    chunk.length = tick + 1;
  }

  copy({ instrument, atMs, paise, quantity }: TickChunk, tick: number): void {
    this.add(instrument[tick]!, atMs[tick]!, paise[tick]!, quantity[tick]!);
  }
}

/** Chunks in memory as a stream. */
export function streamOf(chunks: readonly TickChunk[]): TickStream {
  let next = 0;
  return { startMs: 0, next: () => chunks[next++] };
}

/** By instrument: the last price, the money that changed hands, the number of ticks. */
export interface TickTotals {
  readonly lastPaise: Int32Array;
  readonly notional: Float64Array;
  readonly count: Int32Array;
}

/** Nothing of any instrument yet. */
export function createTotals({ head }: RecordedTicks): TickTotals {
  const instrumentCount = head.instruments.length;
  return {
    lastPaise: new Int32Array(instrumentCount),
    notional: new Float64Array(instrumentCount),
    count: new Int32Array(instrumentCount),
  };
}

/** The scan of every row: the ticks `from` to `to` (exclusive) of a chunk. */
export function addTicks(totals: TickTotals, chunk: TickChunk, from: number, to: number): void {
  const { lastPaise, notional, count } = totals;
  const { instrument, paise, quantity } = chunk;
  for (let tick = from; tick < to; tick += 1) {
    const whose = instrument[tick]!;
    const price = paise[tick]!;
    lastPaise[whose] = price;
    notional[whose] = notional[whose]! + price * quantity[tick]!;
    count[whose] = count[whose]! + 1;
  }
}

/** The same for one tick that is an object. */
export function addTick(
  totals: TickTotals,
  tick: { readonly id: number; readonly px: number; readonly qty: number },
): void {
  const { id, px, qty } = tick;
  totals.lastPaise[id] = px;
  totals.notional[id] = totals.notional[id]! + px * qty;
  totals.count[id] = totals.count[id]! + 1;
}

/** Each side of a round works at least so long. */
const MEASURE_SECONDS = 0.3;

/**
 * Ticks per second of processor time of `work`, which handles all `ticks` each time it is called. Processor time, because the
 * wall clock would also count what else the machine does, and mostly on the side that works longer.
 */
export async function ticksPerSecond(
  ticks: RecordedTicks,
  work: () => void | Promise<void>,
): Promise<number> {
  const started = process.cpuUsage();
  let passes = 0;
  let seconds = 0;
  while (seconds < MEASURE_SECONDS) {
    await work();
    passes += 1;
    seconds = secondsSince(started);
  }
  return (ticks.length * passes) / seconds;
}

/** Processor time since `started`, of all threads and in the kernel too. */
export function secondsSince(started: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(started);
  return (user + system) / 1e6;
}

/** Ticks per second, likewise, of a scan of `ticks`. Throws when it adds up anything else. */
export async function scansPerSecond(
  who: string,
  ticks: RecordedTicks,
  scan: (totals: TickTotals) => void | Promise<void>,
): Promise<number> {
  let totals = createTotals(ticks);
  const rate = await ticksPerSecond(ticks, () => {
    totals = createTotals(ticks);
    return scan(totals);
  });
  assertSameTotals(who, totals, ticks);
  return rate;
}

/** Throws unless the totals are those of the ticks in memory. */
export function assertSameTotals(who: string, totals: TickTotals, ticks: RecordedTicks): void {
  const expected = createTotals(ticks);
  for (const chunk of ticks.chunks) addTicks(expected, chunk, 0, chunk.length);
  deepStrictEqual(totals, expected, `tape bench: ${who} read other ticks than were written`);
}
