import { nameContract } from '../bus/leg-name.ts';
import { legNames } from '../bus/tick-bodies.ts';
import type { LegNaming } from '../bus/tick-bodies.ts';
import { underlyingBySymbol } from '../market/instrument.ts';
import type { Exchange } from '../market/instrument.ts';
import type { FollowedFuture } from '../market/followed-future.ts';
import type { ExpiryChain } from '../market/option-chain.ts';
import type { Journal } from '../ports.ts';
import type { CandleBook } from './candle-book.ts';

interface KnownChain {
  readonly names: readonly string[];
  /** The day's volume of a leg at its tick before; NaN before its first. */
  readonly volume: Float64Array;
}

/** Makes candles of what the engine journals: of every underlying, and of every leg and future from its own ticks. Worked-out prices make none. */
export class CandleJournal implements Journal {
  readonly #book: CandleBook;
  readonly #nameOf: LegNaming;
  readonly #chains = new WeakMap<ExpiryChain, KnownChain>();
  /** The day's volume of a future at its tick before. */
  readonly #volumes = new WeakMap<FollowedFuture, number>();

  constructor(book: CandleBook, nameOf: LegNaming) {
    this.#book = book;
    this.#nameOf = nameOf;
  }

  underlyingTick(atMs: number, symbol: string, ltp: number): void {
    this.#book.add(symbol, exchangeOf(symbol), { atMs, price: ltp, volume: 0 });
  }

  legTick(atMs: number, chain: ExpiryChain, leg: number): void {
    const { names, volume } = this.#knownOf(chain);
    const before = volume[leg]!;
    const now = chain.volume[leg]!;
    volume[leg] = now;
    this.#book.add(names[leg]!, exchangeOf(chain.underlying), {
      atMs,
      price: chain.ltp[leg]!,
      volume: now > before ? now - before : 0,
    });
  }

  /** A change of the quote repeats the last trade, and what comes first is a trade of before: only a volume that has risen is news. */
  futureTick(atMs: number, future: FollowedFuture): void {
    const { ltp: price, volume: now, underlying } = future;
    const before = this.#volumes.get(future);
    this.#volumes.set(future, now);
    if (before === undefined || now <= before) return;
    this.#book.add(nameContract(future), exchangeOf(underlying), {
      atMs,
      price,
      volume: now - before,
    });
  }

  chainRepriced(): void {
    // Nobody traded.
  }

  #knownOf(chain: ExpiryChain): KnownChain {
    const known = this.#chains.get(chain) ?? {
      names: legNames(chain, this.#nameOf),
      volume: new Float64Array(chain.ltp.length).fill(Number.NaN),
    };
    this.#chains.set(chain, known);
    return known;
  }
}

function exchangeOf(symbol: string): Exchange {
  return underlyingBySymbol(symbol)?.exchange ?? 'NSE';
}
