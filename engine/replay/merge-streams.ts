/** Several streams of ticks as one, in order of time; at equal times the stream that is listed first goes first. */
import { AT_MS_MAX } from './tape/tick-chunk.ts';
import type { TickChunk, TickStream } from './tape/tick-chunk.ts';

/** Consecutive ticks of one stream: the ticks `from` to `to` (exclusive) of a chunk. */
export interface TickRun {
  /** Position in the list of merged streams. */
  readonly stream: number;
  readonly chunk: TickChunk;
  readonly from: number;
  readonly to: number;
}

/**
 * Calls `onRun` with every tick once, in order, as runs that are as long as the order allows: no call and no object per tick.
 * The run is only valid during the call.
 */
export function mergeStreams(streams: readonly TickStream[], onRun: (run: TickRun) => void): void {
  const chunks = streams.map((stream) => stream.next());
  const positions = new Int32Array(streams.length);
  const turns = new Turns(chunks.map((chunk, stream) => startOf(chunk) + streams[stream]!.startMs));
  const run = { stream: 0, chunk: EMPTY, from: 0, to: 0 };
  for (let stream = turns.first(); stream >= 0; stream = turns.first()) {
    const { startMs } = streams[stream]!;
    const chunk = chunks[stream]!;
    const from = positions[stream]!;
    const to = endOfRun(chunk, from, turns.lastMs(stream) - startMs);
    run.stream = stream;
    run.chunk = chunk;
    run.from = from;
    run.to = to;
    onRun(run);
    if (to < chunk.length) {
      positions[stream] = to;
      turns.pass(stream, startMs + chunk.atMs[to]!);
    } else {
      positions[stream] = 0;
      chunks[stream] = streams[stream]!.next();
      turns.pass(stream, startMs + startOf(chunks[stream]));
    }
  }
}

const EMPTY: TickChunk = {
  length: 0,
  instrument: new Uint32Array(0),
  atMs: new Uint32Array(0),
  paise: new Int32Array(0),
  quantity: new Uint32Array(0),
};

function startOf(chunk: TickChunk | undefined): number {
  return chunk ? chunk.atMs[0]! : Infinity;
}

/** The first tick after the one at `position` that is later than `lastMs`. */
function endOfRun({ atMs, length }: TickChunk, position: number, lastMs: number): number {
  const last = lastMs < AT_MS_MAX ? lastMs | 0 : AT_MS_MAX;
  let end = position + 1;
  while (end < length && atMs[end]! <= last) end += 1;
  return end;
}

/** What no turn comes near: two of them still differ by less than 31 bits. */
const FAR = 0x3fff_ffff;

/**
 * Whose turn it is: a tournament in which every inner node keeps the later of the two that met there. A turn is time and stream in one
 * integer, (ms since a base) * size + stream, so that no two are equal and a match is arithmetic: the processor has nothing to guess,
 * which is what a merge of streams in random order spends its time on. Turns too far from the base wait as FAR for the next base.
 */
class Turns {
  /** Streams that there is room for, a power of two. */
  readonly #size: number;
  readonly #sizeBits: number;
  /** By stream, epoch ms of its next tick; Infinity when there is none. */
  readonly #nextMs: Float64Array;
  /** Node 1 is the final; stream `s` enters at node (size + s) / 2. */
  readonly #laterAt: Int32Array;
  #baseMs = 0;
  #first = FAR;

  constructor(nextMs: readonly number[]) {
    this.#sizeBits = Math.ceil(Math.log2(Math.max(2, nextMs.length)));
    this.#size = 1 << this.#sizeBits;
    this.#nextMs = new Float64Array(this.#size).fill(Infinity);
    this.#nextMs.set(nextMs);
    this.#laterAt = new Int32Array(this.#size);
  }

  /** The stream whose turn it is; -1 when none has a tick left. */
  first(): number {
    if (this.#first >= FAR && !this.#moveBase()) return -1;
    return this.#first & (this.#size - 1);
  }

  /** The latest time of the stream whose turn it is that belongs to that turn, epoch ms: the second stream's own if that is listed later. */
  lastMs(stream: number): number {
    let second = FAR;
    for (let node = (this.#size + stream) >>> 1; node > 0; node >>>= 1) {
      const difference = this.#laterAt[node]! - second;
      second += difference & (difference >> 31);
    }
    return this.#baseMs + ((second - stream - 1) >> this.#sizeBits);
  }

  /** The stream whose turn it was has its next tick at `nextMs`. */
  pass(stream: number, nextMs: number): void {
    this.#nextMs[stream] = nextMs;
    this.#enter(stream, nextMs);
  }

  #enter(stream: number, nextMs: number): void {
    const turn = (nextMs - this.#baseMs) * this.#size + stream;
    let first = turn < FAR ? turn : FAR;
    for (let node = (this.#size + stream) >>> 1; node > 0; node >>>= 1) {
      const other = this.#laterAt[node]!;
      const difference = first - other;
      const ifLess = difference & (difference >> 31);
      this.#laterAt[node] = first - ifLess;
      first = other + ifLess;
    }
    this.#first = first;
  }

  #moveBase(): boolean {
    this.#baseMs = Math.min(...this.#nextMs);
    if (this.#baseMs === Infinity) return false;
    this.#laterAt.fill(-FAR);
    for (const [stream, nextMs] of this.#nextMs.entries()) this.#enter(stream, nextMs);
    return true;
  }
}
