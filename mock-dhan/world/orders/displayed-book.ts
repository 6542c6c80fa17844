import { ladderQuantity } from '../depth-levels.ts';
import type { QuoteBoard } from '../quote-board.ts';
import { LADDER_LEVELS_MAX } from '../depth-levels.ts';
import type { Contract } from './contract.ts';

/** What of an instrument's ladder client orders have taken since its last tick. */
interface Taken {
  /** The board's count of the instrument's changes when it was taken. */
  version: number;
  readonly bid: TakenSide;
  readonly ask: TakenSide;
}

/** Levels are taken from the best one on, so that all before `level` are gone. */
interface TakenSide {
  level: number;
  /** Of the level itself. */
  quantity: number;
}

/** The next that can be had of a side. */
export interface DisplayedOffer {
  pricePaise: number;
  quantity: number;
}

/** The displayed ladders less what client orders have taken of them. */
export class DisplayedBook {
  readonly #board: QuoteBoard;
  readonly #taken = new Map<number, Taken>();
  /** The one answer of `best`, written anew each time. */
  readonly #offer: DisplayedOffer = { pricePaise: 0, quantity: 0 };

  constructor(board: QuoteBoard) {
    this.#board = board;
  }

  /** The best level that still holds a lot, in whole lots; undefined when the side is empty or taken. Valid until the next call. */
  best(contract: Contract, side: 'bid' | 'ask'): DisplayedOffer | undefined {
    const { index, tickPaise, lotSize } = contract;
    const bestTicks = Math.round((this.#board[side][index]! * 100) / tickPaise);
    if (bestTicks <= 0) return undefined;
    const bestQuantity = side === 'bid' ? this.#board.bidQuantity[index]! : this.#board.askQuantity[index]!;
    const step = side === 'bid' ? -1 : 1;
    const taken = this.#takenOf(index)[side];
    for (; taken.level < LADDER_LEVELS_MAX; taken.level += 1, taken.quantity = 0) {
      const ticks = bestTicks + step * taken.level;
      if (ticks <= 0) return undefined;
      const left = ladderQuantity(bestQuantity, taken.level) - taken.quantity;
      if (left < lotSize) continue;
      this.#offer.pricePaise = ticks * tickPaise;
      this.#offer.quantity = left - (left % lotSize);
      return this.#offer;
    }
    return undefined;
  }

  /** Takes from the level that `best` has just told. */
  take(contract: Contract, side: 'bid' | 'ask', quantity: number): void {
    this.#takenOf(contract.index)[side].quantity += quantity;
  }

  #takenOf(index: number): Taken {
    const version = this.#board.version[index]!;
    let taken = this.#taken.get(index);
    if (!taken) {
      taken = { version, bid: { level: 0, quantity: 0 }, ask: { level: 0, quantity: 0 } };
      this.#taken.set(index, taken);
    } else if (taken.version !== version) {
      taken.version = version;
      for (const side of [taken.bid, taken.ask]) {
        side.level = 0;
        side.quantity = 0;
      }
    }
    return taken;
  }
}
