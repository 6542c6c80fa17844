import { EXCHANGE_SEGMENT_CODES, isTraded } from '#engine/market/instrument.ts';
import type { ContractInstrument } from '#engine/market/instrument.ts';
import type { InstrumentKey } from '#engine/ports.ts';
import { depthPacketLength, encodeDepthSide } from '#engine/wire/depth-packets.ts';
import type { DepthFeedLevels, DepthSide } from '#engine/wire/depth-packets.ts';
import { createDepthSide, readDepthSide } from '../world/depth-levels.ts';
import type { World } from '../world/world.ts';

/** An instrument's bid and ask packet back to back, encoded once for every session that reads it. */
export interface DepthUpdate {
  /** Board index. */
  readonly instrument: number;
  readonly bytes: Uint8Array;
}

/** Packets in a DepthUpdate. */
export const PACKETS_PER_UPDATE = 2;

/** Only these segments have full depth. Source: dhan-v2-wire 7. */
const DEPTH_SEGMENTS: ReadonlySet<string> = new Set(['NSE_EQ', 'NSE_FNO']);

interface BestQuote {
  bid: number;
  bidQuantity: number;
  ask: number;
  askQuantity: number;
}

/** A book that someone reads, as it was last published. */
interface PublishedBook extends BestQuote {
  readonly contract: ContractInstrument;
  readers: number;
  sequence: number;
  /** When a move of it was last published, epoch ms; 0 before the first. */
  publishedAtMs: number;
}

/**
 * Turns the books of the quote board into packets, each once per flush however many sessions read it. It compares with what it last published
 * and leaves the board's list of changes to the live feed; a trade that moves no quote moves no book.
 */
export class DepthTape {
  readonly #world: World;
  readonly #levels: DepthFeedLevels;
  /** By board index, in order of subscription. */
  readonly #books = new Map<number, PublishedBook>();
  readonly #bids: DepthSide;
  readonly #asks: DepthSide;

  constructor(world: World, levels: DepthFeedLevels) {
    this.#world = world;
    this.#levels = levels;
    this.#bids = createDepthSide(levels);
    this.#asks = createDepthSide(levels);
  }

  /** Board index of an instrument that has full depth, -1 for any other. */
  indexOf({ exchangeSegment, securityId }: InstrumentKey): number {
    if (!DEPTH_SEGMENTS.has(exchangeSegment)) return -1;
    return this.#world.universe.indexOf(exchangeSegment, securityId);
  }

  addReader(index: number): void {
    const contract = this.#world.universe.instruments[index];
    if (!contract || !isTraded(contract)) return;
    const book = this.#books.get(index);
    if (book) book.readers += 1;
    else
      this.#books.set(index, {
        contract,
        readers: 1,
        sequence: 1,
        publishedAtMs: 0,
        ...this.#quoteOf(index),
      });
  }

  removeReader(index: number): void {
    const book = this.#books.get(index);
    if (!book) return;
    book.readers -= 1;
    if (book.readers === 0) this.#books.delete(index);
  }

  /** The books that moved since they were last published, and publishes them. */
  takeChanges(nowMs: number): DepthUpdate[] {
    const updates: DepthUpdate[] = [];
    for (const [index, book] of this.#books)
      if (this.#hasMoved(index, book)) {
        Object.assign(book, this.#quoteOf(index));
        book.sequence += 1;
        book.publishedAtMs = nowMs;
        updates.push(this.#encode(index, book));
      }
    return updates;
  }

  /** How often a book that someone reads has moved, by now; 0 for any other. */
  movesOf(index: number): number {
    const book = this.#books.get(index);
    return book ? book.sequence + Number(this.#hasMoved(index, book)) : 0;
  }

  /** When a move of a book was last published, epoch ms; 0 if none was to its present readers. */
  publishedAtMs(index: number): number {
    return this.#books.get(index)?.publishedAtMs ?? 0;
  }

  /** What a subscriber of a book is sent at once. Nothing counts as published by it, because other readers have not seen it. */
  snapshot(index: number): DepthUpdate | undefined {
    const book = this.#books.get(index);
    return book && this.#encode(index, book);
  }

  #hasMoved(index: number, book: PublishedBook): boolean {
    const { board } = this.#world;
    return (
      board.bid[index] !== book.bid ||
      board.ask[index] !== book.ask ||
      board.bidQuantity[index] !== book.bidQuantity ||
      board.askQuantity[index] !== book.askQuantity
    );
  }

  #quoteOf(index: number): BestQuote {
    const { board } = this.#world;
    return {
      bid: board.bid[index]!,
      bidQuantity: board.bidQuantity[index]!,
      ask: board.ask[index]!,
      askQuantity: board.askQuantity[index]!,
    };
  }

  #encode(index: number, { contract, sequence }: PublishedBook): DepthUpdate {
    const { board } = this.#world;
    readDepthSide(board, index, contract, 'bid', this.#bids);
    readDepthSide(board, index, contract, 'ask', this.#asks);
    const levels = this.#levels;
    const bidLength = depthPacketLength(levels, this.#bids.rows);
    const bytes = new Uint8Array(bidLength + depthPacketLength(levels, this.#asks.rows));
    const view = new DataView(bytes.buffer);
    const address = {
      exchangeSegmentCode: EXCHANGE_SEGMENT_CODES[contract.exchangeSegment],
      securityId: contract.securityId,
      sequence,
    };
    encodeDepthSide(view, 0, { levels, address: { side: 'bid', ...address }, book: this.#bids });
    encodeDepthSide(view, bidLength, { levels, address: { side: 'ask', ...address }, book: this.#asks });
    return { instrument: index, bytes };
  }
}
