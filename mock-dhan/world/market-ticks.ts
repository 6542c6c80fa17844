import { RecordingError } from '#engine/errors.ts';
import { CHUNK_TICKS, createTickChunk } from '#engine/replay/tape/tick-chunk.ts';
import type { TickChunk, TickStream } from '#engine/replay/tape/tick-chunk.ts';
import { STEP_MS } from './market/session-steps.ts';
import type { World } from './world.ts';

/** Which ticks a scenario, its recording and a seed give. Raised with every change of the market's code that changes any, so that compiled tapes count as stale. */
export const MARKET_VERSION = 3;

/**
 * A world's day as ticks: every 250 ms, each instrument that changed on the board with its last price and the size of its last trade,
 * in the order in which they changed. A change of the quote alone is a tick that repeats the last trade, as the feed's packets do.
 * An instrument's number is its index on the board. The first ticks tell what moved before `startMs`.
 */
export class MarketTicks implements TickStream {
  readonly startMs: number;
  readonly #world: World;
  readonly #endMs: number;
  readonly #chunk = createTickChunk();
  /** Instruments that changed in the step at `#nowMs` and are not told yet: entries `#told` to `#changedCount`. */
  readonly #changed: Int32Array;
  #changedCount = 0;
  #told = 0;
  #nowMs: number;

  constructor(world: World, span: { readonly startMs: number; readonly endMs: number }) {
    this.#world = world;
    this.startMs = span.startMs;
    this.#endMs = span.endMs;
    this.#changed = new Int32Array(world.board.size);
    this.#nowMs = span.startMs - STEP_MS;
  }

  /** Errors: RecordingError when a price is no whole number of paise. */
  next(): TickChunk | undefined {
    const chunk = this.#chunk;
    chunk.length = 0;
    while (chunk.length < CHUNK_TICKS) {
      if (this.#told < this.#changedCount) this.#tellInto(chunk);
      else if (this.#nowMs < this.#endMs) this.#step();
      else break;
    }
    return chunk.length > 0 ? chunk : undefined;
  }

  #step(): void {
    this.#nowMs += STEP_MS;
    this.#changedCount = 0;
    this.#told = 0;
    this.#world.sync(this.#nowMs);
    this.#world.board.drainChanged((index) => {
      this.#changed[this.#changedCount] = index;
      this.#changedCount += 1;
    });
  }

  #tellInto(chunk: TickChunk): void {
    const { board } = this.#world;
    const count = Math.min(this.#changedCount - this.#told, CHUNK_TICKS - chunk.length);
    for (let tick = 0; tick < count; tick += 1) {
      const index = this.#changed[this.#told + tick]!;
      const paise = Math.round(board.ltp[index]! * 100);
      if (paise / 100 !== board.ltp[index]) throw this.#offGrid(index);
      const at = chunk.length + tick;
      chunk.instrument[at] = index;
      chunk.atMs[at] = this.#nowMs - this.startMs;
      chunk.paise[at] = paise;
      chunk.quantity[at] = board.lastQuantity[index]!;
    }
    this.#told += count;
    chunk.length += count;
  }

  #offGrid(index: number): RecordingError {
    const { exchangeSegment, securityId } = this.#world.universe.instruments[index]!;
    return new RecordingError(
      `telling the market's ticks failed: expected a price in whole paise, was ${this.#world.board.ltp[index]} ` +
        `(${exchangeSegment} ${securityId}). Round the recording's prices to paise.`,
    );
  }
}
